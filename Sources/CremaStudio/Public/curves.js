// Curves over the epochs of a training, in a chart whose part, smoothing and scale can be chosen.

import { colour, curveColour, faint, onScheme } from "./colours.js";
import { word } from "./words.js";

/** The numbers of the colours of lines that every training has. */
const ownColours = { "loss train": 0, "accuracy val": 1, "loss val": 2, rate: 0 };

/** The points of every line that are nearest to the pointer's epoch, but for lines far away. */
Chart.Interaction.modes.epoch = (chart, event) => {
  const scale = chart.scales.x;
  const x = scale.getValueForPixel(event.x);
  const found = chart.data.datasets.flatMap(({ data, isFaint }, datasetIndex) => {
    if (isFaint || !chart.isDatasetVisible(datasetIndex) || !data.length) return [];
    const index = nearest(data, x);
    const element = chart.getDatasetMeta(datasetIndex).data[index];
    return [{ element, datasetIndex, index, distance: Math.abs(data[index].x - x) }];
  });
  const reach = Math.max(0.5, (scale.max - scale.min) / 50);
  const least = Math.min(...found.map(({ distance }) => distance));
  return found.filter(({ distance }) => distance <= Math.max(reach, least));
};

/** The index of the point that is nearest to an epoch, in points that are in order. */
function nearest(points, x) {
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle].x < x) low = middle;
    else high = middle;
  }
  return Math.abs(points[low].x - x) <= Math.abs(points[high].x - x) ? low : high;
}

/** The exponential mean of the points so far, in which the first ones count as they should. */
export function smoothed(points, weight) {
  let [sum, share] = [0, 0];
  return points.map(({ x, y }) => {
    if (!Number.isFinite(y)) return { x, y };
    sum = sum * weight + y * (1 - weight);
    share = share * weight + (1 - weight);
    return { x, y: sum / share };
  });
}

/** The words of a tick; a log scale over two decades or more has one at each power of ten. */
function tick(value, ...rest) {
  if (this.type !== "logarithmic") return Chart.Ticks.formatters.numeric.call(this, value, ...rest);
  const power = Math.log10(value);
  if (this.max > 99 * this.min && Math.abs(power - Math.round(power)) > 1e-9) return "";
  return value < 1e-3 || value >= 1e6 ? value.toExponential() : String(value);
}

/** A scale on the left or on the right. */
export const axis = (text, position, more = {}) => ({
  position,
  ticks: { callback: tick },
  title: { display: true, text },
  grid: { drawOnChartArea: position === "left" },
  ...more,
});

/** The lines of a chart, with all their points, and what is shown of them. */
export class Curves {
  #lines = new Map();
  #isDirty = false;
  #selection;

  /** What is shown; call `drawSoon` after a change. */
  view = { range: undefined, end: 1, smoothing: 0, isLog: false, best: undefined };
  /** Called with the first and the last epoch that were chosen, or with nothing for all. */
  onZoom = () => {};
  /** What is written below the values of an epoch. */
  footer = () => "";

  constructor(id, axes, { hasLegend = true } = {}) {
    this.axes = axes;
    this.chart = new Chart(document.getElementById(id), {
      type: "line",
      data: { datasets: [] },
      plugins: [{ id: "marks", afterDatasetsDraw: (chart) => this.#drawMarks(chart) }],
      options: {
        animation: false,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        interaction: { mode: "epoch", intersect: false },
        elements: { point: { radius: 0, hitRadius: 8 }, line: { borderWidth: 2, tension: 0 } },
        plugins: { legend: this.#legend(hasLegend), tooltip: this.#tooltip() },
        scales: {
          x: {
            type: "linear",
            title: { display: true, text: word("script.epoch_axis") },
          },
          ...axes,
        },
      },
    });
    this.#listen(this.chart.canvas);
    onScheme(() => this.#fill());
  }

  /** Adds a point to a line, which is made with its label when it is first needed. */
  add(id, point, { label, axis: yAxisID, hasPoints = false, isSmooth = false }) {
    let line = this.#lines.get(id);
    if (!line) {
      const shared = { yAxisID, label };
      line = {
        points: [],
        hasPoints,
        isSmooth,
        colour: ownColours[id] ?? 3 + (this.#lines.size % 5),
        shown: { ...shared, id, data: [] },
        faint: { ...shared, isFaint: true, data: [], borderWidth: 1 },
      };
      this.#lines.set(id, line);
    }
    line.points.push(point);
  }

  /** All points of a line. */
  points(id) {
    return this.#lines.get(id)?.points ?? [];
  }

  /** The last epoch that there is a point of. */
  get end() {
    return Math.max(0, ...[...this.#lines.values()].map(({ points }) => points.at(-1)?.x ?? 0));
  }

  /** Drops the points of an epoch and of all later ones. */
  dropFrom(start) {
    for (const line of this.#lines.values()) {
      line.points = line.points.filter(({ x }) => x < start);
    }
  }

  /** Draws what has changed, once for all changes until the next frame. */
  drawSoon() {
    if (this.#isDirty) return;
    this.#isDirty = true;
    requestAnimationFrame(() => {
      this.#isDirty = false;
      this.#fill();
      this.#scale();
      this.chart.update();
    });
  }

  #fill() {
    const { smoothing, isLog } = this.view;
    const shown = ({ x, y }) => ({ x, y: isLog && y <= 0 ? NaN : y });
    this.chart.data.datasets = [...this.#lines.values()].flatMap((line) => {
      const isSmoothed = line.isSmooth && smoothing > 0;
      line.shown.data = (isSmoothed ? smoothed(line.points, smoothing) : line.points).map(shown);
      line.faint.data = isSmoothed ? line.points.map(shown) : [];
      line.faint.hidden = line.shown.hidden;
      // A single point has no line that shows it.
      line.shown.pointRadius = line.hasPoints || line.points.length === 1 ? 3 : 0;
      line.shown.borderColor = line.shown.backgroundColor = curveColour(line.colour);
      line.faint.borderColor = faint(curveColour(line.colour));
      return isSmoothed ? [line.faint, line.shown] : [line.shown];
    });
  }

  #scale() {
    const { range, end, isLog } = this.view;
    const { x, ...scales } = this.chart.options.scales;
    [x.min, x.max] = range ?? [0, end || 1];
    for (const [name, scale] of Object.entries(scales)) {
      const { canBeLog, max } = this.axes[name];
      if (canBeLog) scale.type = isLog ? "logarithmic" : "linear";
      scale.beginAtZero = !range && scale.type !== "logarithmic";
      scale.max = range ? undefined : max;
    }
  }

  #legend(display) {
    return {
      display,
      position: "bottom",
      labels: {
        usePointStyle: true,
        boxHeight: 6,
        filter: ({ datasetIndex }, { datasets }) => !datasets[datasetIndex].isFaint,
      },
      onClick: (_, { datasetIndex }) => {
        const { shown } = this.#lines.get(this.chart.data.datasets[datasetIndex].id);
        shown.hidden = !shown.hidden;
        this.drawSoon();
      },
    };
  }

  #tooltip() {
    return {
      callbacks: {
        title: ([first]) => word("script.epoch_point", { epoch: plain(first.parsed.x) }),
        label: ({ dataset, parsed }) => ` ${dataset.label}: ${plain(parsed.y, 4)}`,
        footer: ([first]) => (first ? this.footer(first.parsed.x) : ""),
      },
    };
  }

  // Choosing a part: dragging, the wheel with Ctrl, a double click for all.
  #listen(canvas) {
    const epoch = (event) => {
      const { left, right } = this.chart.chartArea;
      return this.chart.scales.x.getValueForPixel(Math.min(right, Math.max(left, event.offsetX)));
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.offsetY > this.chart.chartArea.bottom) return;
      canvas.setPointerCapture(event.pointerId);
      this.#selection = { from: epoch(event), to: epoch(event), pixel: event.offsetX };
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!this.#selection) return;
      this.#selection.to = epoch(event);
      this.chart.draw();
    });
    canvas.addEventListener("pointerup", (event) => {
      const chosen = this.#selection;
      this.#selection = undefined;
      if (!chosen) return;
      const [from, to] = [chosen.from, epoch(event)].sort((a, b) => a - b);
      if (Math.abs(event.offsetX - chosen.pixel) > 6 && to > from) this.onZoom([from, to]);
      else this.chart.draw();
    });
    canvas.addEventListener("pointercancel", () => {
      this.#selection = undefined;
      this.chart.draw();
    });
    canvas.addEventListener("dblclick", () => this.onZoom());
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 0.8 : 1.25, epoch(event));
    }, { passive: false });
  }

  /** Shows a smaller or a larger part, around an epoch or its middle. */
  zoom(factor, around) {
    const { min, max } = this.chart.scales.x;
    const middle = around ?? (min + max) / 2;
    const from = Math.max(0, middle - (middle - min) * factor);
    const to = Math.min(this.view.end, middle + (max - middle) * factor);
    if (to > from) this.onZoom(from === 0 && to === this.view.end ? undefined : [from, to]);
  }

  #drawMarks({ ctx, chartArea: area, scales: { x } }) {
    ctx.save();
    if (this.#selection) {
      const [from, to] = [this.#selection.from, this.#selection.to].map((at) =>
        x.getPixelForValue(at)
      );
      ctx.fillStyle = faint(colour("--crema-accent"));
      ctx.fillRect(from, area.top, to - from, area.height);
    }
    const { best } = this.view;
    if (best !== undefined && best >= x.min && best <= x.max) this.#drawBest(ctx, area, x, best);
    ctx.restore();
  }

  #drawBest(ctx, area, x, best) {
    const at = x.getPixelForValue(best);
    const isRight = at > (area.left + area.right) / 2;
    ctx.strokeStyle = ctx.fillStyle = colour("--crema-soft");
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(at, area.top);
    ctx.lineTo(at, area.bottom);
    ctx.stroke();
    ctx.font = Chart.helpers.toFont(Chart.defaults.font).string;
    ctx.textAlign = isRight ? "right" : "left";
    ctx.textBaseline = "top";
    ctx.fillText(word("script.best_mark"), at + (isRight ? -5 : 5), area.top + 3);
  }
}

/** A number with as many digits as say something. */
export function plain(number, digits = 3) {
  if (number === 0 || !Number.isFinite(number)) return String(number);
  const size = Math.abs(number);
  if (size >= 1e6 || size < 1e-4) return number.toExponential(digits - 1);
  return String(Number(size >= 100 ? number.toFixed(2) : number.toPrecision(digits + 1)));
}

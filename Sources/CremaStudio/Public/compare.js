import { onScheme } from "./colours.js";
import { json } from "./requests.js";
import { word } from "./words.js";

// The curves of several models over each other, a chart for each output.

const legend = document.querySelector("[data-curves]");

/** How the line of a model looks, as its sign in the legend does. */
function look(number) {
  const sign = getComputedStyle(legend.querySelector(`.line-${number}`));
  const borderDash = sign.strokeDasharray === "none" ? [] : [6, 4];
  return { borderColor: sign.stroke, backgroundColor: sign.stroke, borderDash };
}

const axis = (title, more) => ({
  type: "linear",
  title: { display: Boolean(title), text: title },
  ...more,
});

function draw(canvas, models, lastEpoch) {
  const output = canvas.dataset.output;
  const datasets = models.flatMap((model, number) => {
    const data = (model.outputs[output] ?? []).map(([x, y]) => ({ x, y }));
    // A curve of one point has no line.
    const pointRadius = data.length === 1 ? 3 : 0;
    return data.length ? [{ label: model.name, number, data, pointRadius, ...look(number) }] : [];
  });
  return new Chart(canvas, {
    type: "line",
    data: { datasets },
    options: {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      elements: { point: { radius: 0, hitRadius: 8 }, line: { borderWidth: 2, tension: 0 } },
      plugins: { legend: { display: false } },
      scales: { x: axis(word("script.epoch_axis"), { min: 0, max: lastEpoch }), y: axis("") },
    },
  });
}

const { models } = await json(legend.dataset.curves);
const curves = models.flatMap((model) => Object.values(model.outputs));
const epochs = curves.map((points) => points.at(-1)[0]);
const lastEpoch = Math.max(...epochs, Number.MIN_VALUE);
const canvases = [...document.querySelectorAll("canvas[data-output]")];
const charts = canvases.map((canvas) => draw(canvas, models, lastEpoch));

legend.addEventListener("change", (event) => {
  const { line } = event.target.dataset;
  for (const chart of charts) {
    for (const each of chart.data.datasets) {
      if (each.number === Number(line)) each.hidden = !event.target.checked;
    }
    chart.update();
  }
});

onScheme(() => {
  for (const chart of charts) {
    for (const each of chart.data.datasets) Object.assign(each, look(each.number));
  }
});

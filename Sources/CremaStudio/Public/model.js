import { savePicture } from "./chart-files.js";
import { axis, Curves, plain } from "./curves.js";
import { followJob } from "./job-events.js";
import { LayerNorms } from "./layer-norms.js";
import { word } from "./words.js";

const page = document.getElementById("job").dataset;
const epochIterations = Number(page.epochIterations) || 1;
const epochs = Number(page.epochs);
const epochImages = Number(page.epochImages);
const hasMeasure = "measure" in page;
const curveWords = { train: "script.train_curve", val: "script.val_curve" };

const curves = new Curves("performance", {
  loss: axis(word("script.loss_axis"), "left", { canBeLog: true }),
  ...(hasMeasure && { accuracy: axis(word("script.accuracy_axis"), "right", { max: 100 }) }),
});
const rate = new Curves(
  "rate",
  { rate: axis(word("script.rate_axis"), "left", { canBeLog: true }) },
  { hasLegend: false },
);
const charts = [curves, rate];
const norms = new LayerNorms(document.getElementById("norms"));
curves.footer = (x) => {
  const point = rate.points("rate").findLast((each) => each.x <= x);
  return point ? `${word("script.rate_axis")}: ${plain(point.y, 4)}` : "";
};

// MARK: What is shown

/** Changes what all charts show. */
function show(change) {
  const end = Math.max(...charts.map((chart) => chart.end));
  for (const chart of charts) {
    Object.assign(chart.view, { end }, change);
    chart.drawSoon();
  }
  norms.show(curves.view);
}

for (const chart of charts) {
  chart.onZoom = (range) => {
    show({ range });
    document.getElementById("zoom-all").disabled = !range;
  };
}
const zooms = {
  "zoom-in": () => curves.zoom(0.6),
  "zoom-out": () => curves.zoom(1.7),
  "zoom-all": () => curves.onZoom(),
};
for (const [id, zoom] of Object.entries(zooms)) {
  document.getElementById(id).addEventListener("click", zoom);
}

const smoothing = document.getElementById("smoothing");
smoothing.addEventListener("input", () => show({ smoothing: Number(smoothing.value) }));
const log = document.getElementById("log-scale");
log.addEventListener("change", () => show({ isLog: log.checked }));
// A browser that returns to the page keeps what was chosen.
show({ smoothing: Number(smoothing.value), isLog: log.checked });

for (const button of document.querySelectorAll("[data-picture]")) {
  const name = `${page.path.split("/").at(-1)}_curves`;
  button.addEventListener("click", () => {
    savePicture(curves.chart, button.dataset.picture, name);
  });
}

// MARK: What happens

function live(name, text) {
  const place = document.querySelector(`[data-live="${name}"]`);
  if (place) place.textContent = text;
}

/** Adds outputs of training (`train`) or of validation (`val`). */
function addOutputs(event, part) {
  const x = event.iteration / epochIterations;
  for (const [name, value] of Object.entries(event.outputs ?? {})) {
    const isAccuracy = hasMeasure && name.toLowerCase().includes("accuracy");
    // NaN and infinities come as texts, which JSON has no numbers for; the curve has a gap there.
    const number = Number(value);
    const y = Number.isFinite(number) ? number * (isAccuracy ? 100 : 1) : NaN;
    const isTest = part === "val";
    curves.add(`${name} ${part}`, { x, y }, {
      label: word(curveWords[part], { name }),
      axis: isAccuracy ? "accuracy" : "loss",
      hasPoints: isTest,
      isSmooth: !isTest,
    });
    if (isAccuracy && isTest) live("accuracy", word("script.percent", { number: y.toFixed(2) }));
  }
  if (part === "val") considerBest({ ...event.outputs }, x);
}

let best;

/** Remembers the epoch of the best validation: the highest accuracy, or the lowest loss. */
function considerBest(outputs, x) {
  const names = Object.keys(outputs).sort();
  const find = (text) => names.find((name) => name.toLowerCase().includes(text));
  const accuracy = hasMeasure ? find("accuracy") : undefined;
  const name = accuracy ?? find("loss");
  const value = Number(outputs[name]);
  if (name === undefined || !Number.isFinite(value)) return;
  const score = accuracy ? value : -value;
  if (best && best.score >= score) return;
  const shown = accuracy
    ? word("script.percent", { number: (value * 100).toFixed(2) }) : plain(value, 4);
  best = { x, score };
  live("best", word("script.best_epoch", { epoch: plain(x), name, value: shown }));
}

let isOver = "over" in page;

/** A training that is over has no end to wait for, until somebody lets it go on. */
function showStatus(status) {
  isOver = ["Done", "Aborted", "Error"].includes(status);
  if (isOver) live("end", "");
}

/** Shows how far training is. */
function showEpoch({ iteration }) {
  live("epoch", word("script.epoch_of", { epoch: plain(iteration / epochIterations), epochs }));
}

/** Shows how fast training is, and when it ends. */
function showPace({ iteration, time, rate: speed }) {
  if (!(speed > 0)) return;
  const images = (speed * epochImages) / epochIterations;
  if (images > 0) live("speed", word("script.images_per_second", { count: grouped(images) }));
  if (isOver) return;
  const end = new Date(1000 * (time + (epochs * epochIterations - iteration) / speed));
  if (Number.isNaN(end.valueOf())) return;
  const clock = { hour: "2-digit", minute: "2-digit" };
  const isToday = end.toDateString() === new Date().toDateString();
  const format = isToday ? clock : { ...clock, day: "numeric", month: "short" };
  const language = document.documentElement.lang;
  live("end", word("script.ends_at", { time: end.toLocaleString(language, format) }));
}

const grouped = (number) =>
  Number(number.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 1 });

/** Drops what a training did after an iteration from which it goes on. */
function dropFrom(iteration) {
  const start = iteration / epochIterations;
  for (const chart of [...charts, norms]) chart.dropFrom(start);
  if (best && best.x >= start) {
    best = undefined;
    live("best", "");
  }
}

followJob(page.path, {
  onEvent(event, isNew) {
    if (event.event === "train") {
      addOutputs(event, "train");
      if (event.lr !== undefined) {
        const x = event.iteration / epochIterations;
        rate.add("rate", { x, y: event.lr }, { label: word("script.rate_axis"), axis: "rate" });
        live("rate", word("script.rate_now", { rate: event.lr.toPrecision(3) }));
      }
      showEpoch(event);
      showPace(event);
    } else if (event.event === "test") {
      showEpoch(event);
      addOutputs(event, "val");
    } else if (event.event === "layers") {
      norms.add(event.iteration / epochIterations, event.layers);
    } else if (event.event === "request" && event.action === "continue") {
      dropFrom(event.iteration);
    } else {
      if (event.event === "status") showStatus(event.status);
      if (event.event === "snapshot") showEpoch(event);
      if (event.event === "notice" && isNew && event.level !== "info") unfold("notices");
      return;
    }
    show({ best: best?.x });
  },
});

function unfold(id) {
  const fold = document.getElementById(id);
  if (fold) fold.open = true;
}

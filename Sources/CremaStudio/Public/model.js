import { followJob } from "./job-events.js";
import { word } from "./words.js";

const page = document.getElementById("job").dataset;
const epochIterations = Number(page.epochIterations) || 1;
const epochs = Number(page.epochs);
const hasMeasure = "measure" in page;
const ownColours = {
  "loss train": "#b3622a",
  "accuracy val": "#2f6fb4",
  "loss val": "#2e7d4f",
  rate: "#b3622a",
};
const curveWords = { train: "script.train_curve", val: "script.val_curve" };
const colours = ["#8a5aa8", "#c9932e", "#4a8f95", "#a3506b", "#6b7d2e", "#b3622a"];

function makeChart(id, scales) {
  return new Chart(document.getElementById(id), {
    type: "line",
    data: { datasets: [] },
    options: {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      elements: { point: { radius: 0, hitRadius: 8 }, line: { borderWidth: 2, tension: 0 } },
      plugins: { legend: { position: "bottom", labels: { usePointStyle: true, boxHeight: 6 } } },
      scales: {
        x: {
          type: "linear",
          min: 0,
          max: epochs,
          title: { display: true, text: word("script.epoch_axis") },
          grid: { color: "#f1ece6" },
        },
        ...scales,
      },
    },
  });
}

const axis = (text, position, more = {}) => ({
  position,
  beginAtZero: true,
  title: { display: true, text },
  grid: { color: "#f1ece6", drawOnChartArea: position === "left" },
  ...more,
});
const performanceChart = makeChart("performance", {
  loss: axis(word("script.loss_axis"), "left"),
  ...(hasMeasure && { accuracy: axis(word("script.accuracy_axis"), "right", { max: 100 }) }),
});
const rateChart = makeChart("rate", { rate: axis(word("script.rate_axis"), "left") });
rateChart.options.plugins.legend.display = false;

/** The line of a chart with an id, added with its label when it is first needed. */
function line(chart, id, label, yAxisID) {
  let found = chart.data.datasets.find((each) => each.id === id);
  if (!found) {
    const colour = ownColours[id] ?? colours[chart.data.datasets.length % colours.length];
    const isTest = id.endsWith(" val");
    found = {
      id,
      label,
      yAxisID,
      data: [],
      borderColor: colour,
      backgroundColor: colour,
      pointRadius: isTest ? 3 : 0,
    };
    chart.data.datasets.push(found);
  }
  return found;
}

let isDirty = false;
function drawSoon() {
  if (isDirty) return;
  isDirty = true;
  requestAnimationFrame(() => {
    isDirty = false;
    performanceChart.update();
    rateChart.update();
  });
}

/** Adds outputs of training (`train`) or of validation (`val`). */
function addOutputs(event, part) {
  const x = event.iteration / epochIterations;
  for (const [name, value] of Object.entries(event.outputs ?? {})) {
    const isAccuracy = hasMeasure && name.toLowerCase().includes("accuracy");
    const axisID = isAccuracy ? "accuracy" : "loss";
    // NaN and infinities come as texts, which JSON has no numbers for; the curve has a gap there.
    const number = Number(value);
    const y = Number.isFinite(number) ? number * (isAccuracy ? 100 : 1) : NaN;
    const label = word(curveWords[part], { name });
    line(performanceChart, `${name} ${part}`, label, axisID).data.push({ x, y });
    if (isAccuracy && part === "val") {
      live("accuracy", word("script.percent", { number: y.toFixed(2) }));
    }
  }
}

/** Drops what a training did after an iteration from which it goes on. */
function dropFrom(iteration) {
  const start = iteration / epochIterations;
  for (const curve of [...performanceChart.data.datasets, ...rateChart.data.datasets]) {
    curve.data = curve.data.filter(({ x }) => x < start);
  }
}

function live(name, text) {
  document.querySelector(`[data-live="${name}"]`).textContent = text;
}

followJob(page.path, {
  onEvent(event) {
    if (event.event === "train") {
      addOutputs(event, "train");
      if (event.lr !== undefined) {
        const x = event.iteration / epochIterations;
        line(rateChart, "rate", word("script.rate_axis"), "rate").data.push({ x, y: event.lr });
        live("rate", word("script.rate_now", { rate: event.lr.toPrecision(3) }));
      }
    } else if (event.event === "test") {
      addOutputs(event, "val");
    } else if (event.event === "request" && event.action === "continue") {
      dropFrom(event.iteration);
    } else {
      return;
    }
    drawSoon();
  },
});

import { followJob } from "./job-events.js";

const page = document.getElementById("job").dataset;
const epochIterations = Number(page.epochIterations) || 1;
const epochs = Number(page.epochs);
const ownColours = {
  "loss (train)": "#b3622a",
  "accuracy (val)": "#2f6fb4",
  "loss (val)": "#2e7d4f",
  "learning rate": "#b3622a",
};
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
          title: { display: true, text: "Epoch" },
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
  loss: axis("Loss", "left"),
  accuracy: axis("Accuracy (%)", "right", { max: 100 }),
});
const rateChart = makeChart("rate", { rate: axis("Learning rate", "left") });
rateChart.options.plugins.legend.display = false;

/** The line of a chart with a label, added when it is first needed. */
function line(chart, label, yAxisID) {
  let found = chart.data.datasets.find((each) => each.label === label);
  if (!found) {
    const colour = ownColours[label] ?? colours[chart.data.datasets.length % colours.length];
    const isTest = label.endsWith("(val)");
    found = {
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

function addOutputs(event, suffix) {
  const x = event.iteration / epochIterations;
  for (const [name, value] of Object.entries(event.outputs ?? {})) {
    const isAccuracy = name.toLowerCase().includes("accuracy");
    const axisID = isAccuracy ? "accuracy" : "loss";
    // NaN and infinities come as texts, which JSON has no numbers for; the curve has a gap there.
    const number = Number(value);
    const y = Number.isFinite(number) ? number * (isAccuracy ? 100 : 1) : NaN;
    line(performanceChart, `${name} (${suffix})`, axisID).data.push({ x, y });
    if (isAccuracy && suffix === "val") live("accuracy", `${y.toFixed(2)} %`);
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
        line(rateChart, "learning rate", "rate").data.push({ x, y: event.lr });
        live("rate", `now ${event.lr.toPrecision(3)}`);
      }
    } else if (event.event === "test") {
      addOutputs(event, "val");
    } else {
      return;
    }
    drawSoon();
  },
});

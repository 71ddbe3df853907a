import { onScheme } from "./colours.js";
import { refresh } from "./refresh.js";
import { json } from "./requests.js";
import { word } from "./words.js";

// The curves of several models over each other, a chart for each output, for as long as one of them
// may go on.

const interval = 5000;
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

/** The points of a model's output; a curve of one point has no line that shows it. */
function points(model, output) {
  const data = (model.outputs[output] ?? []).map(([x, y]) => ({ x, y }));
  return { data, pointRadius: data.length === 1 ? 3 : 0 };
}

/** The last epoch that any model has come to. */
function lastEpoch(models) {
  const curves = models.flatMap((model) => Object.values(model.outputs));
  return Math.max(...curves.map((curve) => curve.at(-1)[0]), Number.MIN_VALUE);
}

function draw(canvas, models) {
  const { output } = canvas.dataset;
  const datasets = models.map((model, number) => {
    return { label: model.name, number, output, ...points(model, output), ...look(number) };
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
      scales: {
        x: axis(word("script.epoch_axis"), { min: 0, max: lastEpoch(models) }),
        y: axis(""),
      },
    },
  });
}

/** How many outputs there are, of all models together. */
function outputs(models) {
  return new Set(models.flatMap((model) => Object.keys(model.outputs))).size;
}

let { models } = await json(legend.dataset.curves);
const canvases = [...document.querySelectorAll("canvas[data-output]")];
const charts = canvases.map((canvas) => draw(canvas, models));

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

while (models.some((model) => !model.is_over)) {
  await new Promise((wake) => setTimeout(wake, interval));
  const news = await json(legend.dataset.curves).catch(() => undefined);
  if (!news) continue;
  // A new output has no chart yet.
  if (outputs(news.models) > outputs(models)) window.location.reload();
  ({ models } = news);
  for (const chart of charts) {
    for (const each of chart.data.datasets) {
      Object.assign(each, points(models[each.number], each.output));
    }
    chart.options.scales.x.max = lastEpoch(models);
    chart.update();
  }
  refresh();
}

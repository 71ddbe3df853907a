// The course of the learning rate, drawn as the form is filled in.

import { curveColour, onScheme } from "./colours.js";
import { request } from "./requests.js";
import { word } from "./words.js";

const form = document.getElementById("model-form");
if (form) start();

function start() {
  const words = document.getElementById("rate-words");
  const axis = (text) => ({ title: { display: true, text } });
  const chart = new Chart(document.getElementById("rate-curve"), {
    type: "line",
    data: { datasets: [] },
    options: {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      elements: { point: { radius: 0, hitRadius: 8 }, line: { borderWidth: 2, tension: 0 } },
      plugins: { legend: { display: false } },
      scales: {
        x: { type: "linear", min: 0, max: 100, ...axis(word("script.training_axis")) },
        y: { beginAtZero: true, ...axis(word("script.rate_axis")) },
      },
    },
  });
  const isRate = (name) => name === "learning_rate" || name.startsWith("lr_");
  let asked = 0;

  /** Draws what the fields say now; what is wrong with them is said where the curve was. */
  async function draw() {
    asked += 1;
    const number = asked;
    const body = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (isRate(name)) body.append(name, value);
    }
    const reply = await request("/models/visualize-lr", {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
    }).catch(() => undefined);
    const answer = await reply?.json().catch(() => undefined);
    if (number !== asked) return;
    words.textContent = reply?.ok ? "" : (answer?.error.message ?? word("script.no_answer"));
    show(reply?.ok ? answer.data.columns : []);
  }

  function show(columns) {
    chart.data.datasets = columns.map(([label, ...rates]) => ({
      label,
      data: rates.map((y, x) => ({ x, y })),
    }));
    paint();
    chart.update();
  }

  function paint() {
    for (const [number, curve] of chart.data.datasets.entries()) {
      curve.borderColor = curve.backgroundColor = curveColour(number);
    }
  }
  onScheme(paint);

  let timer;
  form.addEventListener("input", ({ target }) => {
    if (!target.name || !isRate(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(draw, 200);
  });
  draw();
}

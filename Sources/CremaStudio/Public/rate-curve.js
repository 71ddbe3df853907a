// The course of the learning rate, drawn as the form is filled in.

import { request } from "./requests.js";
import { word } from "./words.js";

const form = document.getElementById("model-form");
if (form) start();

function start() {
  const words = document.getElementById("rate-words");
  const colours = ["#b3622a", "#2f6fb4", "#2e7d4f", "#8a5aa8", "#c9932e", "#4a8f95"];
  const axis = (text) => ({ title: { display: true, text }, grid: { color: "#f1ece6" } });
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
    words.textContent = reply?.ok ? "" : (answer?.error ?? word("script.no_answer"));
    show(reply?.ok ? answer.data.columns : []);
  }

  function show(columns) {
    chart.data.datasets = columns.map(([label, ...rates], number) => ({
      label,
      data: rates.map((y, x) => ({ x, y })),
      borderColor: colours[number % colours.length],
      backgroundColor: colours[number % colours.length],
    }));
    chart.update();
  }

  let timer;
  form.addEventListener("input", ({ target }) => {
    if (!target.name || !isRate(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(draw, 200);
  });
  draw();
}

import { request } from "./requests.js";
import { word } from "./words.js";

// What the chosen network costs: looked up whenever the form changes, and measured if nothing has
// changed for a while.

const form = document.getElementById("model-form");
const place = document.getElementById("cost");
if (form && place) start();

function start() {
  // Waits, in milliseconds: for someone who is typing, and before anything is computed.
  const [pause, calm] = [500, 1200];
  let timer;
  let running;

  function changed() {
    clearTimeout(timer);
    running?.abort();
    timer = setTimeout(show, pause);
  }

  async function show() {
    const part = await ask("/models/cost");
    if (!part) return;
    place.replaceChildren(part);
    if (part.dataset.isMeasurable !== "true") return;
    timer = setTimeout(measure, calm);
  }

  async function measure() {
    place.querySelector("[data-time]").textContent = word("script.measuring");
    const isOpen = place.querySelector("details")?.open;
    const part = await ask("/models/cost?measure=1");
    if (!part) return;
    const layers = part.querySelector("details");
    if (layers) layers.open = place.querySelector("details")?.open ?? isOpen;
    place.replaceChildren(part);
  }

  /** The part of a page that the server answers with; nothing if it has none, or comes too late. */
  async function ask(address) {
    const own = new AbortController();
    running = own;
    try {
      const reply = await request(address, {
        method: "POST",
        headers: { Accept: "text/html" },
        body: new FormData(form),
        signal: own.signal,
      });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      return page.querySelector("[data-net-cost]");
    } catch {
      return undefined;
    }
  }

  const names = new Set([
    "dataset", "standard_networks", "previous_networks", "pretrained_networks", "batch_size",
    "crop_size", "use_mean", "solver_type", "train_epochs", "val_interval",
  ]);
  for (const event of ["change", "input"]) {
    form.addEventListener(event, ({ target }) => {
      if (names.has(target.name) || target.name?.endsWith("-snapshot")) changed();
    });
  }
  document.addEventListener("network", changed);
  changed();
}

import { word } from "./words.js";

/** Puts the texts of a job, as the server words them, into its row or head. */
export function showJob(element, job) {
  const field = (name) => element.querySelector(`[data-field="${name}"]`);
  const text = (name, value) => {
    const place = field(name);
    if (place) place.textContent = value ?? "";
  };
  text("hindrance", job.hindrance);
  text("wait", job.wait);
  text("time", job.time);
  text("status", job.status);
  text("percent", word("script.percent", { number: job.percent }));
  const status = field("status");
  if (status) status.className = `badge status text-bg-${job.colour}`;
  const bar = field("bar");
  if (bar) {
    bar.style.width = `${job.percent}%`;
    bar.className = `progress-bar bg-${job.colour}`;
    bar.parentElement.setAttribute("aria-valuenow", job.percent);
  }
}

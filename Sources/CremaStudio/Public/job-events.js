import { follow } from "./connection.js";
import { showJob } from "./job-row.js";
import { refresh, refreshSoon } from "./refresh.js";

export { refreshSoon };

/** The events that change more of a page than its curves and its log. */
const changes = new Set(["notice", "error", "snapshot", "test", "status", "request"]);

/**
 * Follows a job, also after its end, as somebody may let it go on: head and log are kept up to
 * date; `onEvent` gets every event of its events.jsonl, and whether it happened after the page
 * was made. Parts of the page marked data-refresh are fetched again where an event changes them.
 */
export function followJob(path, { onEvent = () => {} } = {}) {
  const head = document.querySelector("[data-job-head]");
  const log = document.querySelector("[data-log]");
  const source = follow(`${path}/events?follow=true`, { onBack: () => refresh() });

  source.addEventListener("open", () => {
    if (log) log.textContent = "";
  });
  source.addEventListener("message", (event) => {
    const fact = JSON.parse(event.data);
    const isNew = head && Number(event.lastEventId) > Number(head.dataset.events);
    onEvent(fact, isNew);
    if (isNew && changes.has(fact.event)) refreshSoon();
  });
  source.addEventListener("job", (event) => {
    if (head) showJob(head, JSON.parse(event.data));
  });
  source.addEventListener("log", (event) => {
    if (!log) return;
    const follows = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
    const lines = (log.textContent + event.data + "\n").split("\n");
    log.textContent = lines.slice(-400).join("\n");
    if (follows) log.scrollTop = log.scrollHeight;
  });
}

import { showJob } from "./job-row.js";

/** The events that change more of a page than its curves and its log. */
const changes = new Set(["notice", "error", "snapshot", "test", "status", "request"]);

/**
 * Follows a job: head and log are kept up to date; `onEvent` gets every event of its events.jsonl.
 * Parts of the page marked data-refresh are fetched again where an event changes them, so that the
 * server alone decides how they look.
 */
export function followJob(path, { onEvent = () => {} } = {}) {
  const head = document.querySelector("[data-job-head]");
  const log = document.querySelector("[data-log]");
  const loadedOver = head?.dataset.over === "true";
  const source = new EventSource(`${path}/events`);

  source.addEventListener("open", () => {
    if (log) log.textContent = "";
  });
  source.addEventListener("message", (event) => {
    const fact = JSON.parse(event.data);
    onEvent(fact);
    const line = Number(event.lastEventId);
    const seen = Number(head?.dataset.events ?? 0);
    if (line > seen && changes.has(fact.event)) refreshSoon();
  });
  source.addEventListener("job", (event) => {
    if (head) showJob(head, JSON.parse(event.data));
  });
  source.addEventListener("log", (event) => {
    if (!log) return;
    const follow = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
    const lines = (log.textContent + event.data + "\n").split("\n");
    log.textContent = lines.slice(-400).join("\n");
    if (follow) log.scrollTop = log.scrollHeight;
  });
  source.addEventListener("end", () => {
    source.close();
    if (!loadedOver) refreshSoon();
  });
}

let refreshTimer;

/** Fetches the page again and puts its data-refresh parts in place, at most twice a second. */
export function refreshSoon() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(async () => {
    const reply = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (!reply.ok) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    for (const fresh of page.querySelectorAll("[data-refresh]")) {
      const old = document.querySelector(`[data-refresh="${fresh.dataset.refresh}"]`);
      if (old && old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
    }
  }, 500);
}

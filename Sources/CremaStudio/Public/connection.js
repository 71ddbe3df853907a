import { request } from "./requests.js";

// A banner while the studio does not answer. A page with events learns of it when they break; any
// other page looks from time to time.

const pause = { broken: 2000, idle: 10000 };
let source;
let timer;
let isGone = false;

/**
 * Follows the events of an address. `onBack` is called when the studio answers again. Where the
 * studio has no such events any more, the page is loaded again.
 */
export function follow(address, { onBack = () => {} } = {}) {
  source = new EventSource(address);
  const own = source;
  own.addEventListener("error", () => look());
  own.addEventListener("open", () => {
    if (isGone) onBack();
    show(false);
  });
  return own;
}

/** Ends events that nothing follows any more. */
export function leave(events) {
  events.close();
  if (source === events) source = undefined;
  lookLater();
}

async function look() {
  const reply = await request("/alive", { cache: "no-store" }).catch(() => undefined);
  show(!reply);
  // The browser connects again by itself, unless it has given up.
  if (reply && source?.readyState === EventSource.CLOSED) return reopen();
  lookLater();
}

/** Loads the page again, or leaves it where there is no such page any more. */
async function reopen() {
  const reply = await request(window.location.href, { method: "HEAD" }).catch(() => undefined);
  // The page to sign in on is under the same address.
  if (reply?.ok || reply?.status === 401) window.location.reload();
  else if (reply?.status === 404) window.location = "/";
  else lookLater();
}

function lookLater() {
  clearTimeout(timer);
  if (source?.readyState === EventSource.OPEN) return;
  timer = setTimeout(() => {
    if (document.hidden && !isGone) lookLater();
    else look();
  }, source || isGone ? pause.broken : pause.idle);
}

function show(gone) {
  isGone = gone;
  document.getElementById("connection").hidden = !gone;
}

// A page that is left closes its events, which is no trouble.
window.addEventListener("pagehide", () => clearTimeout(timer));
lookLater();

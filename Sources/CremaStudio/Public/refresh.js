import { page } from "./requests.js";

/** Where the page is; a refused form has another address than the page that shows it. */
const address = () => document.querySelector("[data-page]")?.dataset.page ?? window.location.href;

/**
 * Fetches the page again, or another state of it, and puts its data-refresh parts in place, so that
 * the server alone decides how they look. Menus marked data-keep stay open, and what has the focus
 * keeps it.
 */
export async function refresh(from = address()) {
  const fresh = await page(from).catch(() => undefined);
  if (!fresh) return;
  const open = [...document.querySelectorAll("details[data-keep][open]")];
  const names = open.map((menu) => menu.dataset.keep);
  const focus = document.activeElement?.id;
  for (const part of fresh.querySelectorAll("[data-refresh]")) {
    const old = document.querySelector(`[data-refresh="${part.dataset.refresh}"]`);
    if (!old || old.innerHTML === part.innerHTML) continue;
    old.innerHTML = part.innerHTML;
    Object.assign(old.dataset, part.dataset);
    for (const name of names) old.querySelector(`[data-keep="${name}"]`)?.setAttribute("open", "");
  }
  if (focus && !document.activeElement?.id) document.getElementById(focus)?.focus();
  document.dispatchEvent(new Event("refreshed"));
}

let timer;

/** Refreshes the page at most twice a second. */
export function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => refresh(), 500);
}

import { word } from "./words.js";

// For every page: buttons that act on a job (data-method, data-action, and where to go afterwards),
// and menus.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-action]");
  if (!button) return;
  if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
  button.disabled = true;
  const reply = await fetch(button.dataset.action, {
    method: button.dataset.method || "POST",
    headers: { Accept: "application/json" },
  });
  const words = await reply.json().catch(() => ({}));
  button.disabled = false;
  if (!reply.ok) {
    window.alert(words.error || word("script.status", { status: reply.status }));
  } else if (button.dataset.then || words.location) {
    window.location = words.location || button.dataset.then;
  }
});

// A menu closes when something else is clicked.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

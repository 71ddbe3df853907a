import "./connection.js";
import { send } from "./requests.js";
import { showToast, showToastNext } from "./toasts.js";

// For every page: buttons that act on a job (data-method, data-action, and where to go afterwards;
// data-undo and data-done where that can be undone), and menus.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-action]");
  if (!button) return;
  const { action, method, then, undo, done } = button.dataset;
  button.disabled = true;
  try {
    const reply = await send(action, { method });
    const options = { undo: undo ? [undo] : [] };
    const next = reply.location || then;
    if (done) (next ? showToastNext : showToast)(done, options);
    if (next) window.location = next;
  } catch (error) {
    showToast(error.message, { isTrouble: true });
  }
  button.disabled = false;
});

// A menu closes when something else is clicked, and with Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

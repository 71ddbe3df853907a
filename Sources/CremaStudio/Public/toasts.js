import { send } from "./requests.js";
import { word } from "./words.js";

// What has just happened, in words at the bottom of the page, with a button that undoes it.

const kept = "crema_toast";
/** How long a toast stays, in milliseconds; one that can be undone stays longer. */
const time = { plain: 8000, undoable: 30000 };

/** Shows a sentence; `undo` has the paths that take it back, where it can be. */
export function showToast(text, { undo = [], isTrouble = false } = {}) {
  const toast = document.createElement("div");
  toast.className = isTrouble ? "toast-line trouble" : "toast-line";
  toast.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (undo.length) toast.append(button(word("script.undo"), () => takeBack(toast, undo), "undo"));
  const close = button("×", () => toast.remove());
  close.ariaLabel = word("script.close");
  toast.append(close);
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), undo.length ? time.undoable : time.plain);
}

function button(text, action, id = "") {
  const made = document.createElement("button");
  Object.assign(made, { textContent: text, type: "button", className: "btn btn-sm" });
  if (id) made.id = id;
  made.addEventListener("click", action);
  return made;
}

async function takeBack(toast, paths) {
  toast.remove();
  try {
    for (const path of paths) await send(path);
    if (document.getElementById("tables")) document.dispatchEvent(new Event("jobs-changed"));
    else window.location.reload();
  } catch (error) {
    showToast(error.message, { isTrouble: true });
  }
}

/** Shows a sentence on the page that is opened next. */
export function showToastNext(text, options) {
  sessionStorage.setItem(kept, JSON.stringify({ text, options }));
}

const next = sessionStorage.getItem(kept);
if (next) {
  sessionStorage.removeItem(kept);
  const { text, options } = JSON.parse(next);
  showToast(text, options);
}

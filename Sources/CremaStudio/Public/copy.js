import { word } from "./words.js";

// Buttons that copy the lines before them.

/** Copies a text, also where the browser lends no clipboard: to a page that came without TLS. */
async function copy(lines) {
  if (navigator.clipboard) return navigator.clipboard.writeText(lines.textContent);
  getSelection().selectAllChildren(lines);
  if (!document.execCommand("copy")) throw new Error("not copied");
  return undefined;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const lines = button.previousElementSibling;
    try {
      await copy(lines);
      button.textContent = word("script.copied");
    } catch {
      getSelection().selectAllChildren(lines);
      button.textContent = word("script.marked");
    }
  });
}

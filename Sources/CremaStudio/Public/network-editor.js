import "./prototxt-mode.js";
import { completions } from "./network-words.js";
import { request } from "./requests.js";
import { word } from "./words.js";

// The editor of a network: prototxt with its errors under their lines, completed while it is
// written, and not lost by leaving the page.

/** Milliseconds without a key before the text is checked. */
const pause = 400;

/**
 * The editor in place of the field `custom_network` of a form. Beside CodeMirror's own methods,
 * `showError(words, line)` shows what the server holds against the network, and `isEdited()` is
 * whether leaving would lose something.
 */
export function networkEditor(form) {
  const field = form.elements.custom_network;
  const editor = CodeMirror.fromTextArea(field, {
    mode: "prototxt",
    lineNumbers: true,
    indentUnit: 2,
    tabSize: 2,
    // Screen readers read this one.
    inputStyle: "contenteditable",
    // Tab leaves the editor, as it leaves every other field.
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Space": complete },
    hintOptions: {
      hint: completions, completeSingle: false, container: document.querySelector("main"),
    },
  });
  nameInput(editor, form.querySelector("label[for='custom_network']").textContent);
  const error = document.getElementById("network-error");
  const status = document.getElementById("network-status");
  let [marks, lines, timer, checked] = [[], [], undefined, 0];

  editor.on("change", () => {
    editor.save();
    document.dispatchEvent(new Event("network"));
    clearTimeout(timer);
    timer = setTimeout(check, pause);
  });
  editor.on("inputRead", (_, { text }) => {
    if (/^[\w"]$/.test(text.join(""))) complete();
  });

  function complete() {
    editor.showHint();
  }

  /** Shows what the text alone shows to be wrong. */
  async function check() {
    checked += 1;
    const number = checked;
    const body = new URLSearchParams({ custom_network: editor.getValue() });
    const headers = { Accept: "application/json" };
    const reply = await request("/models/lint-network", { method: "POST", headers, body })
      .catch(() => undefined);
    const answer = await reply?.json().catch(() => undefined);
    if (number !== checked || !reply?.ok) return;
    showErrors(answer.errors);
  }

  function showErrors(errors) {
    clear();
    for (const { line, column, error } of errors) mark(line - 1, column - 1, error);
    const count = errors.length;
    status.textContent =
      count === 0 ? "" : word(count === 1 ? "script.network_error" : "script.network_errors", {
        count, line: errors[0].line,
      });
  }

  function clear() {
    error.textContent = "";
    status.textContent = "";
    for (const each of marks) each.clear();
    for (const each of lines) editor.removeLineClass(each, "wrap", "error-line");
    [marks, lines] = [[], []];
  }

  function markLine(line) {
    lines.push(editor.addLineClass(line, "wrap", "error-line"));
  }

  function mark(line, column, words) {
    if (line >= editor.lineCount()) return;
    const text = editor.getLine(line);
    const length = text.slice(column).match(/^(?:\w+|"[^"]*"?|.)/)?.[0].length ?? 1;
    const [from, to] = [{ line, ch: column }, { line, ch: column + length }];
    marks.push(editor.markText(from, to, { className: "error-word" }));
    markLine(line);
    const sentence = document.createElement("div");
    sentence.className = "line-error";
    sentence.lang = "en";
    sentence.textContent = words;
    marks.push(editor.addLineWidget(line, sentence));
  }

  /** Shows a sentence of the server's below the editor, and the line that it is about. */
  function showError(words, line) {
    clear();
    error.textContent = words;
    if (!line) return;
    markLine(line - 1);
    editor.scrollIntoView({ line: line - 1, ch: 0 }, 120);
  }

  // An error that came with the page is worded `network:41:9: …`.
  const came = error.textContent.match(/network:(\d+):\d+/);
  if (came) showError(error.textContent, Number(came[1]));

  const isEdited = keep(form, editor, Boolean(came));
  return Object.assign(editor, { showError, isEdited });
}

function nameInput(editor, label) {
  const input = editor.getInputField();
  input.setAttribute("role", "textbox");
  input.setAttribute("aria-multiline", "true");
  input.setAttribute("aria-label", label);
}

/** Has the browser ask before a text is lost that is not sent; returns whether there is one. */
function keep(form, editor, wasRefused) {
  let isClean = !wasRefused;
  let isSent = false;
  editor.on("change", (_, { origin }) => {
    // What was put in its place by a button can be had again.
    isClean = origin === "setValue";
  });
  form.addEventListener("submit", () => {
    isSent = true;
  });
  const isEdited = () => !isClean && editor.getValue().trim() !== "";
  addEventListener("beforeunload", (event) => {
    if (isEdited() && !isSent) event.preventDefault();
  });
  return isEdited;
}

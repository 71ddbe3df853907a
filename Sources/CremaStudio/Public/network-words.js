import { json } from "./requests.js";

// What completes a network: the types of layers, the fields of each block, the words of a choice.

let words;

/** What fits where the cursor of an editor is, as CodeMirror's list takes it. */
export async function completions(editor) {
  words ??= json("/models/network-words.json");
  const { types, messages, root } = await words.catch(() => ({ types: [], messages: {} }));
  const cursor = editor.getCursor();
  const place = placeOf(editor.getValue(), editor.indexFromPos(cursor), messages, root);
  const found = place && listOf(place, types, messages);
  if (!found) return undefined;
  const list = found
    .filter(({ name }) => name !== place.start && matches(name, place.start))
    .sort((a, b) => rank(a, place) - rank(b, place))
    .map((each) => ({ text: each.text, displayText: each.name, hint, render, about: each.about }));
  const from = { line: cursor.line, ch: cursor.ch - place.start.length };
  const shown = { list, from, to: cursor };
  CodeMirror.on(shown, "shown", () => describe(editor));
  return shown;
}

/** Names the list for screen readers. */
function describe(editor) {
  const { hints } = editor.state.completionActive.widget;
  hints.setAttribute("aria-label", editor.getInputField().getAttribute("aria-label"));
  hints.removeAttribute("aria-expanded");
}

const matches = (name, start) => name.toLowerCase().includes(start.toLowerCase());
const rank = ({ name }, { start }) => (name.toLowerCase().startsWith(start.toLowerCase()) ? 0 : 1);

/** The block around an offset, the field before it and the beginning of a word at it. */
function placeOf(text, offset, messages, root) {
  const tokens = /#.*|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[\w.+-]+|[{}<>:[\],;]/g;
  const blocks = [{ message: root, start: 0 }];
  let [field, isValue, last] = ["", false, ""];
  for (const { 0: token, index } of text.slice(0, offset).matchAll(tokens)) {
    last = index + token.length === offset ? token : "";
    if (last && /^[\w"']/.test(last)) break;
    if (token.startsWith("#")) {
      if (last) return undefined;
    } else if (token === "{" || token === "<") {
      const type = messages[blocks.at(-1).message]?.find(({ name }) => name === field)?.message;
      blocks.push({ message: type, start: index });
      isValue = false;
    } else if (token === "}" || token === ">") {
      if (blocks.length > 1) blocks.pop();
      isValue = false;
    } else if (token === ":") {
      isValue = true;
    } else if (isValue) {
      isValue = false;
    } else if (/^\w/.test(token)) {
      field = token;
    }
    last = "";
  }
  const quote = /^["']/.exec(last)?.[0];
  // Behind the quote that closes a text there is nothing to complete.
  if (quote && last.length > 1 && last.endsWith(quote)) return undefined;
  const block = blocks.at(-1);
  const type = /\btype\s*:\s*"(\w+)"/.exec(text.slice(block.start).split(/\n\s*layer\b/)[0])?.[1];
  return { block: block.message, field, isValue, quote, type, start: last.replace(/^["']/, "") };
}

/** What may stand at a place; nothing where that is anything. */
function listOf({ block, field, isValue, quote, type }, types, messages) {
  if (isValue && block === "LayerParameter" && field === "type" && quote) {
    return types.map(({ name, summary }) => ({ name, text: name, about: summary }));
  }
  const fields = messages[block] ?? [];
  if (isValue) {
    const values = fields.find(({ name }) => name === field)?.values;
    return quote ? undefined : values?.map((name) => ({ name, text: name, about: "" }));
  }
  if (quote) return undefined;
  // Of the blocks that belong to a type, a layer has its own alone.
  const own = types.find(({ name }) => name === type)?.blocks;
  const others = new Set(own && types.flatMap(({ blocks }) => blocks));
  return fields
    .filter(({ name }) => !others.has(name) || own.includes(name))
    .map((each) => ({ name: each.name, text: textOf(each), about: each.comment }));
}

/** A field as it is written, with `|` where the cursor goes on. */
function textOf({ name, message, isText }) {
  if (message) return `${name} { | }`;
  return isText ? `${name}: "|"` : `${name}: |`;
}

/** Puts a choice into the text. */
function hint(editor, { from, to }, { text }) {
  const place = text.indexOf("|");
  editor.replaceRange(text.replace("|", ""), from, to, "complete");
  if (place < 0) return;
  editor.setCursor({ line: from.line, ch: from.ch + place });
  setTimeout(() => editor.showHint());
}

/** Shows a choice with what it is for. */
function render(element, _, { displayText, about }) {
  const name = document.createElement("strong");
  name.textContent = displayText;
  const note = document.createElement("span");
  note.lang = "en";
  note.textContent = about;
  element.append(name, note);
}

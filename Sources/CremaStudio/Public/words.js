// What scripts say, in the language of the page, which brings it along as JSON.

const words = JSON.parse(document.getElementById("words").textContent);

/** The text of a key `script.…`, with values in place of `{name}`. */
export function word(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/**
 * The jobs that somebody has selected in the tables of an element, with the mouse (a box; a row,
 * also with shift or ctrl) or with the keyboard (arrows, space; ctrl and A, D or I for all of them,
 * none, the others). It outlives the rows, which come and go.
 */
export class Selection {
  #root;
  #changed;
  #chosen = new Map();
  #anchor;

  constructor(root, changed) {
    this.#root = root;
    this.#changed = changed;
    root.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  get ids() {
    return [...this.#chosen.keys()];
  }

  isModel(id) {
    return this.#chosen.get(id) === "models";
  }

  clear() {
    this.#chosen.clear();
    this.mark();
  }

  /** Marks the rows that are selected, where the tables were drawn again. */
  mark() {
    for (const row of this.#rows()) {
      const isChosen = this.#chosen.has(row.dataset.job);
      row.querySelector("[data-pick]").checked = isChosen;
      row.classList.toggle("selected", isChosen);
    }
    for (const all of this.#root.querySelectorAll("[data-pick-all]")) {
      const rows = this.#rows(all.closest("table"));
      const count = rows.filter((row) => this.#chosen.has(row.dataset.job)).length;
      all.checked = count > 0 && count === rows.length;
      all.indeterminate = count > 0 && count < rows.length;
    }
    this.#changed(this.#chosen.size);
  }

  #rows(part = this.#root) {
    return [...part.querySelectorAll("tr[data-job]")];
  }

  #set(rows, isChosen) {
    for (const row of rows) {
      const id = row.dataset.job;
      if (isChosen) this.#chosen.set(id, row.dataset.kind);
      else this.#chosen.delete(id);
    }
    this.mark();
  }

  #click(event) {
    const all = event.target.closest("[data-pick-all]");
    if (all) return this.#set(this.#rows(all.closest("table")), all.checked);
    const row = event.target.closest("tr[data-job]");
    if (!row || event.target.closest("a, button, summary")) return;
    const isChosen = this.#chosen.has(row.dataset.job);
    if (event.shiftKey) {
      window.getSelection().removeAllRanges();
      return this.#set(this.#span(this.#anchor, row), true);
    }
    this.#anchor = row.dataset.job;
    const isAlone = !event.target.closest("[data-pick]") && !event.ctrlKey && !event.metaKey;
    if (isAlone) this.#chosen.clear();
    this.#set([row], isAlone || !isChosen);
  }

  /** The rows from one job to another row. */
  #span(from, row) {
    const rows = this.#rows();
    const start = rows.findIndex((each) => each.dataset.job === from);
    const end = rows.indexOf(row);
    return start < 0 ? [row] : rows.slice(Math.min(start, end), Math.max(start, end) + 1);
  }

  #press(event) {
    const isTyping = event.target.closest("input:not([data-pick], [data-pick-all]), textarea");
    if (isTyping || event.target.closest("select, [contenteditable]")) return;
    if (event.ctrlKey || event.metaKey) return this.#pressWithControl(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const rows = this.#rows();
    const place = rows.indexOf(document.activeElement?.closest("tr[data-job]"));
    const next = rows[place < 0 ? 0 : place + step];
    if (!next || (place < 0 && !this.#root.contains(document.activeElement))) return;
    event.preventDefault();
    next.querySelector("[data-pick]").focus();
    next.scrollIntoView({ block: "nearest" });
    if (event.shiftKey) this.#set([rows[Math.max(place, 0)], next], true);
    else this.#anchor = next.dataset.job;
  }

  #pressWithControl(event) {
    const rows = this.#rows();
    const isIn = (row) => this.#chosen.has(row.dataset.job);
    const actions = {
      a: () => this.#set(rows, true),
      d: () => this.clear(),
      i: () => {
        const others = rows.filter((row) => !isIn(row));
        this.#set(rows.filter(isIn), false);
        this.#set(others, true);
      },
    };
    const action = actions[event.key.toLowerCase()];
    if (!action || event.shiftKey || event.altKey) return;
    event.preventDefault();
    action();
  }
}

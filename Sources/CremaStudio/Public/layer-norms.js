// The norms of weights and gradients by layer, and the share of zeros in its output, in a section
// that is drawn when it is opened.

import { axis, Curves } from "./curves.js";
import { word } from "./words.js";

const kinds = {
  weights: axis(word("script.layer_weights"), "left", { canBeLog: true }),
  gradients: axis(word("script.layer_gradients"), "left", { canBeLog: true }),
  zeros: axis(word("script.layer_zeros"), "left", { max: 1 }),
};

export class LayerNorms {
  #rows = [];
  #charts;
  #range = {};

  constructor(section) {
    this.section = section;
    section?.addEventListener("toggle", () => this.#open());
  }

  /** Adds what is known of each layer at an epoch. */
  add(x, layers) {
    if (!this.section) return;
    this.section.hidden = false;
    this.#rows.push({ x, layers });
    if (this.#charts) this.#draw(this.#rows.slice(-1));
  }

  /** Drops what is known of an epoch and of all later ones. */
  dropFrom(start) {
    this.#rows = this.#rows.filter(({ x }) => x < start);
    for (const chart of Object.values(this.#charts ?? {})) chart.dropFrom(start);
  }

  /** Shows the same epochs as other charts. */
  show({ range, end }) {
    this.#range = { range, end };
    for (const chart of Object.values(this.#charts ?? {})) {
      Object.assign(chart.view, this.#range);
      chart.drawSoon();
    }
  }

  #open() {
    if (this.#charts || !this.section.open) return;
    this.#charts = Object.fromEntries(
      Object.entries(kinds).map(([kind, scale]) => {
        return [kind, new Curves(`layer-${kind}`, { [kind]: scale })];
      }),
    );
    for (const chart of Object.values(this.#charts)) chart.view.isLog = true;
    this.#draw(this.#rows);
    this.show(this.#range);
  }

  #draw(rows) {
    for (const { x, layers } of rows) {
      for (const layer of layers) {
        for (const [kind, chart] of Object.entries(this.#charts)) {
          if (!(kind in layer)) continue;
          const y = Number(layer[kind]);
          const point = { x, y: Number.isFinite(y) ? y : NaN };
          chart.add(layer.name, point, { label: layer.name, axis: kind });
        }
      }
    }
    for (const chart of Object.values(this.#charts)) chart.drawSoon();
  }
}

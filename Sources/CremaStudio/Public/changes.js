import { word } from "./words.js";

/**
 * What becomes of images of a data set in its next version, until that is made: kept by the
 * browser, as the images are on many pages. `train/5` is an image, `-` means that it is left out,
 * and a number is that of its new class.
 */
export class Changes {
  #key;
  #places;

  constructor(path) {
    this.#key = `crema.changes.${path}`;
    this.text = sessionStorage.getItem(this.#key) ?? "";
  }

  /** As a form sends them: `train/5=- val/7=2`. */
  get text() {
    return [...this.#places].map(([place, change]) => `${place}=${change}`).join(" ");
  }

  set text(text) {
    this.#places = new Map(text.split(/\s+/).filter(Boolean).map((each) => each.split("=")));
  }

  get(place) {
    return this.#places.get(place);
  }

  /** Sets what becomes of images; without a change, they stay as they are. */
  set(places, change) {
    for (const place of places) {
      if (change === undefined) this.#places.delete(place);
      else this.#places.set(place, change);
    }
    this.save();
  }

  save() {
    if (this.#places.size > 0) sessionStorage.setItem(this.#key, this.text);
    else sessionStorage.removeItem(this.#key);
  }

  forget() {
    sessionStorage.removeItem(this.#key);
  }

  get count() {
    return this.#places.size;
  }

  /** How many there are, in words. */
  get words() {
    const removed = [...this.#places.values()].filter((change) => change === "-").length;
    return word("script.images_changed", { removed, changed: this.count - removed });
  }
}

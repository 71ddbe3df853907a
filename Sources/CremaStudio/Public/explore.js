import { Changes } from "./changes.js";
import { word } from "./words.js";

// Images are selected with the mouse (a box; with shift also those between) or with the keyboard
// (arrows, with shift as well; space; ctrl and A for all of the page), to be left out of the next
// version of the data set or to get another label in it.

const bar = document.getElementById("image-changes");
const grid = document.querySelector(".image-grid");
// Whoever may only look has no boxes, and no bar.
if (bar) start();

function start() {
  const changes = new Changes(bar.dataset.path);
  const label = document.getElementById("new-label");
  const figures = [...grid.querySelectorAll("figure")];
  const boxes = figures.map((figure) => figure.querySelector("[data-pick]"));
  let anchor = 0;

  const chosen = () => figures.filter((_, index) => boxes[index].checked);

  /** Shows what is selected, and what becomes of each image. */
  function draw() {
    for (const [index, figure] of figures.entries()) {
      const change = changes.get(figure.dataset.place);
      const old = figure.querySelector("[data-enlarge]").dataset.label;
      const option = [...label.options].find((each) => each.value === change);
      figure.classList.toggle("selected", boxes[index].checked);
      figure.classList.toggle("removed", change === "-");
      figure.classList.toggle("relabelled", Boolean(option));
      figure.querySelector("figcaption").textContent = option ? `${old} → ${option.text}` : old;
    }
    const count = chosen().length;
    bar.hidden = count + changes.count === 0;
    document.getElementById("selected-images").textContent =
      word("script.images_selected", { count });
    document.getElementById("changed-images").textContent = changes.count ? changes.words : "";
    document.getElementById("new-version").hidden = changes.count === 0;
    for (const part of bar.querySelectorAll("[data-for-selected]")) part.disabled = count === 0;
  }

  /** Gives the selected images a change, or none, and selects nothing. */
  function change(to) {
    changes.set(chosen().map((figure) => figure.dataset.place), to);
    for (const box of boxes) box.checked = false;
    draw();
  }

  function select(from, to) {
    for (let at = Math.min(from, to); at <= Math.max(from, to); at += 1) boxes[at].checked = true;
  }

  /** How far an arrow leads: to the next image, or to that in the next row. */
  function step(key) {
    const top = (figure) => figure.getBoundingClientRect().top;
    const inRow = figures.filter((figure) => top(figure) === top(figures[0])).length;
    return { ArrowRight: 1, ArrowLeft: -1, ArrowDown: inRow, ArrowUp: -inRow }[key];
  }

  grid.addEventListener("click", (event) => {
    const place = boxes.indexOf(event.target);
    if (place < 0) return;
    if (event.shiftKey && boxes[place].checked) select(anchor, place);
    anchor = place;
    draw();
  });
  grid.addEventListener("keydown", (event) => {
    const place = boxes.indexOf(event.target);
    if (place < 0) return;
    const isAll = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a";
    const next = place + (step(event.key) ?? NaN);
    if (!isAll && !boxes[next]) return;
    event.preventDefault();
    if (isAll) {
      select(0, boxes.length - 1);
    } else {
      boxes[next].focus();
      if (event.shiftKey) select(place, next);
    }
    draw();
  });
  document.getElementById("remove-images").addEventListener("click", () => change("-"));
  document.getElementById("label-images").addEventListener("click", () => change(label.value));
  document.getElementById("keep-images").addEventListener("click", () => change(undefined));
  // A page that is gone back to keeps its boxes.
  window.addEventListener("pageshow", draw);
}

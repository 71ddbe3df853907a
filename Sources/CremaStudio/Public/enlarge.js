// A picture of a grid is shown large in front of the page, with the picture's file and class; the
// arrows go to the others of the grid. Without this script, its link leads to the picture.

const dialog = document.getElementById("enlarged");
let shown;

/** The pictures that are on the page, which may have been fetched again. */
const all = () => [...document.querySelectorAll("[data-enlarge]")];

function show(link) {
  if (!link) return;
  shown = all().indexOf(link);
  const picture = dialog.querySelector("img");
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  dialog.querySelector("#enlarged-label").textContent = link.dataset.label;
  dialog.querySelector("[data-name]").textContent = link.dataset.name;
  for (const button of dialog.querySelectorAll("[data-step]")) {
    button.disabled = !all()[shown + Number(button.dataset.step)];
  }
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-enlarge]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});

dialog.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (button) show(all()[shown + Number(button.dataset.step)]);
  // A click on the backdrop is one on the dialog itself.
  if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});

dialog.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) show(all()[shown + step]);
});

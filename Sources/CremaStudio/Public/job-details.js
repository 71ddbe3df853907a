import { refresh } from "./refresh.js";
import { send } from "./requests.js";

// Name, group, tags and notes of a job, edited where they are shown by whoever may change it.

const details = document.querySelector("[data-details]");
const form = document.getElementById("details-form");
const trouble = document.getElementById("details-trouble");

function open(isOpen) {
  form.hidden = !isOpen;
  const button = document.getElementById("edit-details");
  button.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) form.elements.name.focus();
  else button.focus();
}

function cancel() {
  form.reset();
  trouble.textContent = "";
  open(false);
}

details.addEventListener("click", (event) => {
  if (event.target.id === "edit-details") open(form.hidden);
  if (event.target.id === "cancel-details") cancel();
});
form?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") cancel();
});
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  trouble.textContent = "";
  try {
    const fields = new FormData(form);
    const job = await send(details.dataset.details, { method: "PUT", fields });
    document.title = document.title.replace(document.querySelector("h1").textContent, job.name);
    // What is shown is what a reset goes back to.
    for (const field of form.elements) field.defaultValue = field.value;
    await refresh();
    open(false);
  } catch (error) {
    trouble.textContent = error.message;
  }
});

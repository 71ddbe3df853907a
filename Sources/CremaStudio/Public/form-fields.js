import "./path-fields.js";

// What all forms have in common: help at the press of "?", and fields that belong to a choice.

for (const button of document.querySelectorAll("[aria-controls].help-button")) {
  const help = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    help.hidden = !help.hidden;
    button.setAttribute("aria-expanded", String(!help.hidden));
  });
}

for (const form of document.forms) {
  const dependent = [...form.querySelectorAll("[data-shown-for]")];
  const showDependent = () => {
    for (const part of dependent) {
      const [name, values] = part.dataset.shownFor.split(":");
      part.hidden = !values.split(",").includes(form.elements[name].value);
      // What does not count is not sent.
      for (const field of part.querySelectorAll("input, select")) field.disabled = part.hidden;
    }
  };
  form.addEventListener("change", showDependent);
  showDependent();
}

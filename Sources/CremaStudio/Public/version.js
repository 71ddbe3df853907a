import { Changes } from "./changes.js";

// The form of a new version sends what was chosen on the pages of the images. What it has itself,
// as it was sent before or is that of another version, counts instead.

const place = document.querySelector(".version-changes");
const field = place.querySelector("[name=version_changes]");
const changes = new Changes(place.dataset.path);

if (field.value) {
  changes.text = field.value;
  changes.save();
} else {
  field.value = changes.text;
}
if (changes.count > 0) place.querySelector("[data-count]").textContent = changes.words;
field.form.addEventListener("submit", () => changes.forget());

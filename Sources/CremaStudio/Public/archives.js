import { request } from "./requests.js";
import { word } from "./words.js";

// An archive of images is sent as soon as it is chosen or dropped, by itself: it may be larger than
// a form can be. The form then names it by what stands for it.

for (const place of document.querySelectorAll("[data-archive]")) {
  const file = place.querySelector("[type=file]");
  const note = place.querySelector("[data-sent]");
  const form = place.closest("form");
  let running;

  /** Sets a field of the form that is not shown. */
  const keep = (name, value) => {
    let field = form.elements[name];
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      place.append(field);
    }
    field.value = value;
  };

  const send = async (archive) => {
    running?.abort();
    running = new AbortController();
    file.value = "";
    note.classList.remove("failed");
    note.textContent = word("script.archive_sending", { name: archive.name });
    place.setAttribute("aria-busy", "true");
    try {
      const reply = await request("/datasets/archives", {
        method: "POST",
        body: archive,
        signal: running.signal,
        headers: { Accept: "application/json", "Content-Type": "application/octet-stream" },
      });
      const words = await reply.json().catch(() => ({}));
      if (!reply.ok) {
        throw new Error(words.error?.message
          ?? word("script.status", { status: reply.status }));
      }
      // What was kept from before counts no more.
      place.querySelector(".kept-file:not([data-sent])")?.remove();
      keep(place.dataset.keyField, words.key);
      keep(place.dataset.nameField, archive.name);
      note.textContent = word("script.archive_sent", {
        name: archive.name, entries: words.entries, size: words.size,
      });
    } catch (error) {
      if (error.name === "AbortError") return;
      keep(place.dataset.keyField, "");
      note.classList.add("failed");
      note.textContent = error instanceof TypeError ? word("script.no_answer") : error.message;
    }
    place.removeAttribute("aria-busy");
  };

  file.addEventListener("change", () => {
    if (file.files[0]) send(file.files[0]);
  });
  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.add("over");
    });
  }
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    if (event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
  });
}

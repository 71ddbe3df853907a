import { request } from "./requests.js";

// The form of a data set shows what becomes of an image as it is filled in, in every way of
// resizing; the image is an example until one is chosen.

const names = {
  width: "resize_width", height: "resize_height", channels: "resize_channels",
  backend: "backend", encoding: "encoding", jpeg_quality: "jpeg_quality",
};

for (const part of document.querySelectorAll("[data-resize-example]")) {
  const form = part.closest("form");
  const file = part.querySelector("[type=file]");
  const results = part.querySelector("[data-results]");
  let timer;
  let running;

  const show = async () => {
    const fields = new FormData();
    for (const [name, own] of Object.entries(names)) {
      const field = form.elements[own];
      if (field && !field.disabled) fields.set(name, field.value);
    }
    if (file.files[0]) fields.set("image_file", file.files[0]);
    running?.abort();
    running = new AbortController();
    try {
      const reply = await request("/datasets/images/resize-example", {
        method: "POST", body: fields, signal: running.signal, headers: { Accept: "text/html" },
      });
      // Half a number is not an error to be shown: the field has its own check.
      if (reply.ok) results.innerHTML = await reply.text();
      part.classList.toggle("outdated", !reply.ok);
    } catch (error) {
      if (error.name !== "AbortError") part.classList.add("outdated");
    }
  };
  const showSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  };
  part.addEventListener("toggle", () => {
    if (part.open) show();
  });
  form.addEventListener("input", (event) => {
    const isOwn = event.target === file || Object.values(names).includes(event.target.name);
    if (part.open && isOwn) showSoon();
  });
}

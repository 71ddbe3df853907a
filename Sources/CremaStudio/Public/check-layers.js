import { request } from "./requests.js";
import { word } from "./words.js";

// The button "Check layers": sends its form, if it is in one, and shows what the server found.

const button = document.querySelector("[data-check-layers]");
button?.addEventListener("click", async () => {
  const problems = document.getElementById("check-problems");
  const findings = document.getElementById("layer-findings");
  const words = document.getElementById("check-words");
  const before = words.textContent;
  problems.replaceChildren();
  findings.replaceChildren();
  for (const field of document.querySelectorAll(".is-invalid")) {
    field.classList.remove("is-invalid");
  }
  button.disabled = true;
  words.setAttribute("role", "status");
  words.textContent = word("script.checking");
  const { ok, part } = await ask(button.dataset.checkLayers, button.form);
  button.disabled = false;
  words.textContent = before;
  if (ok) {
    findings.replaceChildren(part);
    part.scrollIntoView({ block: "nearest" });
    part.querySelector("h2").focus({ preventScroll: true });
    return;
  }
  problems.replaceChildren(part);
  for (const problem of part.querySelectorAll("[data-field]")) {
    document.dispatchEvent(
      new CustomEvent("problem", {
        detail: {
          field: problem.dataset.field,
          words: problem.textContent,
          line: Number(problem.dataset.line),
        },
      }),
    );
  }
});

/** The part of a page that the server answers with; where it has none, its words. */
async function ask(address, form) {
  try {
    const reply = await request(address, {
      method: "POST",
      headers: { Accept: "text/html" },
      body: form ? new FormData(form) : undefined,
    });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const part = page.querySelector("[data-layer-check]");
    if (part) return { ok: reply.ok, part };
    const said = page.querySelector("main .lead") ?? page.body;
    return { ok: false, part: problem(said.textContent) };
  } catch {
    return { ok: false, part: problem(word("script.no_answer")) };
  }
}

function problem(words) {
  const part = document.createElement("div");
  part.className = "check-problems";
  part.setAttribute("role", "alert");
  part.textContent = words;
  return part;
}

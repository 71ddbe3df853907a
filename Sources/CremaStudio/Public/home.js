import { follow } from "./connection.js";
import { refresh } from "./refresh.js";
import { send } from "./requests.js";
import { Selection } from "./selection.js";
import { showToast } from "./toasts.js";
import { word } from "./words.js";

const tables = document.getElementById("tables");

// MARK: What is shown

/** Shows another state of the tables, whose address the server has made. */
async function show(address) {
  window.history.replaceState(null, "", address);
  await refresh();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-show]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  show(event.shiftKey && link.dataset.add ? link.dataset.add : link.href);
});

const search = document.getElementById("search");
let searchTimer;
function searchNow() {
  clearTimeout(searchTimer);
  const address = new URL(window.location.href);
  if (search.value.trim()) address.searchParams.set("q", search.value);
  else address.searchParams.delete("q");
  for (const name of [...address.searchParams.keys()]) {
    if (name.endsWith("_page")) address.searchParams.delete(name);
  }
  show(address);
}
search?.addEventListener("input", () => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(searchNow, 250);
});
search?.form.addEventListener("submit", (event) => {
  event.preventDefault();
  searchNow();
});

tables.addEventListener("change", (event) => {
  const choices = event.target.closest("[data-columns]");
  if (!choices) return;
  const shown = [...choices.querySelectorAll("input:checked")].map((box) => box.value);
  const value = encodeURIComponent(shown.join("|"));
  const name = `crema_columns_${choices.dataset.columns}`;
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
  events.close();
  refresh().then(listen);
});

// MARK: What changes

let events;

/** Follows the jobs from the state that the page shows. */
function listen() {
  events = follow(`/events?since=${tables.dataset.version}`, { onBack: refresh });
  events.addEventListener("rows", (event) => putRows(event.data));
  events.addEventListener("list", () => refresh());
}
listen();

function putRows(html) {
  const fresh = document.createElement("tbody");
  fresh.innerHTML = html;
  for (const row of fresh.querySelectorAll("tr[data-job]")) {
    const old = tables.querySelector(`tr[data-job="${row.dataset.job}"]`);
    if (!old || old.innerHTML === row.innerHTML) continue;
    const focus = old.contains(document.activeElement) && document.activeElement;
    old.replaceWith(row);
    if (focus) row.querySelector(focus.matches("input") ? "[data-pick]" : "a").focus();
  }
  selection.mark();
}

// MARK: The selection

const bar = document.getElementById("selection");
const selection = new Selection(tables, (count) => {
  bar.hidden = count === 0;
  document.getElementById("selection-count").textContent = word("script.selected", { count });
  document.getElementById("compare-selected").disabled = models().length < 2;
});
document.addEventListener("refreshed", () => selection.mark());
document.addEventListener("jobs-changed", () => refresh());

function models() {
  return selection.ids.filter((id) => selection.isModel(id));
}

function form(...more) {
  return [...selection.ids.map((id) => ["job_ids[]", id]), ...more];
}

/** Does something with the selected jobs, and shows what came of it. */
async function act(path, options, done) {
  try {
    const reply = await send(path, options);
    done(reply.job_ids);
    await refresh();
  } catch (error) {
    showToast(error.message, { isTrouble: true });
  }
}

document.getElementById("clear-selection").addEventListener("click", () => selection.clear());
document.getElementById("compare-selected").addEventListener("click", () => {
  window.location = `/models/compare?job_ids=${models().join(",")}`;
});
// Whoever may only look has no buttons that change jobs.
document.getElementById("abort-selected")?.addEventListener("click", () => {
  act("/abort_jobs", { fields: form() }, (ids) => {
    showToast(word("script.aborted", { count: ids.length }));
  });
});
document.getElementById("group-selected")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const name = document.getElementById("group-name").value;
  act("/group", { fields: form(["group_name", name]) }, (ids) => {
    const key = name ? "script.grouped" : "script.ungrouped";
    showToast(word(key, { count: ids.length, name }));
  });
});
document.getElementById("delete-selected")?.addEventListener("click", () => {
  act("/jobs", { method: "DELETE", fields: form() }, (ids) => {
    selection.clear();
    showToast(word("script.deleted", { count: ids.length }), {
      undo: ids.map((id) => `/jobs/${id}/restore`),
    });
  });
});

import { request } from "./requests.js";

// Fields with a path of the studio's machine list what is there while it is typed.

for (const field of document.querySelectorAll("[data-path]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-paths`;
  field.after(list);
  field.setAttribute("list", list.id);
  let asked;
  const suggest = async () => {
    const query = field.value;
    asked = query;
    const address = `/autocomplete/path?query=${encodeURIComponent(query)}`;
    const reply = await request(address, { headers: { Accept: "application/json" } });
    // Who may not look at the machine's folders types without help.
    if (!reply.ok || asked !== query) return;
    const { suggestions } = await reply.json();
    list.replaceChildren(...suggestions.map((path) => new Option("", path)));
  };
  field.addEventListener("focus", suggest, { once: true });
  field.addEventListener("input", suggest);
}

import { word } from "./words.js";

// Requests of scripts to the studio: all of them go through here.

const token = document.querySelector('meta[name="csrf-token"]').content;

/** Like `fetch`, with the proof that it was one of the studio's pages that asked. */
export function request(address, { headers = {}, ...options } = {}) {
  return fetch(address, { ...options, headers: { ...headers, "X-CSRF-Token": token } });
}

/**
 * Sends a form to the studio; the JSON that comes back. `fields` is what FormData or
 * URLSearchParams take. Throws an Error with the studio's words where it refuses.
 */
export async function send(path, { method = "POST", fields = [] } = {}) {
  const reply = await request(path, {
    method,
    headers: { Accept: "application/json" },
    body: new URLSearchParams(fields),
  }).catch(() => {
    throw new Error(word("script.no_answer"));
  });
  const found = await reply.json().catch(() => ({}));
  if (reply.ok) return found;
  throw new Error(found.error?.message ?? word("script.status", { status: reply.status }));
}

/** The page at an address, parsed. Throws where there is none. */
export async function page(address) {
  const reply = await request(address, { headers: { Accept: "text/html" } });
  if (!reply.ok) throw new Error(word("script.status", { status: reply.status }));
  return new DOMParser().parseFromString(await reply.text(), "text/html");
}

/** The JSON at an address. Throws where there is none. */
export async function json(address) {
  const reply = await request(address, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(word("script.status", { status: reply.status }));
  return reply.json();
}

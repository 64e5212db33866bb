/**
 * Requests to /corrections.
 */

import { address } from "../lib/url.js";

/** @typedef {import("../lib/api_types.js").Correction} Correction */

/**
 * Keep a drawing with its label.
 * @param {Blob} body as for /predict
 * @param {string} label a digit, or "not a digit"
 * @param {string | null} model null for the default model
 * @returns {Promise<Correction>}
 */
export async function keep(body, label, model) {
  const query = new URLSearchParams({ label });
  if (model !== null) query.set("model", model);
  const response = await send(`/corrections?${query}`, {
    method: "POST",
    body: await body.arrayBuffer(),
    headers: { "Content-Type": body.type },
  });
  return response.json();
}

/** @param {string} id */
export async function remove(id) {
  await send(`/corrections/${id}`, { method: "DELETE" });
}

/** @param {string} path @param {RequestInit} options */
async function send(path, options) {
  const response = await fetch(address(path), options).catch(() => null);
  if (response === null) throw new Error("The server cannot be reached; nothing changed.");
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}

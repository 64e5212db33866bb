/**
 * Requests to /corrections and /learn.
 */

import { formatPercent } from "../lib/number_format.js";
import { address } from "../lib/url.js";
import { predictUrl } from "./request.js";

/** @typedef {import("../lib/api_types.js").Correction} Correction */
/** @typedef {import("../lib/api_types.js").Learning} Learning */

const POLL_MS = 500;

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
  const response = await send(address(`/corrections?${query}`), {
    method: "POST",
    body: await body.arrayBuffer(),
    headers: { "Content-Type": body.type },
  });
  return response.json();
}

/** @param {string} id */
export async function remove(id) {
  await send(address(`/corrections/${id}`), { method: "DELETE" });
}

/**
 * Learn the accepted corrections; resolves when that has ended.
 * @returns {Promise<Learning>}
 */
export async function learn() {
  let response = await send(address("/learn"), { method: "POST" });
  for (;;) {
    /** @type {Learning} */
    const learning = await response.json();
    if (learning.state !== "running") return learning;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    response = await send(address("/learn"), {});
  }
}

/** @returns {Promise<Learning>} the state of learning */
export async function learningState() {
  return (await send(address("/learn"), {})).json();
}

/**
 * Let a version answer requests that name no model.
 * @param {string | null} model null for the base model
 * @returns {Promise<Learning>}
 */
export async function setDefault(model) {
  const response = await send(address("/learn/default"), {
    method: "POST",
    body: JSON.stringify({ model }),
    headers: { "Content-Type": "application/json" },
  });
  return response.json();
}

/**
 * Put the answer of a model to a drawing into words.
 * @param {Blob} body @param {string | null} model
 * @returns {Promise<string>}
 */
export async function describeAnswer(body, model) {
  const response = await send(predictUrl(model), {
    method: "POST",
    body: await body.arrayBuffer(),
    headers: { "Content-Type": body.type },
  });
  /** @type {import("../lib/api_types.js").Prediction} */
  const { digit, confidence } = await response.json();
  return digit === null || confidence === null
    ? "several digits"
    : `${digit} at ${formatPercent(confidence)}`;
}

/** @param {string} url @param {RequestInit} options */
async function send(url, options) {
  const response = await fetch(url, options).catch(() => null);
  if (response === null) throw new Error("The server cannot be reached; nothing changed.");
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}

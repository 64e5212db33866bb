/**
 * The network's input and the preprocessing of one digit of a number, and the drawing that `/inside`
 * shows for it. A newer digit makes pending replies stale.
 */

import { saveDigit } from "../drawing/persistence.js";
import { post } from "./prediction_client.js";
import { predictUrl, requestBody } from "./request.js";

/** @typedef {import("../drawing/drawing.js").PaperContent} PaperContent */
/** @typedef {import("../lib/api_types.js").Prediction} Prediction */

export class DigitDetails {
  #onReply;
  #controller = new AbortController();

  /** @param {(reply: Prediction | null) => void} onReply null if there is none */
  constructor(onReply) {
    this.#onReply = onReply;
  }

  abort() {
    this.#controller.abort();
    this.#controller = new AbortController();
  }

  /**
   * @param {Promise<PaperContent | null> | PaperContent} digit the digit alone; null if no stroke is its own
   * @param {{model: string | null, include: readonly string[]}} query
   */
  async load(digit, { model, include }) {
    this.abort();
    const { signal } = this.#controller;
    const reply = await predict(digit, predictUrl(model, include), signal).catch(
      () => null, // the number is shown without
    );
    if (!signal.aborted) this.#onReply(reply);
  }
}

/**
 * @param {Promise<PaperContent | null> | PaperContent} digit
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Prediction | null>}
 */
async function predict(digit, url, signal) {
  const page = await digit;
  const body = page && (await requestBody(page));
  if (page === null || body === null || signal.aborted) return null;
  await saveDigit(page);
  const response = await post({ url, body }, signal);
  return response.ok ? response.json() : null;
}

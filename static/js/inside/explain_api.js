/**
 * Client of the explanation API: all arrays of the forward and backward pass, and the weights.
 */

import { decodeMatrix } from "../lib/base64.js";
import { address } from "../lib/url.js";

/** @typedef {import("../prediction/prediction_client.js").Problem} Problem */
/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/** @typedef {import("../lib/api_types.js").ModelReference} ModelReference */
/** @typedef {import("../lib/api_types.js").MeasuredEntry} Check analytic and numeric partial derivative */
/** @typedef {Record<string, Matrix>} Arrays decoded, by name */
/** @typedef {Omit<import("../lib/api_types.js").MistakeVariant, "arrays"> & {arrays: Arrays}} MistakeVariant */
/**
 * Explanation with decoded arrays: A0, z1, H1, A1, ..., P, and with labels delta3, dW3, ...
 * @typedef {Omit<import("../lib/api_types.js").Explanation, "arrays" | "mistake" | "least_ink"> & {arrays: Arrays, least_ink: (Omit<import("../lib/api_types.js").LeastInk, "change"> & {change: Matrix}) | null, mistake: {layer: number, variants: readonly MistakeVariant[]} | null}} Explanation
 */
/**
 * Query parameters of an explanation.
 * @typedef {object} ExplainParameters
 * @property {string | null} [model]   null for the default model
 * @property {number | null} [label]   without it, only the forward pass is returned
 * @property {number} [learning_rate]
 * @property {number} [steps]
 * @property {string | null} [mistake]
 * @property {boolean} [least_ink]
 */
/** @typedef {import("../lib/api_types.js").LineResult} LineResult a learner's line, evaluated and compared */
/** @typedef {LineResult["steps"][number]} Operation */
/** @typedef {NonNullable<LineResult["stops_at"]>} StoppedOperation */
/** Retries of a busy server, with increasing pauses. */
const MAX_ATTEMPTS = 4;
const PAUSE_MS = 300;

/** Error reply of the server (problem+json). */
export class ApiError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super([problem.title, problem.detail].filter(Boolean).join(": "));
    this.problem = problem;
  }

  /** Whether the server is overloaded and the request can be retried. */
  get isBusy() {
    return this.problem.status === 503;
  }
}

/** @param {any} reply of POST /explain with arrays=base64 @returns {Explanation} */
export function readExplanation(reply) {
  return decodeArrays(reply);
}

/** @param {any} part of a reply @returns {any} the same with decoded arrays */
function decodeArrays(part) {
  if (typeof part !== "object" || part === null) return part;
  if ("base64" in part) return decodeMatrix(part);
  if (Array.isArray(part)) return part.map(decodeArrays);
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, decodeArrays(value)]),
  );
}

/** @param {ExplainParameters} parameters */
export const explainUrl = (parameters) =>
  withParameters(address("/explain"), { ...parameters, arrays: "base64" });

/** @param {string} path @param {object} parameters null and undefined are omitted */
function withParameters(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Explanation client; a new request aborts the previous one, which resolves to null. */
export class ExplainClient {
  /** @type {AbortController | null} */
  #controller = null;

  /**
   * @param {Blob} body the drawing as an image or JSON
   * @param {ExplainParameters} parameters
   * @returns {Promise<Explanation | null>} null if aborted
   * @throws {ApiError}
   */
  async explain(body, parameters) {
    const reply = await this.#post(explainUrl(parameters), body);
    return reply && readExplanation(reply);
  }

  /**
   * @param {Blob} body
   * @param {ExplainParameters & {matrix: string, row: number, column: number, epsilon?: number}} parameters
   * @returns {Promise<Check | null>}
   * @throws {ApiError}
   */
  check(body, parameters) {
    return this.#post(withParameters(address("/explain/check"), parameters), body);
  }

  /**
   * @param {Blob} body
   * @param {ExplainParameters & {lines: string, convention?: string}} parameters
   * @returns {Promise<readonly LineResult[] | null>} null if aborted
   * @throws {ApiError}
   */
  async checkSubmittedCode(body, parameters) {
    const reply = await this.#post(
      withParameters(address("/explain/check-mine"), parameters),
      body,
    );
    return reply?.results ?? null;
  }

  /**
   * @param {{lines: string, convention: string, model?: string}} parameters
   * @returns {Promise<import("../lib/api_types.js").TrainedLines | null>} null if aborted
   * @throws {ApiError}
   */
  trainSubmittedCode(parameters) {
    const body = new Blob([JSON.stringify(parameters)], { type: "application/json" });
    return this.#post(address("/explain/train-mine"), body);
  }

  /** @param {string} url @param {Blob} body @returns {Promise<any>} */
  async #post(url, body) {
    this.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    const headers = { "Content-Type": body.type };
    for (let tries = 1; ; tries += 1) {
      try {
        const reply = await read(fetch(url, { method: "POST", body, headers, signal }));
        return signal.aborted ? null : reply;
      } catch (error) {
        if (signal.aborted) return null;
        if (!(error instanceof ApiError && error.isBusy && tries < MAX_ATTEMPTS)) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
        if (signal.aborted) return null;
      }
    }
  }

  abort() {
    this.#controller?.abort();
  }
}

/** Cached by name and version, since the version of a name can change. @type {Map<string, Promise<Matrix[]>>} */
const cache = new Map();

/**
 * @param {ModelReference} model
 * @returns {Promise<readonly Matrix[]>} W1, W2, ..., row 0 of each is the bias
 * @throws {ApiError}
 */
export function fetchWeights({ name, version }) {
  const key = `${name} ${version}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const path = address(`/models/${encodeURIComponent(name)}/weights`);
  const weights = read(fetch(withParameters(path, { arrays: "base64" }))).then(({ arrays }) =>
    Object.keys(arrays).map((_, i) => decodeMatrix(arrays[`W${i + 1}`])),
  );
  cache.set(key, weights);
  weights.catch(() => cache.delete(key)); // retry next time
  return weights;
}

/** @param {Promise<Response>} request @returns {Promise<any>} */
async function read(request) {
  const response = await request.catch((cause) => {
    if (cause instanceof DOMException) throw cause; // aborted
    throw new Error("Can’t reach the server", { cause });
  });
  const reply = await response.json().catch((cause) => {
    throw new Error(`expected JSON, got a reply of status ${response.status}`, { cause });
  });
  if (!response.ok) throw new ApiError(reply);
  return reply;
}

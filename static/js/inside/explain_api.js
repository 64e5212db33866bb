/**
 * The server's explanation of a drawing: every array of the forward and the backward pass, and the
 * weights that they were computed with.
 */

import { decodeMatrix } from "../lib/base64.js";
import { address } from "../lib/url.js";

/** @typedef {import("../prediction/prediction_client.js").Problem} Problem */
/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/** @typedef {{readonly name: string, readonly version: string}} ModelReference */
/**
 * @typedef {object} Explanation
 * @property {ModelReference} model
 * @property {number[]} sizes          units of each layer, inputs first
 * @property {number} batch            how many drawings
 * @property {number[]} digit          what each is read as
 * @property {number[] | null} labels
 * @property {number | null} loss      null without labels
 * @property {Record<string, Matrix>} arrays by name: A0, z1, H1, A1, ..., P, and with labels delta3, dW3, ...
 * @property {{learning_rate: number, steps: number, losses: number[], probabilities: number[][][]} | null} step
 * @property {any} mistake
 */
/**
 * What is asked beside the drawing.
 * @typedef {object} Question
 * @property {string | null} [model]   null or left out for the default
 * @property {number | null} [label]   without one only the forward pass is told
 * @property {number} [learning_rate]
 * @property {number} [steps]
 * @property {string | null} [mistake]
 */
/**
 * @typedef {object} Check             a partial derivative, twice
 * @property {string} matrix
 * @property {number} row
 * @property {number} column
 * @property {number} epsilon
 * @property {number} analytic
 * @property {number} numeric
 * @property {number} difference
 * @property {number} relative
 * @property {number} loss_above
 * @property {number} loss_below
 */

/** A busy server is asked again, after pauses that grow. */
const MOST_TRIES = 4;
const PAUSE_MS = 300;

/** The server understood the question and refuses it; says why in its own words. */
export class Refusal extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super([problem.title, problem.detail].filter(Boolean).join(": "));
    this.problem = problem;
  }

  /** Whether the server has too much to do, and might answer a little later. */
  get isBusy() {
    return this.problem.status === 503;
  }
}

/** @param {any} reply of POST /explain with arrays=base64 @returns {Explanation} */
export function readExplanation(reply) {
  return unpackAll(reply);
}

/** @param {any} part of a reply @returns {any} the same with every array in it unpacked */
function unpackAll(part) {
  if (typeof part !== "object" || part === null) return part;
  if ("base64" in part) return decodeMatrix(part);
  if (Array.isArray(part)) return part.map(unpackAll);
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, unpackAll(value)]));
}

/** @param {Question} question */
export const explainUrl = (question) =>
  urlOf(address("/explain"), { ...question, arrays: "base64" });

/** @param {string} path @param {object} parameters those that are null or undefined are left out */
function urlOf(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Asks about one thing at a time: a new question aborts the one before, whose asker gets null. */
export class Explainer {
  /** @type {AbortController | null} */
  #inFlight = null;

  /**
   * @param {Blob} body the drawing, its type that of the body: a picture, or JSON
   * @param {Question} question
   * @returns {Promise<Explanation | null>} null if another question came meanwhile
   * @throws {Refusal}
   */
  async explain(body, question) {
    const reply = await this.#post(explainUrl(question), body);
    return reply && readExplanation(reply);
  }

  /**
   * @param {Blob} body
   * @param {Question & {matrix: string, row: number, column: number, epsilon?: number}} question
   * @returns {Promise<Check | null>}
   * @throws {Refusal}
   */
  check(body, question) {
    return this.#post(urlOf(address("/explain/check"), question), body);
  }

  /** @param {string} url @param {Blob} body @returns {Promise<any>} */
  async #post(url, body) {
    this.abort();
    const flight = new AbortController();
    this.#inFlight = flight;
    const { signal } = flight;
    const headers = { "Content-Type": body.type };
    for (let tries = 1; ; tries += 1) {
      try {
        const reply = await read(fetch(url, { method: "POST", body, headers, signal }));
        return signal.aborted ? null : reply;
      } catch (error) {
        if (signal.aborted) return null;
        if (!(error instanceof Refusal && error.isBusy && tries < MOST_TRIES)) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
        if (signal.aborted) return null;
      }
    }
  }

  abort() {
    this.#inFlight?.abort();
  }
}

/** Kept by name and version, since what answers to a name can change. @type {Map<string, Promise<Matrix[]>>} */
const kept = new Map();

/**
 * @param {ModelReference} model
 * @returns {Promise<readonly Matrix[]>} W1, W2, ..., row 0 of each the bias
 * @throws {Refusal}
 */
export function weightsOf({ name, version }) {
  const key = `${name} ${version}`;
  const known = kept.get(key);
  if (known) return known;
  const path = address(`/models/${encodeURIComponent(name)}/weights`);
  const asked = read(fetch(urlOf(path, { arrays: "base64" }))).then(({ arrays }) =>
    Object.keys(arrays).map((_, i) => decodeMatrix(arrays[`W${i + 1}`])),
  );
  kept.set(key, asked);
  asked.catch(() => kept.delete(key)); // to be asked for again
  return asked;
}

/** @param {Promise<Response>} asked @returns {Promise<any>} */
async function read(asked) {
  const response = await asked.catch((cause) => {
    if (cause instanceof DOMException) throw cause; // aborted
    throw new Error("Can’t reach the server", { cause });
  });
  const reply = await response.json().catch((cause) => {
    throw new Error(`expected JSON, got a reply of status ${response.status}`, { cause });
  });
  if (!response.ok) throw new Refusal(reply);
  return reply;
}

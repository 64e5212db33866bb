/**
 * The lab's addresses: what the page asks of the server, and the errors that it may answer.
 */

import { address } from "../lib/url.js";

/**
 * @typedef {object} Settings
 * @property {string} [name]
 * @property {number[]} hidden
 * @property {string} initialisation
 * @property {string} optimizer
 * @property {string} schedule
 * @property {number} learning_rate
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} images
 * @property {boolean} augmentation
 * @property {number} seed
 */
/** @typedef {"waiting" | "running" | "paused" | "finished" | "stopped" | "failed"} State */
/**
 * @typedef {object} Run
 * @property {string} id
 * @property {string} name
 * @property {State} state
 * @property {string | null} problem
 * @property {Settings} settings
 * @property {number} epoch epochs done
 * @property {number} epochs
 * @property {number} step steps taken
 * @property {number} steps
 * @property {number} parameters
 * @property {number} seconds spent training
 * @property {number | null} accuracy on the validation digits
 * @property {string | null} model the name to ask for, once there are weights
 * @property {number} last_event
 */
/** @typedef {{hidden_layers: number, units: number, epochs: number, batch_size: number, images: number}} Limits */
/** @typedef {Record<"initialisation" | "optimizer" | "schedule", string[]>} Choices */
/**
 * @typedef {object} DataState
 * @property {"present" | "missing" | "fetching" | "failed"} state
 * @property {number} received bytes
 * @property {number | null} total bytes
 * @property {string | null} problem
 * @property {string} folder
 */
/**
 * @typedef {object} Lab
 * @property {boolean} enabled
 * @property {string | null} reason
 * @property {Limits} limits
 * @property {Settings} defaults
 * @property {Choices} choices
 * @property {{mnist: DataState}} data
 */
/** @typedef {{id: number, event: string, data: any}} LabEvent */
/** @typedef {{index: number, label: number, pixels: string}} Digit */

/** The server cannot be reached, or cannot answer now. */
export class Unreachable extends Error {}

/** The server says what is wrong with a request. */
export class Refusal extends Error {
  /** @param {{status: number, detail?: string, title?: string, errors?: {loc: string, message: string}[]}} problem */
  constructor(problem) {
    super(problem.detail || problem.title || `status ${problem.status}`);
    this.status = problem.status;
    this.errors = problem.errors ?? [];
  }
}

/** @param {string} path @param {RequestInit} [options] @returns {Promise<any>} */
async function ask(path, options) {
  const response = await fetch(address(`/lab${path}`), options).catch(() => null);
  if (response === null || response.status >= 500) throw new Unreachable();
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  throw new Refusal(body ?? { status: response.status });
}

/**
 * What ends the reading of each run, once it is about to be deleted: an answer that it is not there
 * would be of no use, and the browser would log it as a fault.
 * @type {Map<string, AbortController>}
 */
const readers = new Map();

/** @param {string} id */
function readerOf(id) {
  const reader = readers.get(id) ?? new AbortController();
  readers.set(id, reader);
  return reader;
}

/** @param {string} id @param {string} path of something that the run has @returns {Promise<any>} */
async function read(id, path) {
  const { signal } = readerOf(id);
  try {
    return await ask(`/runs/${id}/${path}`, { signal });
  } catch (error) {
    throw signal.aborted ? new Refusal({ status: 404, detail: "the run is being deleted" }) : error;
  }
}

/** Delete a run. @param {string} id */
async function remove(id) {
  readerOf(id).abort();
  try {
    await ask(`/runs/${id}`, { method: "DELETE" });
  } catch (error) {
    readers.delete(id); // it is still there to be read
    throw error;
  }
}

/** @param {string} path @param {object} [body] */
function post(path, body) {
  if (body === undefined) return ask(path, { method: "POST" });
  const headers = { "Content-Type": "application/json" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}

export const lab = {
  /** @returns {Promise<Lab>} */
  look: () => ask(""),

  /** @returns {Promise<{mnist: DataState}>} */
  fetchData: () => post("/data"),

  /** @returns {Promise<Run[]>} newest first */
  runs: async () => (await ask("/runs")).runs,

  /** @param {Settings} settings @returns {Promise<Run>} */
  start: (settings) => post("/runs", settings),

  /** @param {string} id @param {string} action @returns {Promise<Run>} */
  act: (id, action) => post(`/runs/${id}/${action}`),

  remove,

  /** @param {string} id @returns {Promise<LabEvent[]>} */
  history: async (id) => (await read(id, "history")).events,

  /** @param {string} id @param {number[]} indices @returns {Promise<Digit[]>} */
  digits: async (id, indices) => (await read(id, `digits?indices=${indices}`)).digits,
};

/** @param {string} id @param {number} after */
export const eventsUrl = (id, after) => address(`/lab/runs/${id}/events?after=${after}`);

/** @param {string} id */
export const weightsUrl = (id) => address(`/lab/runs/${id}/weights`);

export const dataEventsUrl = address("/lab/data/events");

/** @param {string} model @returns {string} the page that reads drawings with it */
export const useUrl = (model) => address(`/?model=${encodeURIComponent(model)}`);

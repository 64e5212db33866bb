/**
 * Client of the lab API: runs, data and their URLs.
 */

import { address } from "../lib/url.js";

/** @typedef {import("../lib/api_types.js").RunConfig} Settings */
/** @typedef {import("../lib/api_types.js").Run} Run */
/** @typedef {Run["state"]} State */
/** @typedef {import("../lib/api_types.js").LabState} Lab */
/** @typedef {Lab["limits"]} Limits */
/** @typedef {import("../lib/api_types.js").DataSet} DataState */
/** @typedef {import("../lib/api_types.js").SettingsChecks} Checks */
/** @typedef {Omit<import("../lib/api_types.js").LabEvent, "data"> & {data: any}} LabEvent */
/** @typedef {import("../lib/api_types.js").ValidationDigit} Digit */
/** @typedef {import("../lib/api_types.js").ProblemDetails} Problem */

/** The server is unreachable or failed. */
export class NetworkError extends Error {}

/** Error reply of the server (problem+json). */
export class ApiError extends Error {
  /** @param {Pick<Problem, "status"> & Partial<Problem>} problem */
  constructor(problem) {
    super(problem.detail || problem.title || `status ${problem.status}`);
    this.status = problem.status;
    this.errors = problem.errors ?? [];
  }
}

/** @param {string} path @param {RequestInit} [options] @returns {Promise<any>} */
async function request(path, options) {
  const response = await fetch(address(`/lab${path}`), options).catch(() => null);
  if (response === null || response.status >= 500) throw new NetworkError();
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  throw new ApiError(body ?? { status: response.status });
}

/**
 * Aborts pending reads of a run before it is deleted: a late 404 would be of no use, and browsers log
 * it as an error.
 * @type {Map<string, AbortController>}
 */
const readControllers = new Map();

/** @param {string} id */
function readController(id) {
  const controller = readControllers.get(id) ?? new AbortController();
  readControllers.set(id, controller);
  return controller;
}

/** @param {string} id @param {string} path below the run @returns {Promise<any>} */
async function readFromRun(id, path) {
  const { signal } = readController(id);
  try {
    return await request(`/runs/${id}/${path}`, { signal });
  } catch (error) {
    throw signal.aborted
      ? new ApiError({ status: 404, detail: "the run is being deleted" })
      : error;
  }
}

/** Delete a run. @param {string} id */
async function deleteRun(id) {
  readController(id).abort();
  try {
    await request(`/runs/${id}`, { method: "DELETE" });
  } catch (error) {
    readControllers.delete(id); // the run still exists
    throw error;
  }
}

/** @param {string} path @param {object} [body] */
function post(path, body) {
  if (body === undefined) return request(path, { method: "POST" });
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(body) });
}

export const lab = {
  /** @returns {Promise<Lab>} */
  status: () => request(""),

  /** @returns {Promise<{mnist: DataState}>} */
  fetchData: () => post("/data"),

  /** @returns {Promise<Run[]>} newest first */
  runs: async () => (await request("/runs")).runs,

  /** @param {Settings} settings @returns {Promise<Run>} */
  start: (settings) => post("/runs", settings),

  /** @param {Settings} settings @returns {Promise<Checks>} why they would not learn */
  check: (settings) => post("/checks", settings),

  /** @param {string} id @param {string} action @returns {Promise<Run>} */
  control: (id, action) => post(`/runs/${id}/${action}`),

  delete: deleteRun,

  /** @param {string} id @returns {Promise<LabEvent[]>} */
  history: async (id) => (await readFromRun(id, "history")).events,

  /** @param {string} id @param {number[]} indices @returns {Promise<Digit[]>} */
  digits: async (id, indices) => (await readFromRun(id, `digits?indices=${indices}`)).digits,
};

/** @param {string} id @param {number} after */
export const eventsUrl = (id, after) => address(`/lab/runs/${id}/events?after=${after}`);

/** @param {string} id */
export const weightsUrl = (id) => address(`/lab/runs/${id}/weights`);

export const dataEventsUrl = address("/lab/data/events");

/** @param {string} model @returns {string} the drawing page with this model */
export const drawingUrl = (model) => address(`/?model=${encodeURIComponent(model)}`);

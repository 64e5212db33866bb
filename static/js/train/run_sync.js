/**
 * Keeps up with the server: the list of runs, and the events of those that are shown. The run that
 * is watched streams; the others are asked about when the list says that they have gone on. Never
 * touches the page.
 */

import { Stream } from "./event_stream.js";
import { lab, Refusal } from "./lab_api.js";
import { Record } from "./run_history.js";

/** @typedef {import("./lab_api.js").Run} Run */
/** @typedef {import("./lab_api.js").LabEvent} LabEvent */
/**
 * @typedef {object} Listener
 * @property {(runs: readonly Run[]) => void} onRuns the list has changed
 * @property {(run: Run) => void} onState a run that is watched has another state
 * @property {(id: string) => void} onEvents a record has grown
 * @property {(isGone: boolean) => void} onGone
 */

const POLL_MS = 2000;
const FINAL = new Set(["finished", "stopped", "failed"]);

export class Follower {
  #listener;
  /** @type {Run[]} */
  #runs = [];
  /** @type {Map<string, Record>} */
  #records = new Map();
  /** @type {Set<string>} runs whose history is on its way */
  #asking = new Set();
  /** @type {Set<string>} runs that are about to be deleted, whose stream is not opened again */
  #leaving = new Set();
  /** @type {readonly string[]} */
  #shown = [];
  /** @type {string | null} */
  #watched = null;
  /** @type {Stream | null} */
  #stream = null;
  #timer = 0;
  #question = 0;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    document.addEventListener("visibilitychange", () => {
      // A browser holds few connections to a host, and a page that nobody sees needs none.
      if (document.hidden) this.#hangUp();
      else this.refresh();
    });
    window.addEventListener("online", () => this.refresh());
  }

  get runs() {
    return this.#runs;
  }

  /** @param {string | null} id @returns {Run | null} */
  run(id) {
    return this.#runs.find((run) => run.id === id) ?? null;
  }

  /** @param {string} id @returns {Record | null} null until its history has come */
  record(id) {
    return this.#records.get(id) ?? null;
  }

  /** @param {string | null} watched @param {readonly string[]} shown */
  follow(watched, shown) {
    this.#shown = shown;
    if (watched !== this.#watched) {
      this.#hangUp();
      this.#watched = watched;
    }
    this.#catchUp();
  }

  /** @param {string} id of a run that is about to be deleted: it is not asked about any more */
  leave(id) {
    this.#leaving.add(id);
    if (id === this.#watched) this.#hangUp();
  }

  /** @param {string} id of a run that is there after all */
  stay(id) {
    this.#leaving.delete(id);
    this.#catchUp();
  }

  /** Ask for the list of runs now, and from then on again and again while the page is seen. */
  async refresh() {
    clearTimeout(this.#timer);
    const question = ++this.#question;
    try {
      const runs = await lab.runs();
      if (question !== this.#question) return;
      this.#listener.onGone(false);
      this.#take(runs);
    } catch {
      if (question !== this.#question) return;
      this.#listener.onGone(true);
    }
    this.#timer = setTimeout(() => {
      if (!document.hidden) this.refresh();
    }, POLL_MS);
  }

  /** @param {Run} run as an answer told it */
  update(run) {
    const known = this.#runs.some(({ id }) => id === run.id);
    this.#question += 1; // an answer that is on its way was given before this one
    this.#take(
      known ? this.#runs.map((each) => (each.id === run.id ? run : each)) : [run, ...this.#runs],
    );
    this.refresh();
  }

  /** @param {Run[]} runs */
  #take(runs) {
    const former = this.run(this.#watched);
    this.#runs = runs;
    const known = new Set(runs.map(({ id }) => id));
    for (const id of this.#records.keys()) if (!known.has(id)) this.#records.delete(id);
    this.#listener.onRuns(runs);
    const now = this.run(this.#watched);
    if (former !== null && now !== null && former.state !== now.state) this.#listener.onState(now);
    this.#catchUp();
  }

  #catchUp() {
    for (const id of this.#shown) {
      const run = this.run(id);
      if (run === null || this.#leaving.has(id)) continue;
      const isBehind = (this.record(id)?.lastEvent ?? -1) < run.last_event;
      if (id === this.#watched && !FINAL.has(run.state) && this.record(id) !== null)
        this.#listen(id);
      else if (isBehind && !(id === this.#watched && this.#stream !== null)) this.#read(run);
    }
  }

  /** @param {Run} run */
  async #read({ id, steps, epochs }) {
    if (this.#asking.has(id)) return;
    this.#asking.add(id);
    try {
      const events = await lab.history(id);
      const record = this.record(id) ?? new Record(steps / epochs);
      this.#records.set(id, record);
      for (const event of events) record.take(event);
      this.#listener.onEvents(id);
      if (id === this.#watched) this.#catchUp();
    } catch (error) {
      if (!(error instanceof Refusal)) this.#listener.onGone(true); // refused: it was just deleted
    } finally {
      this.#asking.delete(id);
    }
  }

  /** @param {string} id */
  #listen(id) {
    if (this.#stream !== null || document.hidden) return;
    this.#stream = new Stream(id, {
      after: () => this.record(id)?.lastEvent ?? 0,
      onEvent: (event) => this.#hear(id, event),
      onGone: (isGone) => {
        if (!isGone) this.#listener.onGone(false);
        else this.refresh(); // the list tells whether the server is gone, or just the run
      },
    });
  }

  #hangUp() {
    this.#stream?.close();
    this.#stream = null;
  }

  /** @param {string} id @param {LabEvent} event */
  #hear(id, event) {
    const run = this.run(id);
    if (!this.record(id)?.take(event) || run === null) return;
    const { epoch, step, seconds, state, problem, validation } = event.data;
    if (step !== undefined) run.step = step;
    if (seconds !== undefined) run.seconds = seconds;
    if (validation) [run.epoch, run.accuracy] = [epoch, validation.accuracy];
    run.last_event = event.id;
    this.#listener.onEvents(id);
    if (event.event !== "state" || state === run.state) return;
    Object.assign(run, { state, problem });
    if (FINAL.has(state)) this.#hangUp();
    this.#listener.onState(run);
    this.refresh(); // whether there is a model now, the list tells
  }
}

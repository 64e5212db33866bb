/**
 * Synchronize runs with the server: polls the list of runs, streams the events of the selected run,
 * and loads the history of other shown runs when they have new events.
 */

import { ApiError, eventsUrl, lab } from "./lab_api.js";
import { RunHistory } from "./run_history.js";

/** @typedef {import("./lab_api.js").Run} Run */
/** @typedef {import("./lab_api.js").LabEvent} LabEvent */
/**
 * @typedef {object} Listener
 * @property {(runs: readonly Run[]) => void} onRuns the list has changed
 * @property {(run: Run) => void} onState the state of the selected run has changed
 * @property {(id: string) => void} onEvents the history of a run has grown
 * @property {(isUnreachable: boolean) => void} onUnreachable
 */

/** @type {readonly LabEvent["event"][]} */
const EVENT_TYPES = ["state", "batch", "epoch", "weights"];
const POLL_MS = 2000;
const FINAL_STATES = new Set(["finished", "stopped", "failed"]);

export class RunSync {
  #listener;
  /** @type {Run[]} */
  #runs = [];
  /** @type {Map<string, RunHistory>} */
  #histories = new Map();
  /** @type {Set<string>} runs whose history is being loaded */
  #loading = new Set();
  /** @type {Set<string>} runs about to be deleted, not streamed */
  #deleting = new Set();
  /** @type {readonly string[]} */
  #shown = [];
  /** @type {string | null} */
  #selected = null;
  /** @type {EventSource | null} */
  #stream = null;
  #timer = 0;
  #requestId = 0;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    document.addEventListener("visibilitychange", () => {
      // Browsers limit connections per host; a hidden page needs none.
      if (document.hidden) this.#closeStream();
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

  /** @param {string} id @returns {RunHistory | null} null until loaded */
  history(id) {
    return this.#histories.get(id) ?? null;
  }

  /** @param {string | null} selected @param {readonly string[]} shown */
  follow(selected, shown) {
    this.#shown = shown;
    if (selected !== this.#selected) {
      this.#closeStream();
      this.#selected = selected;
    }
    this.#update();
  }

  /** @param {string} id of a run about to be deleted: stop its requests */
  release(id) {
    this.#deleting.add(id);
    if (id === this.#selected) this.#closeStream();
  }

  /** @param {string} id of a run that could not be deleted */
  restore(id) {
    this.#deleting.delete(id);
    this.#update();
  }

  /** Load the list of runs now, then poll it while the page is visible. */
  async refresh() {
    clearTimeout(this.#timer);
    const requestId = ++this.#requestId;
    try {
      const runs = await lab.runs();
      if (requestId !== this.#requestId) return;
      this.#listener.onUnreachable(false);
      this.#setRuns(runs);
    } catch {
      if (requestId !== this.#requestId) return;
      this.#listener.onUnreachable(true);
    }
    this.#timer = setTimeout(() => {
      if (!document.hidden) this.refresh();
    }, POLL_MS);
  }

  /** @param {Run} run from a reply */
  update(run) {
    const isKnown = this.#runs.some(({ id }) => id === run.id);
    this.#requestId += 1; // ignore pending replies, which are older
    this.#setRuns(
      isKnown
        ? this.#runs.map((other) => (other.id === run.id ? run : other))
        : [run, ...this.#runs],
    );
    this.refresh();
  }

  /** @param {Run[]} runs */
  #setRuns(runs) {
    const previous = this.run(this.#selected);
    this.#runs = runs;
    const knownIds = new Set(runs.map(({ id }) => id));
    for (const id of this.#histories.keys()) if (!knownIds.has(id)) this.#histories.delete(id);
    this.#listener.onRuns(runs);
    const now = this.run(this.#selected);
    if (previous !== null && now !== null && previous.state !== now.state)
      this.#listener.onState(now);
    this.#update();
  }

  #update() {
    for (const id of this.#shown) {
      const run = this.run(id);
      if (run === null || this.#deleting.has(id)) continue;
      const isBehind = (this.history(id)?.lastEvent ?? -1) < run.last_event;
      if (id === this.#selected && !FINAL_STATES.has(run.state) && this.history(id) !== null)
        this.#openStream(id);
      else if (isBehind && !(id === this.#selected && this.#stream !== null))
        this.#loadHistory(run);
    }
  }

  /** @param {Run} run */
  async #loadHistory({ id, steps, epochs }) {
    if (this.#loading.has(id)) return;
    this.#loading.add(id);
    try {
      const events = await lab.history(id);
      const history = this.history(id) ?? new RunHistory(steps / epochs);
      this.#histories.set(id, history);
      for (const event of events) history.apply(event);
      this.#listener.onEvents(id);
      if (id === this.#selected) this.#update();
    } catch (error) {
      if (!(error instanceof ApiError)) this.#listener.onUnreachable(true); // otherwise it was just deleted
    } finally {
      this.#loading.delete(id);
    }
  }

  /** @param {string} id */
  #openStream(id) {
    if (this.#stream !== null || document.hidden) return;
    const source = new EventSource(eventsUrl(id, this.history(id)?.lastEvent ?? 0));
    this.#stream = source;
    for (const event of EVENT_TYPES) {
      source.addEventListener(event, ({ lastEventId, data }) =>
        this.#onEvent(id, { id: Number(lastEventId), event, data: JSON.parse(data) }),
      );
    }
    source.addEventListener("error", () => {
      // It reconnects by itself, but not after an error status; then the next poll opens another.
      if (source.readyState === EventSource.CLOSED) this.#closeStream();
      this.refresh(); // finds out whether the server is gone, or just the run
    });
  }

  #closeStream() {
    this.#stream?.close();
    this.#stream = null;
  }

  /** @param {string} id @param {LabEvent} event */
  #onEvent(id, event) {
    const run = this.run(id);
    if (!this.history(id)?.apply(event) || run === null) return;
    const { epoch, step, seconds, state, problem, validation } = event.data;
    if (step !== undefined) run.step = step;
    if (seconds !== undefined) run.seconds = seconds;
    if (validation) [run.epoch, run.accuracy] = [epoch, validation.accuracy];
    run.last_event = event.id;
    this.#listener.onEvents(id);
    if (event.event !== "state" || state === run.state) return;
    Object.assign(run, { state, problem });
    if (FINAL_STATES.has(state)) this.#closeStream();
    this.#listener.onState(run);
    this.refresh(); // loads whether there is a model now
  }
}

/**
 * The events of one run as they happen. A connection that breaks is made again after the last event
 * that came, until the run has ended or nobody listens any more.
 */

import { eventsUrl } from "./lab_api.js";

const KINDS = ["state", "batch", "epoch", "weights"];
const PAUSE_MS = 1500;

/**
 * @typedef {object} Listener
 * @property {() => number} after the last event that is known
 * @property {(event: import("./lab_api.js").LabEvent) => void} onEvent
 * @property {(isGone: boolean) => void} onGone
 */

export class Stream {
  #id;
  #listener;
  /** @type {EventSource | null} */
  #source = null;
  #timer = 0;

  /** @param {string} id of the run @param {Listener} listener */
  constructor(id, listener) {
    this.#id = id;
    this.#listener = listener;
    this.#open();
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    const source = new EventSource(eventsUrl(this.#id, this.#listener.after()));
    this.#source = source;
    source.addEventListener("open", () => this.#listener.onGone(false));
    source.addEventListener("error", this.#failed);
    for (const kind of KINDS) source.addEventListener(kind, this.#take);
  }

  /** @param {MessageEvent} message */
  #take = ({ type, lastEventId, data }) => {
    this.#listener.onEvent({ id: Number(lastEventId), event: type, data: JSON.parse(data) });
  };

  /** The browser would come back by itself from a break, but not from a refusal: one way for both. */
  #failed = () => {
    this.close();
    this.#listener.onGone(true);
    this.#timer = setTimeout(() => this.#open(), PAUSE_MS);
  };
}

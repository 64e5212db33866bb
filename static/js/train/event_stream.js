/**
 * Server-sent events of one run. Reconnects after the last event received, until closed.
 */

import { eventsUrl } from "./lab_api.js";

/** @typedef {import("./lab_api.js").LabEvent} LabEvent */

/** @type {readonly LabEvent["event"][]} */
const EVENT_TYPES = ["state", "batch", "epoch", "weights"];
const RECONNECT_MS = 1500;

/**
 * @typedef {object} Listener
 * @property {() => number} after ID of the last event received
 * @property {(event: LabEvent) => void} onEvent
 * @property {(isUnreachable: boolean) => void} onUnreachable
 */

export class EventStream {
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
    source.addEventListener("open", () => this.#listener.onUnreachable(false));
    source.addEventListener("error", this.#onError);
    for (const event of EVENT_TYPES) {
      source.addEventListener(event, ({ lastEventId, data }) =>
        this.#listener.onEvent({ id: Number(lastEventId), event, data: JSON.parse(data) }),
      );
    }
  }

  /** Reconnect ourselves: browsers do so after a lost connection, but not after an error status. */
  #onError = () => {
    this.close();
    this.#listener.onUnreachable(true);
    this.#timer = setTimeout(() => this.#open(), RECONNECT_MS);
  };
}

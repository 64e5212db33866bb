/**
 * What is shown while MNIST is not on the server's machine: fetch it, watch it come, or put it there.
 */

import { part } from "../lib/dom.js";
import { dataEventsUrl, lab } from "./lab_api.js";

/** @typedef {import("./lab_api.js").DataState} DataState */

const MEBI = 2 ** 20;

export class Dataset {
  #root;
  #changed;
  #say;
  /** @type {EventSource | null} */
  #source = null;
  /** @type {DataState | null} */
  #state = null;

  /**
   * @param {HTMLElement} root
   * @param {() => void} changed called when the data may be there now
   * @param {(text: string) => void} say
   */
  constructor(root, changed, say) {
    this.#root = root;
    this.#changed = changed;
    this.#say = say;
    part(this.#root, "fetch").addEventListener("click", this.#fetch);
    part(this.#root, "again").addEventListener("click", () => this.#changed());
  }

  get isPresent() {
    return this.#state?.state === "present";
  }

  /** @param {DataState} state */
  show(state) {
    const former = this.#state?.state;
    this.#state = state;
    const { state: now, received, total, problem, folder } = state;
    this.#root.hidden = now === "present";
    part(this.#root, "fetch").hidden = now === "fetching";
    const bar = part(this.#root, "bar", HTMLProgressElement);
    bar.hidden = now !== "fetching";
    if (total === null) bar.removeAttribute("value");
    else bar.value = received / total;
    const all = total === null ? "" : ` of ${(total / MEBI).toFixed(1)}`;
    part(this.#root, "bytes").textContent =
      now === "fetching" ? `${(received / MEBI).toFixed(1)}${all} MB` : "";
    part(this.#root, "failure").hidden = now !== "failed";
    part(this.#root, "problem").textContent = problem ?? "";
    part(this.#root, "folder").textContent = folder;
    if (now === "fetching") this.#listen();
    else this.#close();
    if (former === undefined || former === now) return;
    if (now === "present") this.#say("MNIST is ready. Training can start.");
    if (now === "failed") this.#say(`MNIST could not be downloaded. ${problem ?? ""}`);
  }

  #fetch = async () => {
    const { mnist } = await lab.fetchData().catch((error) => ({
      mnist: {
        ...this.#unknown,
        state: /** @type {const} */ ("failed"),
        problem: error.message || "Can’t reach the server.",
      },
    }));
    this.#say("Downloading MNIST.");
    this.show(mnist);
  };

  /** @returns {DataState} */
  get #unknown() {
    return this.#state ?? { state: "missing", received: 0, total: null, problem: null, folder: "" };
  }

  #listen() {
    if (this.#source !== null) return;
    this.#source = new EventSource(dataEventsUrl);
    this.#source.addEventListener("data", ({ data }) => {
      const told = JSON.parse(data);
      this.show(told.mnist ?? told);
      if (this.isPresent) this.#changed();
    });
    this.#source.addEventListener("error", () => {
      this.#close();
      this.#changed();
    });
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }
}

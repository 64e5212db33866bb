/**
 * Panel that downloads MNIST, shown while the server has no copy.
 */

import { part } from "../lib/dom.js";
import { errorMessage } from "../lib/error_message.js";
import { dataEventsUrl, lab } from "./lab_api.js";

/** @typedef {import("./lab_api.js").DataState} DataState */

const MEBIBYTE = 2 ** 20;

export class DatasetPanel {
  #root;
  #onChange;
  #announce;
  /** @type {EventSource | null} */
  #source = null;
  /** @type {DataState | null} */
  #state = null;

  /**
   * @param {HTMLElement} root
   * @param {() => void} onChange called when the data may have become available
   * @param {(text: string) => void} announce
   */
  constructor(root, onChange, announce) {
    this.#root = root;
    this.#onChange = onChange;
    this.#announce = announce;
    part(this.#root, "fetch").addEventListener("click", this.#fetch);
    part(this.#root, "again").addEventListener("click", () => this.#onChange());
  }

  get isPresent() {
    return this.#state?.state === "present";
  }

  /** @param {DataState} state */
  show(state) {
    const previous = this.#state?.state;
    this.#state = state;
    const { state: current, received, total, problem, folder } = state;
    this.#root.hidden = current === "present";
    part(this.#root, "fetch").hidden = current === "fetching";
    const bar = part(this.#root, "bar", HTMLProgressElement);
    bar.hidden = current !== "fetching";
    if (total === null) bar.removeAttribute("value");
    else bar.value = received / total;
    const ofTotal = total === null ? "" : ` of ${(total / MEBIBYTE).toFixed(1)}`;
    part(this.#root, "bytes").textContent =
      current === "fetching" ? `${(received / MEBIBYTE).toFixed(1)}${ofTotal} MB` : "";
    part(this.#root, "failure").hidden = current !== "failed";
    part(this.#root, "problem").textContent = problem ?? "";
    part(this.#root, "folder").textContent = folder;
    if (current === "fetching") this.#openStream();
    else this.#closeStream();
    if (previous === undefined || previous === current) return;
    if (current === "present") this.#announce("MNIST is ready. Training can start.");
    if (current === "failed") this.#announce(`MNIST could not be downloaded. ${problem ?? ""}`);
  }

  #fetch = async () => {
    try {
      const { mnist } = await lab.fetchData();
      this.#announce("Downloading MNIST.");
      this.show(mnist);
    } catch (error) {
      const problem = errorMessage(error) || "Can’t reach the server.";
      this.show({ ...this.#lastState, state: "failed", problem });
    }
  };

  /** @returns {DataState} */
  get #lastState() {
    return this.#state ?? { state: "missing", received: 0, total: null, problem: null, folder: "" };
  }

  #openStream() {
    if (this.#source !== null) return;
    this.#source = new EventSource(dataEventsUrl);
    this.#source.addEventListener("data", ({ data }) => {
      const message = JSON.parse(data);
      this.show(message.mnist ?? message);
      if (this.isPresent) this.#onChange();
    });
    this.#source.addEventListener("error", () => {
      this.#closeStream();
      this.#onChange();
    });
  }

  #closeStream() {
    this.#source?.close();
    this.#source = null;
  }
}

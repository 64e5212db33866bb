/**
 * Asks before a run is deleted, and says what is lost with it.
 */

import { part, query } from "../lib/dom.js";
import { share } from "./format.js";
import { lab, Refusal, weightsUrl } from "./lab_api.js";

/** @typedef {import("./lab_api.js").Run} Run */
/**
 * @typedef {object} Listener
 * @property {(run: Run) => void} onRemoving
 * @property {(run: Run) => void} onKept it could not be removed
 * @property {(run: Run) => void} onRemoved
 */

const GONE = 404;

export class Removal {
  #dialog;
  #listener;
  /** @type {Run | null} */
  #run = null;

  /** @param {HTMLDialogElement} dialog @param {Listener} listener */
  constructor(dialog, listener) {
    this.#dialog = dialog;
    this.#listener = listener;
    this.#find("[value=delete]").addEventListener("click", this.#remove);
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog) dialog.close(); // the backdrop, since the content fills the rest
    });
  }

  /** @param {Run} run */
  ask(run) {
    this.#run = run;
    const { name, id, model, accuracy, state } = run;
    this.#find("h2").textContent = `Delete ${name}?`;
    const reads = accuracy === null ? "" : ` (validation accuracy ${share(accuracy)})`;
    part(this.#dialog, "loss").textContent =
      `Its settings, curves and weights${reads} will be removed from this machine${model === null ? "" : ", and the network will no longer be available on the drawing page"}.`;
    part(this.#dialog, "running").hidden = !["waiting", "running", "paused"].includes(state);
    const download = part(this.#dialog, "download", HTMLAnchorElement);
    download.hidden = model === null;
    download.href = weightsUrl(id);
    this.#refuse("");
    this.#dialog.showModal();
  }

  #remove = async () => {
    const run = this.#run;
    if (run === null) return;
    this.#listener.onRemoving(run);
    try {
      await lab.remove(run.id);
    } catch (error) {
      const isGone = error instanceof Refusal && error.status === GONE; // deleted in another window
      if (!isGone) {
        this.#listener.onKept(run);
        this.#refuse(
          error instanceof Refusal
            ? error.message
            : "Can’t reach the server; the run was not deleted.",
        );
        return;
      }
    }
    this.#dialog.close();
    this.#listener.onRemoved(run);
  };

  /** @param {string} text */
  #refuse(text) {
    const line = part(this.#dialog, "refused");
    line.textContent = text;
    line.hidden = text === "";
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    return query(this.#dialog, selector, HTMLElement);
  }
}

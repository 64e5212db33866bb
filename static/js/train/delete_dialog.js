/**
 * Confirmation dialog for deleting a run.
 */

import { part, query } from "../lib/dom.js";
import { formatShare } from "./format.js";
import { ApiError, lab, weightsUrl } from "./lab_api.js";

/** @typedef {import("./lab_api.js").Run} Run */
/**
 * @typedef {object} Listener
 * @property {(run: Run) => void} onDeleting
 * @property {(run: Run) => void} onDeleteFailed
 * @property {(run: Run) => void} onDeleted
 */

const NOT_FOUND = 404;

export class DeleteDialog {
  #dialog;
  #listener;
  /** @type {Run | null} */
  #run = null;

  /** @param {HTMLDialogElement} dialog @param {Listener} listener */
  constructor(dialog, listener) {
    this.#dialog = dialog;
    this.#listener = listener;
    this.#find("[value=delete]").addEventListener("click", this.#delete);
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog) dialog.close(); // the backdrop, since the content fills the rest
    });
  }

  /** @param {Run} run */
  open(run) {
    this.#run = run;
    const { name, id, model, accuracy, state } = run;
    this.#find("h2").textContent = `Delete ${name}?`;
    const accuracyText = accuracy === null ? "" : ` (validation accuracy ${formatShare(accuracy)})`;
    part(this.#dialog, "loss").textContent =
      `Its settings, curves and weights${accuracyText} will be removed from this machine${model === null ? "" : ", and the network will no longer be available on the drawing page"}.`;
    part(this.#dialog, "running").hidden = !["waiting", "running", "paused"].includes(state);
    const download = part(this.#dialog, "download", HTMLAnchorElement);
    download.hidden = model === null;
    download.href = weightsUrl(id);
    this.#showError("");
    this.#dialog.showModal();
  }

  #delete = async () => {
    const run = this.#run;
    if (run === null) return;
    this.#listener.onDeleting(run);
    try {
      await lab.delete(run.id);
    } catch (error) {
      const isDeleted = error instanceof ApiError && error.status === NOT_FOUND; // deleted in another window
      if (!isDeleted) {
        this.#listener.onDeleteFailed(run);
        this.#showError(
          error instanceof ApiError
            ? error.message
            : "Can’t reach the server; the run was not deleted.",
        );
        return;
      }
    }
    this.#dialog.close();
    this.#listener.onDeleted(run);
  };

  /** @param {string} text */
  #showError(text) {
    const line = part(this.#dialog, "refused");
    line.textContent = text;
    line.hidden = text === "";
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    return query(this.#dialog, selector, HTMLElement);
  }
}

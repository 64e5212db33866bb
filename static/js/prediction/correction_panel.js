/**
 * "Wrong? It is a ...": buttons for the right label, whose press keeps the drawing, and undo.
 */

import { closest, part, query, queryAll } from "../lib/dom.js";
import { errorMessage } from "../lib/error_message.js";
import { isTyped } from "../lib/keyboard.js";

/** @typedef {import("../lib/api_types.js").Correction} Correction */
/**
 * @typedef {object} Actions
 * @property {(label: string) => Promise<Correction | null>} keep null if there is no drawing
 * @property {(id: string) => Promise<void>} remove
 * @property {() => boolean} shortcutsEnabled whether digits press the buttons while they are shown
 */

const STATES = { accepted: "", pending: " It waits for review.", rejected: "" };

export class CorrectionPanel {
  #panel;
  #labels;
  #status;
  #undo;
  #actions;
  /** @type {Correction | null} */
  #kept = null;
  #isBusy = false;

  /** @param {HTMLDetailsElement} panel @param {Actions} actions */
  constructor(panel, actions) {
    this.#panel = panel;
    this.#actions = actions;
    this.#labels = query(panel, ".correction-labels", HTMLElement);
    this.#status = part(panel, "status");
    this.#undo = part(panel, "undo", HTMLButtonElement);
    this.#labels.addEventListener("click", (event) => {
      const label = closest(event, "[data-label]", HTMLButtonElement)?.dataset.label;
      if (label !== undefined) this.#keep(label);
    });
    this.#undo.addEventListener("click", () => this.#remove());
    window.addEventListener("keydown", this.#onKey);
  }

  /** Offer to correct the answer, or not if there is none. @param {boolean} hasAnswer */
  offer(hasAnswer) {
    this.#panel.hidden = !hasAnswer;
    if (!hasAnswer) this.#panel.open = false;
  }

  /** Forget what was kept, as the drawing is another one now. */
  reset() {
    if (!this.#isBusy) this.#show(null, "");
  }

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (ctrlKey || metaKey || altKey || shiftKey) return; // the chosen digit of a number takes the key, too
    if (!/^[0-9]$/.test(key) || !this.#panel.open || !this.#actions.shortcutsEnabled()) return;
    if (isTyped(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.#keep(key);
  };

  /** @param {string} label */
  async #keep(label) {
    await this.#run(async () => {
      if (this.#kept !== null) await this.#actions.remove(this.#kept.id);
      this.#kept = null;
      const kept = await this.#actions.keep(label);
      if (kept === null) return;
      const conflict = kept.conflicts.at(0);
      const reason = conflict
        ? ` It waits for review, as another correction says ${conflict.label}.`
        : STATES[kept.state];
      this.#show(kept, `Kept as ${kept.label}, ID ${kept.id}.${reason}`);
    });
  }

  async #remove() {
    await this.#run(async () => {
      if (this.#kept === null) return;
      await this.#actions.remove(this.#kept.id);
      this.#show(null, "Deleted.");
    });
  }

  /** @param {() => Promise<void>} action */
  async #run(action) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await action();
    } catch (error) {
      this.#show(this.#kept, errorMessage(error));
    } finally {
      this.#isBusy = false;
    }
  }

  /** @param {Correction | null} kept @param {string} status */
  #show(kept, status) {
    this.#kept = kept;
    this.#status.textContent = status;
    this.#undo.hidden = kept === null;
    for (const button of queryAll(this.#labels, "button"))
      button.ariaPressed = String(button.dataset.label === String(kept?.label));
  }
}

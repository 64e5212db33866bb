/**
 * The help, and in it the switch for keys of a single character.
 */

import { query } from "./dom.js";
import { preferences } from "./preferences.js";

export class Help {
  #dialog;
  #switch;

  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.#dialog = dialog;
    this.#switch = query(dialog, "input[type=checkbox]", HTMLInputElement);
    this.#switch.checked = preferences.get("characters") !== "off";
    this.#switch.addEventListener("change", () =>
      preferences.set("characters", this.#switch.checked ? "on" : "off"),
    );
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close(); // the backdrop, since the content fills the rest
    });
  }

  get charactersAreOn() {
    return this.#switch.checked;
  }

  show = () => this.#dialog.showModal();
}

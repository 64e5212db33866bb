/**
 * Help dialog with the switch for single-key shortcuts.
 */

import { query } from "./dom.js";
import { preferences } from "./preferences.js";

export class HelpDialog {
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

  get shortcutsEnabled() {
    return this.#switch.checked;
  }

  show = () => this.#dialog.showModal();
}

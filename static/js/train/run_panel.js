/**
 * Panel of the selected run: status, figures and control buttons.
 */

import { query } from "../lib/dom.js";
import { formatSignificant } from "../lib/number_format.js";
import { formatDuration, formatProgress, formatSettings, formatShare } from "./format.js";
import { drawingUrl, weightsUrl } from "./lab_api.js";

/** @typedef {import("./lab_api.js").Run} Run */
/** @typedef {"pause" | "resume" | "step" | "stop"} Action */

/** Allowed actions by state. @type {Record<import("./lab_api.js").State, readonly Action[]>} */
const ACTIONS = {
  waiting: ["pause", "stop"],
  running: ["pause", "stop"],
  paused: ["resume", "step", "stop"],
  failed: ["resume"],
  stopped: [],
  finished: [],
};
/** @type {readonly Action[]} */
const ALL_ACTIONS = ["pause", "resume", "step", "stop"];
/** @type {ReadonlySet<Action>} */
const TOGGLES = new Set(["pause", "resume"]);

export class RunPanel {
  #root;
  /** @type {[Action, HTMLButtonElement][]} */
  #buttons;
  #controls;
  /** @type {Run | null} */
  #run = null;
  #error = "";

  /** @param {HTMLElement} root @param {(action: Action) => void} onAction */
  constructor(root, onAction) {
    this.#root = root;
    this.#controls = this.#find("#controls");
    this.#buttons = ALL_ACTIONS.map((action) => [
      action,
      query(root, `[data-action=${action}]`, HTMLButtonElement),
    ]);
    for (const [action, button] of this.#buttons) {
      button.addEventListener("click", () => {
        if (button.ariaDisabled !== "true") onAction(action);
      });
    }
  }

  /** @param {Action} action */
  allows(action) {
    return this.#run !== null && ACTIONS[this.#run.state].includes(action);
  }

  /** @param {Run | null} run @param {import("./run_history.js").RunHistory | null} history */
  show(run, history) {
    this.#root.toggleAttribute("data-empty", run === null);
    if (run?.id !== this.#run?.id) this.#error = "";
    this.#run = run;
    if (run === null) return;
    const { name, settings, state, step, steps, seconds, problem, model, accuracy, id } = run;
    this.#root.dataset.state = state;
    this.#setText("#run-title", name);
    this.#setText("#run-settings", formatSettings(settings));
    this.#setText("#status", formatProgress(run));
    query(this.#root, "#progress", HTMLProgressElement).value = steps > 0 ? step / steps : 0;
    this.#setText("#trouble", this.#error || (problem ?? ""));
    this.#find("#trouble").hidden = !this.#error && !problem;
    this.#setText(
      "[data-part=validation]",
      formatShare(history?.epoch?.validation.accuracy ?? accuracy),
    );
    this.#setText("[data-part=loss]", formatSignificant(history?.batch?.loss));
    this.#setText(
      "[data-part=rate]",
      formatSignificant(history?.batch?.rate ?? settings.learning_rate),
    );
    this.#setText("[data-part=seconds]", formatDuration(seconds));
    this.#find("#ready").hidden = model === null;
    if (model !== null) {
      query(this.#root, "#ready [data-part=use]", HTMLAnchorElement).href = drawingUrl(model);
      query(this.#root, "#ready [data-part=download]", HTMLAnchorElement).href = weightsUrl(id);
    }
    this.#updateControls();
  }

  /** @param {string} text why the last action failed; empty if it succeeded */
  setError(text) {
    this.#error = text;
  }

  focus() {
    this.#find("#run-title").focus();
  }

  #updateControls() {
    const focused = document.activeElement;
    const hadFocus = focused instanceof HTMLElement && this.#controls.contains(focused);
    const actions = this.#run === null ? [] : ACTIONS[this.#run.state];
    this.#controls.hidden = actions.length === 0;
    for (const [action, button] of this.#buttons) {
      const isAllowed = actions.includes(action);
      button.ariaDisabled = String(!isAllowed);
      if (TOGGLES.has(action))
        button.hidden = !(isAllowed || (action === "pause" && !actions.includes("resume")));
    }
    if (!hadFocus || (!this.#controls.hidden && !focused.hidden)) return;
    // The focused button is hidden: focus its counterpart, or else the title.
    const next = this.#buttons.find(([action, button]) => TOGGLES.has(action) && !button.hidden);
    if (this.#controls.hidden || next === undefined) this.focus();
    else next[1].focus();
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    return query(this.#root, selector, HTMLElement);
  }

  /** @param {string} selector @param {string} text */
  #setText(selector, text) {
    const element = this.#find(selector);
    if (element.textContent !== text) element.textContent = text;
  }
}

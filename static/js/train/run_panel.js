/**
 * The run that is watched, in words and figures, with the buttons that steer it.
 */

import { query } from "../lib/dom.js";
import { formatSignificant } from "../lib/number_format.js";
import { duration, progress, recipe, share } from "./format.js";
import { useUrl, weightsUrl } from "./lab_api.js";

/** @typedef {import("./lab_api.js").Run} Run */
/** @typedef {"pause" | "resume" | "step" | "stop"} Action */

/** What can be done in each state. @type {Record<import("./lab_api.js").State, readonly Action[]>} */
const ALLOWED = {
  waiting: ["pause", "stop"],
  running: ["pause", "stop"],
  paused: ["resume", "step", "stop"],
  failed: ["resume"],
  stopped: [],
  finished: [],
};
const TOGGLES = new Set(["pause", "resume"]);

export class Panel {
  #root;
  /** @type {HTMLButtonElement[]} */
  #buttons;
  #controls;
  /** @type {Run | null} */
  #run = null;
  #complaint = "";

  /** @param {HTMLElement} root @param {(action: Action) => void} act */
  constructor(root, act) {
    this.#root = root;
    this.#controls = this.#find("#controls");
    this.#buttons = [...this.#controls.querySelectorAll("button")];
    this.#controls.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button && button.ariaDisabled !== "true")
        act(/** @type {Action} */ (button.dataset.action));
    });
  }

  /** @param {Action} action */
  allows(action) {
    return this.#run !== null && ALLOWED[this.#run.state].includes(action);
  }

  /** @param {Run | null} run @param {import("./run_history.js").Record | null} record */
  show(run, record) {
    this.#root.toggleAttribute("data-empty", run === null);
    if (run?.id !== this.#run?.id) this.#complaint = "";
    this.#run = run;
    if (run === null) return;
    const { name, settings, state, step, steps, seconds, problem, model, accuracy, id } = run;
    this.#root.dataset.state = state;
    this.#write("#run-title", name);
    this.#write("#run-settings", recipe(settings));
    this.#write("#status", progress(run));
    query(this.#root, "#progress", HTMLProgressElement).value = steps > 0 ? step / steps : 0;
    this.#write("#trouble", this.#complaint || (problem ?? ""));
    this.#find("#trouble").hidden = !this.#complaint && !problem;
    this.#write("[data-part=validation]", share(record?.epoch?.validation.accuracy ?? accuracy));
    this.#write("[data-part=loss]", formatSignificant(record?.batch?.loss));
    this.#write(
      "[data-part=rate]",
      formatSignificant(record?.batch?.rate ?? settings.learning_rate),
    );
    this.#write("[data-part=seconds]", duration(seconds));
    this.#find("#ready").hidden = model === null;
    if (model !== null) {
      query(this.#root, "#ready [data-part=use]", HTMLAnchorElement).href = useUrl(model);
      query(this.#root, "#ready [data-part=download]", HTMLAnchorElement).href = weightsUrl(id);
    }
    this.#steer();
  }

  /** @param {string} text what hindered the last action; nothing when it was done */
  complain(text) {
    this.#complaint = text;
  }

  focus() {
    this.#find("#run-title").focus();
  }

  #steer() {
    const had = document.activeElement;
    const hadFocus = had instanceof HTMLElement && this.#controls.contains(had);
    const allowed = this.#run === null ? [] : ALLOWED[this.#run.state];
    this.#controls.hidden = allowed.length === 0;
    for (const button of this.#buttons) {
      const action = /** @type {Action} */ (button.dataset.action);
      const isAllowed = allowed.includes(action);
      button.ariaDisabled = String(!isAllowed);
      if (TOGGLES.has(action))
        button.hidden = !(isAllowed || (action === "pause" && !allowed.includes("resume")));
    }
    if (!hadFocus || (!this.#controls.hidden && !had.hidden)) return;
    // The button that had the focus is gone: its counterpart takes it, or else the title.
    const next = this.#buttons.find(
      (button) => TOGGLES.has(button.dataset.action ?? "") && !button.hidden,
    );
    if (this.#controls.hidden || next === undefined) this.focus();
    else next.focus();
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    return query(this.#root, selector, HTMLElement);
  }

  /** @param {string} selector @param {string} text */
  #write(selector, text) {
    const element = this.#find(selector);
    if (element.textContent !== text) element.textContent = text;
  }
}

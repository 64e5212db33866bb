/**
 * Form for the settings of a new run: validated while typing, stored for this tab, and submitted.
 */

import { closest, query, queryAll } from "../lib/dom.js";
import { formatCount } from "../lib/number_format.js";
import { read, write } from "../lib/storage.js";
import { countParameters, formatLayers } from "./format.js";
import { ApiError } from "./lab_api.js";
import { estimateDuration, slowness } from "./run_estimate.js";
import { validate } from "./validation.js";

/** @typedef {import("./lab_api.js").Lab} Lab */
/** @typedef {import("./lab_api.js").Settings} Settings */
/** @typedef {import("./validation.js").FormValues} FormValues */

const STORAGE_KEY = "inkling:train";

/** Good learning rate of each optimizer. @type {Record<string, string>} */
const DEFAULT_RATES = { sgd: "0.5", momentum: "0.1", adam: "0.001" };

export class RunForm {
  #form;
  #start;
  /** @type {Lab | null} */
  #lab = null;
  #isSubmitting = false;
  #slowness = 1;
  /** @type {Record<string, string>} by field, until it is edited */
  #serverErrors = {};

  /**
   * @param {HTMLFormElement} form
   * @param {(settings: Settings) => Promise<void>} start
   */
  constructor(form, start) {
    this.#form = form;
    this.#start = start;
    form.addEventListener("input", this.#onInput);
    form.addEventListener("submit", this.#onSubmit);
    form.addEventListener("click", toggleHelp);
  }

  /** @param {Lab} lab */
  configure(lab) {
    const isFirst = this.#lab === null;
    this.#lab = lab;
    if (!isFirst) return;
    for (const [name, choices] of Object.entries(lab.choices)) {
      this.#control(name)?.append(...choices.map((choice) => new Option(choice)));
    }
    const { hidden, ...others } = lab.defaults;
    this.#fill({ ...others, hidden: hidden.join(", "), ...this.#restore() });
    this.#show();
  }

  /** Estimate durations by the speed of these runs. @param {readonly import("./lab_api.js").Run[]} runs */
  calibrate(runs) {
    const factor = slowness(runs);
    if (factor === this.#slowness) return;
    this.#slowness = factor;
    this.#show();
  }

  /** @param {string} text */
  #showError(text) {
    const line = query(this.#form, "#refused", HTMLElement);
    line.textContent = text;
    line.hidden = text === "";
  }

  /** @returns {FormValues} */
  #restore() {
    try {
      return JSON.parse(read("sessionStorage", STORAGE_KEY) ?? "{}");
    } catch {
      return {};
    }
  }

  /** @param {string} name */
  #control(name) {
    return this.#controls.find((control) => control.name === name);
  }

  /** @param {Record<string, unknown>} values */
  #fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const control = this.#control(name);
      if (!control) continue;
      if (control instanceof HTMLInputElement && control.type === "checkbox")
        control.checked = value === true;
      else control.value = String(value ?? "");
    }
  }

  get #controls() {
    return [...this.#form.elements].filter(
      (control) => control instanceof HTMLInputElement || control instanceof HTMLSelectElement,
    );
  }

  /** @returns {FormValues} */
  #values() {
    return Object.fromEntries(
      this.#controls.map((control) => [
        control.name,
        control instanceof HTMLInputElement && control.type === "checkbox"
          ? control.checked
          : control.value,
      ]),
    );
  }

  /** @param {Event} event */
  #onInput = ({ target }) => {
    const control = this.#controls.find((control) => control === target);
    if (control === undefined) return;
    const { name, value } = control;
    delete this.#serverErrors[name];
    const rate = this.#control("learning_rate");
    if (rate && name === "optimizer" && Object.values(DEFAULT_RATES).includes(rate.value))
      rate.value = DEFAULT_RATES[value] ?? rate.value;
    this.#showError("");
    write("sessionStorage", STORAGE_KEY, JSON.stringify(this.#values()));
    this.#show();
  };

  /** Show the errors and the size of the network and run. */
  #show() {
    if (this.#lab === null) return { settings: null, errors: {} };
    const result = validate(this.#values(), this.#lab.limits);
    const errors = { ...this.#serverErrors, ...result.errors };
    for (const field of queryAll(this.#form, ".field")) {
      const name = field.dataset.field ?? "";
      const line = query(field, ".wrong", HTMLElement);
      line.hidden = !(name in errors);
      line.textContent = errors[name] ? capitalize(errors[name]) : "";
      this.#control(name)?.setAttribute("aria-invalid", String(name in errors));
    }
    const { hidden, images, batch_size: size, epochs } = result.settings;
    const isValidShape = !("hidden" in errors);
    this.#write(
      "shape",
      isValidShape
        ? `${formatLayers(hidden)} · ${formatCount(countParameters(hidden))} parameters`
        : "",
    );
    const steps = Math.ceil(images / size);
    const isCountable =
      isValidShape && !("images" in errors || "batch_size" in errors || "epochs" in errors);
    this.#write(
      "amount",
      isCountable
        ? `${result.settings.own_digits ? "at least " : ""}${formatCount(steps)} ${steps === 1 ? "step" : "steps"} per epoch, ${formatCount(steps * epochs)} in total · ${estimateDuration(result.settings, this.#slowness)}`
        : "",
    );
    return { settings: result.settings, errors };
  }

  /** @param {string} id @param {string} text */
  #write(id, text) {
    const line = this.#form.querySelector(`#${id}`);
    if (line) line.textContent = text;
  }

  /** @returns {Settings | null} null if some are invalid; focuses the first of them */
  validSettings = () => {
    if (this.#lab === null) return null;
    const { settings, errors } = this.#show();
    if (settings !== null && Object.keys(errors).length === 0) return settings;
    this.#focusFirstInvalid();
    return null;
  };

  /** @param {Event} event */
  #onSubmit = async (event) => {
    event.preventDefault();
    if (this.#isSubmitting) return;
    const settings = this.validSettings();
    if (settings === null) return;
    this.#isSubmitting = true;
    this.#showError("");
    try {
      await this.#start(settings);
    } catch (error) {
      this.#showServerErrors(error);
    } finally {
      this.#isSubmitting = false;
    }
  };

  /** @param {unknown} error */
  #showServerErrors(error) {
    const errors = error instanceof ApiError ? error.errors : [];
    const names = new Set(Object.keys(this.#values()));
    const [fieldErrors, otherErrors] = [true, false].map((isField) =>
      errors.filter(({ loc }) => names.has(loc.split(".")[1]) === isField),
    );
    this.#serverErrors = Object.fromEntries(
      fieldErrors.map(({ loc, message }) => [loc.split(".")[1], message]),
    );
    this.#show();
    if (fieldErrors.length > 0) this.#focusFirstInvalid();
    if (fieldErrors.length > 0 && otherErrors.length === 0) return;
    this.#showError(
      error instanceof ApiError
        ? capitalize(error.message)
        : "Can’t reach the server; the run was not started.",
    );
  }

  #focusFirstInvalid() {
    this.#controls.find((control) => control.ariaInvalid === "true")?.focus();
  }
}

/** Toggle the explanation of a setting. @param {Event} event */
function toggleHelp(event) {
  const button = closest(event, ".why", HTMLButtonElement);
  if (button === null) return;
  const text = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (text === null) return;
  text.hidden = !text.hidden;
  button.ariaExpanded = String(!text.hidden);
}

/** @param {string} text */
const capitalize = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The settings of a new run: typed, judged while they are typed, kept in this tab, and sent.
 */

import { query } from "../lib/dom.js";
import { formatCount } from "../lib/number_format.js";
import { read, write } from "../lib/storage.js";
import { layers, parameters } from "./format.js";
import { Refusal } from "./lab_api.js";
import { judge } from "./validation.js";

/** @typedef {import("./lab_api.js").Lab} Lab */
/** @typedef {import("./lab_api.js").Settings} Settings */
/** @typedef {import("./validation.js").Typed} Typed */

const KEPT = "inkling:train";

/** What each optimiser learns well with. @type {Record<string, string>} */
const RATES = { sgd: "0.5", momentum: "0.1", adam: "0.003" };

export class Form {
  #form;
  #start;
  /** @type {Lab | null} */
  #lab = null;
  #isBusy = false;
  /** @type {Record<string, string>} what the server found wrong, until it is changed */
  #refused = {};

  /**
   * @param {HTMLFormElement} form
   * @param {(settings: Settings) => Promise<void>} start
   */
  constructor(form, start) {
    this.#form = form;
    this.#start = start;
    form.addEventListener("input", this.#changed);
    form.addEventListener("submit", this.#submit);
    form.addEventListener("click", explain);
  }

  /** @param {Lab} lab */
  prepare(lab) {
    const isFirst = this.#lab === null;
    this.#lab = lab;
    if (!isFirst) return;
    for (const [name, choices] of Object.entries(lab.choices)) {
      this.#control(name).replaceChildren(...choices.map((choice) => new Option(choice)));
    }
    const { hidden, ...others } = lab.defaults;
    this.#fill({ ...others, hidden: hidden.join(", "), ...this.#kept() });
    this.#show();
  }

  /** @param {string} text */
  #refuse(text) {
    const line = query(this.#form, "#refused", HTMLElement);
    line.textContent = text;
    line.hidden = text === "";
  }

  /** @returns {Typed} */
  #kept() {
    try {
      return JSON.parse(read("sessionStorage", KEPT) ?? "{}");
    } catch {
      return {};
    }
  }

  /** @param {string} name @returns {HTMLInputElement | HTMLSelectElement} */
  #control(name) {
    return /** @type {any} */ (this.#form.elements.namedItem(name));
  }

  /** @param {Record<string, unknown>} typed */
  #fill(typed) {
    for (const [name, value] of Object.entries(typed)) {
      const control = this.#control(name);
      if (!control) continue;
      if (control instanceof HTMLInputElement && control.type === "checkbox")
        control.checked = value === true;
      else control.value = String(value ?? "");
    }
  }

  /** @returns {Typed} */
  #typed() {
    const controls = [...this.#form.elements].filter(
      (each) => each instanceof HTMLInputElement || each instanceof HTMLSelectElement,
    );
    return Object.fromEntries(
      controls.map((each) => [
        each.name,
        each instanceof HTMLInputElement && each.type === "checkbox" ? each.checked : each.value,
      ]),
    );
  }

  /** @param {Event} event */
  #changed = ({ target }) => {
    const { name, value } = /** @type {HTMLInputElement} */ (target);
    delete this.#refused[name];
    const rate = this.#control("learning_rate");
    if (name === "optimizer" && Object.values(RATES).includes(rate.value))
      rate.value = RATES[value] ?? rate.value;
    this.#refuse("");
    write("sessionStorage", KEPT, JSON.stringify(this.#typed()));
    this.#show();
  };

  /** Say what is wrong, and what the settings come to. */
  #show() {
    if (this.#lab === null) return { settings: null, wrong: {} };
    const judged = judge(this.#typed(), this.#lab.limits);
    const wrong = { ...this.#refused, ...judged.wrong };
    for (const field of this.#form.querySelectorAll(".field")) {
      const name = /** @type {HTMLElement} */ (field).dataset.field ?? "";
      const line = query(field, ".wrong", HTMLElement);
      line.hidden = !(name in wrong);
      line.textContent = wrong[name] ? capital(wrong[name]) : "";
      this.#control(name).setAttribute("aria-invalid", String(name in wrong));
    }
    const { hidden, images, batch_size: size, epochs } = judged.settings;
    const isShaped = !("hidden" in wrong);
    this.#write(
      "shape",
      isShaped ? `${layers(hidden)} · ${formatCount(parameters(hidden))} parameters` : "",
    );
    const steps = Math.ceil(images / size);
    const isCounted = !("images" in wrong || "batch_size" in wrong || "epochs" in wrong);
    this.#write(
      "amount",
      isCounted
        ? `${formatCount(steps)} ${steps === 1 ? "step" : "steps"} per epoch, ${formatCount(steps * epochs)} in total`
        : "",
    );
    return { settings: judged.settings, wrong };
  }

  /** @param {string} id @param {string} text */
  #write(id, text) {
    const line = this.#form.querySelector(`#${id}`);
    if (line) line.textContent = text;
  }

  /** @param {Event} event */
  #submit = async (event) => {
    event.preventDefault();
    if (this.#isBusy || this.#lab === null) return;
    const { settings, wrong } = this.#show();
    if (settings === null || Object.keys(wrong).length > 0) return this.#focusOnWrong();
    this.#isBusy = true;
    this.#refuse("");
    try {
      await this.#start(settings);
    } catch (error) {
      this.#explainRefusal(error);
    } finally {
      this.#isBusy = false;
    }
  };

  /** @param {unknown} error */
  #explainRefusal(error) {
    const errors = error instanceof Refusal ? error.errors : [];
    const names = new Set(Object.keys(this.#typed()));
    const [ours, others] = [true, false].map((wanted) =>
      errors.filter(({ loc }) => names.has(loc.split(".")[1]) === wanted),
    );
    this.#refused = Object.fromEntries(
      ours.map(({ loc, message }) => [loc.split(".")[1], message]),
    );
    this.#show();
    if (ours.length > 0) this.#focusOnWrong();
    if (ours.length > 0 && others.length === 0) return;
    this.#refuse(
      error instanceof Refusal
        ? capital(error.message)
        : "Can’t reach the server; the run was not started.",
    );
  }

  #focusOnWrong() {
    /** @type {HTMLElement | null} */ (this.#form.querySelector("[aria-invalid=true]"))?.focus();
  }
}

/** Unfold what a setting means. @param {Event} event */
function explain({ target }) {
  const button = target instanceof Element ? target.closest(".why") : null;
  if (!(button instanceof HTMLButtonElement)) return;
  const text = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (text === null) return;
  text.hidden = !text.hidden;
  button.ariaExpanded = String(!text.hidden);
}

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Which network answers: the one that the page's address names, else the one that was chosen last,
 * else the server's default. The list is asked for anew whenever the page is looked at again, as
 * networks are trained and deleted meanwhile.
 */

import { formatCount } from "../lib/number_format.js";
import { preferences } from "../lib/preferences.js";
import { address } from "../lib/url.js";
import { Chooser } from "./segmented_control.js";

/** @typedef {import("./segmented_control.js").Model} Model */

export class Models {
  #chooser;
  #facts;
  #changed;
  #missing;
  /** @type {Model[]} */
  #models = [];
  /** @type {Model | null} */
  #chosen = null;
  /** @type {string | null} */
  #named = new URLSearchParams(location.search).get("model");
  #question = 0;

  /**
   * @param {HTMLFieldSetElement} chooser
   * @param {HTMLElement} facts where the size of the network in use is told
   * @param {() => void} changed
   * @param {(text: string) => void} [missing] told when a network that was in use or named is not there
   */
  constructor(chooser, facts, changed, missing = () => {}) {
    this.#chooser = new Chooser(chooser, this.#choose);
    this.#facts = facts;
    this.#changed = changed;
    this.#missing = missing;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.isKnown) this.load();
    });
  }

  get isKnown() {
    return this.#models.length > 0;
  }

  /** @returns {string | null} the name to ask for; null for the server's default */
  get name() {
    return this.#chosen === null || this.#chosen.default ? null : this.#chosen.name;
  }

  /** @returns {readonly number[]} units of each layer; none until they are known */
  get sizes() {
    return this.#chosen?.sizes ?? [];
  }

  /** Ask the server what it has; it may be gone, and is then asked again with the next answer. */
  async load() {
    const question = ++this.#question;
    const response = await fetch(address("/models")).catch(() => null);
    if (!response?.ok) return;
    const { models } = await response.json();
    if (question !== this.#question) return;
    const isOld = JSON.stringify(models) === JSON.stringify(this.#models);
    this.#models = models;
    if (isOld) return;
    const former = this.#chosen;
    this.#use(this.#wanted());
    this.#chooser.offer(this.#models, this.#chosen?.name ?? "");
    if (this.#chosen?.name !== (former?.name ?? null) && (former !== null || this.name !== null))
      this.#changed();
  }

  /** @returns {Model} */
  #wanted() {
    const named = this.#named ?? this.#chosen?.name;
    const [found, remembered] = [named, preferences.get("model")].map((name) =>
      this.#models.find((model) => model.name === name),
    );
    const usual = this.#models.find((model) => model.default) ?? this.#models[0];
    const wanted = found ?? remembered ?? usual;
    if (named && !found) {
      this.#missing(`The network ${named} no longer exists; using ${wanted.name} instead.`);
      this.#forgetNamed();
    }
    return wanted;
  }

  /** @param {string} name */
  #choose = (name) => {
    const chosen = this.#models.find((model) => model.name === name);
    if (chosen === undefined) return;
    this.#use(chosen);
    this.#forgetNamed();
    preferences.set("model", chosen.name);
    this.#changed();
  };

  /** The choice that was made last counts, also after a reload. */
  #forgetNamed() {
    if (this.#named === null) return;
    this.#named = null;
    const here = new URL(location.href);
    here.searchParams.delete("model");
    history.replaceState(history.state, "", here);
  }

  /** @param {Model} model */
  #use(model) {
    this.#chosen = model;
    const layers = model.sizes.join(" → ");
    this.#facts.textContent = `${layers} · ${formatCount(model.parameters)} parameters`;
  }
}

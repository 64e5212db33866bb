/**
 * Which run is watched and which are laid over it: in the page's address, so that a reload, a
 * bookmark or another window shows the same.
 */

import { address } from "../lib/url.js";

/** As many as there are colours. */
export const MOST = 6;

export class Selection {
  /** @type {string | null} */
  watched = null;
  /** @type {string[]} all whose curves are shown, each at the place of its colour; "" is free */
  #shown = [];

  constructor() {
    const query = new URLSearchParams(location.search);
    const others = (query.get("with") ?? "").split(",").filter(Boolean);
    const watched = query.get("run");
    if (watched !== null) this.watch(watched);
    for (const id of others) this.show(id);
  }

  /** @returns {readonly string[]} in the order of their colours */
  get shown() {
    return this.#shown.filter(Boolean);
  }

  get isFull() {
    return this.shown.length >= MOST;
  }

  /** @param {string} id */
  isShown(id) {
    return this.#shown.includes(id);
  }

  /** @param {string} id @returns {number} which of the colours it has, from 0 */
  colour(id) {
    return this.#shown.indexOf(id);
  }

  /** @param {string | null} id the run that all pictures are of; its curves take the former's place */
  watch(id) {
    if (this.watched !== null && id !== null && !this.isShown(id)) this.#drop(this.watched);
    this.watched = id;
    if (id !== null) this.show(id);
    this.#tell();
  }

  /** @param {string} id */
  show(id) {
    if (this.isShown(id)) return;
    if (this.isFull) this.#drop(this.shown.filter((each) => each !== this.watched)[0]);
    const free = this.#shown.indexOf("");
    if (free >= 0) this.#shown[free] = id;
    else this.#shown.push(id);
    this.#tell();
  }

  /** @param {string} id if it is watched, another one that is shown is watched instead, or it stays */
  hide(id) {
    if (id === this.watched) {
      const [other] = this.shown.filter((each) => each !== id);
      if (other === undefined) return;
      this.watched = other;
    }
    this.#drop(id);
    this.#tell();
  }

  /** @param {string} id */
  #drop(id) {
    this.#shown = this.#shown.map((each) => (each === id ? "" : each));
    while (this.#shown.at(-1) === "") this.#shown.pop();
  }

  /** @param {ReadonlySet<string>} known whatever else is shown no longer exists */
  keepOnly(known) {
    for (const id of this.shown) if (!known.has(id)) this.#drop(id);
    if (this.watched !== null && !known.has(this.watched)) this.watched = this.shown[0] ?? null;
    this.#tell();
  }

  /** @param {string} run @returns {string} the address that watches it */
  static address(run) {
    return address(`/train?run=${encodeURIComponent(run)}`);
  }

  #tell() {
    const others = this.shown.filter((id) => id !== this.watched);
    const page = this.watched === null ? address("/train") : Selection.address(this.watched);
    const query = others.length > 0 ? `&with=${others.map(encodeURIComponent).join(",")}` : "";
    if (location.pathname + location.search !== page + query) {
      history.replaceState(null, "", page + query);
    }
  }
}

/**
 * The selected run and the runs compared with it, kept in the URL.
 */

import { address } from "../lib/url.js";

/** Number of series colors. */
export const MAX_SHOWN = 6;

export class RunSelection {
  /** @type {string | null} */
  selected = null;
  /** @type {string[]} shown runs by color index; "" is free */
  #shown = [];

  constructor() {
    const query = new URLSearchParams(location.search);
    const others = (query.get("with") ?? "").split(",").filter(Boolean);
    const selected = query.get("run");
    if (selected !== null) this.select(selected);
    for (const id of others) this.show(id);
  }

  /** @returns {readonly string[]} in color order */
  get shown() {
    return this.#shown.filter(Boolean);
  }

  get isFull() {
    return this.shown.length >= MAX_SHOWN;
  }

  /** @param {string} id */
  isShown(id) {
    return this.#shown.includes(id);
  }

  /** @param {string} id @returns {number} from 0 */
  colorIndex(id) {
    return this.#shown.indexOf(id);
  }

  /** @param {string | null} id replaces the selected run */
  select(id) {
    if (this.selected !== null && id !== null && !this.isShown(id)) this.#remove(this.selected);
    this.selected = id;
    if (id !== null) this.show(id);
    this.#updateUrl();
  }

  /** @param {string} id */
  show(id) {
    if (this.isShown(id)) return;
    if (this.isFull) this.#remove(this.shown.filter((shown) => shown !== this.selected)[0]);
    const freeSlot = this.#shown.indexOf("");
    if (freeSlot >= 0) this.#shown[freeSlot] = id;
    else this.#shown.push(id);
    this.#updateUrl();
  }

  /** @param {string} id if selected, another shown run is selected; the only one stays */
  hide(id) {
    if (id === this.selected) {
      const [other] = this.shown.filter((shown) => shown !== id);
      if (other === undefined) return;
      this.selected = other;
    }
    this.#remove(id);
    this.#updateUrl();
  }

  /** @param {string} id */
  #remove(id) {
    this.#shown = this.#shown.map((shown) => (shown === id ? "" : shown));
    while (this.#shown.at(-1) === "") this.#shown.pop();
  }

  /** @param {ReadonlySet<string>} known IDs of existing runs */
  keepOnly(known) {
    for (const id of this.shown) if (!known.has(id)) this.#remove(id);
    if (this.selected !== null && !known.has(this.selected)) this.selected = this.shown[0] ?? null;
    this.#updateUrl();
  }

  /** @param {string} run @returns {string} the URL that selects it */
  static address(run) {
    return address(`/train?run=${encodeURIComponent(run)}`);
  }

  #updateUrl() {
    const others = this.shown.filter((id) => id !== this.selected);
    const page = this.selected === null ? address("/train") : RunSelection.address(this.selected);
    const query = others.length > 0 ? `&with=${others.map(encodeURIComponent).join(",")}` : "";
    if (location.pathname + location.search !== page + query) {
      history.replaceState(null, "", page + query);
    }
  }
}

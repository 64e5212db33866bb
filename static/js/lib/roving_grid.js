/**
 * Roving tabindex for links in a square grid: arrow keys move between them.
 */

import { closest } from "./dom.js";

const SIDE = 10;

// Start cell and direction of the search for the next link, by key.
/** @type {Map<string, (row: number, column: number) => number[]>} */
const KEYS = new Map([
  ["ArrowUp", (row, column) => [row, column, -1, 0]],
  ["ArrowDown", (row, column) => [row, column, 1, 0]],
  ["ArrowLeft", (row, column) => [row, column, 0, -1]],
  ["ArrowRight", (row, column) => [row, column, 0, 1]],
  ["Home", (row) => [row, -1, 0, 1]],
  ["End", (row) => [row, SIDE, 0, -1]],
]);

export class RovingGrid {
  /** @type {Map<string, HTMLAnchorElement>} by "row,column" */
  #links = new Map();

  /** @param {Iterable<HTMLAnchorElement>} links each with its position in `data-cell` */
  constructor(links) {
    for (const link of links) {
      this.#links.set(link.dataset.cell ?? "", link);
      link.addEventListener("keydown", this.#move);
      link.addEventListener("focus", () => this.#rove(link));
    }
    const [first] = this.#links.values();
    const current = [...this.#links.values()].find((link) => link.hasAttribute("aria-current"));
    if (first) this.#rove(current ?? first);
  }

  /** @param {Pick<Event, "target">} event @returns {HTMLAnchorElement | null} */
  linkAt(event) {
    const link = closest(event, "a", HTMLAnchorElement);
    return this.#links.get(link?.dataset.cell ?? "") ?? null;
  }

  /** Mark a link as current. @param {HTMLAnchorElement} link */
  setCurrent(link) {
    for (const other of this.#links.values()) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  }

  /** Make a link the tab stop. @param {HTMLAnchorElement} link */
  #rove(link) {
    for (const other of this.#links.values()) other.tabIndex = other === link ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #move = (event) => {
    const from = KEYS.get(event.key);
    const link = this.linkAt(event);
    if (!from || !link || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [atRow, atColumn] = (link.dataset.cell ?? "").split(",").map(Number);
    let [row, column, down, right] = from(atRow, atColumn);
    do {
      row += down;
      column += right;
      const next = this.#links.get(`${row},${column}`);
      if (next) return next.focus();
    } while (row >= 0 && row < SIDE && column >= 0 && column < SIDE);
  };
}

/**
 * Cells in rows and columns that pointer and keyboard go through, with one stop of the tab key.
 *
 * To a screen reader it is a grid of which only the present cell is there: a matrix of 785 x 100
 * would be too much to hold, and `aria-rowcount` and its kin say how large the whole is (WAI-ARIA,
 * "Grid", on rows and columns that are not all present).
 */

/** @typedef {{readonly row: number, readonly column: number}} Entry counted from 0 */

const PAGE = 10;

/** @type {Record<string, (entry: Entry, last: Entry) => Entry>} */
const KEYS = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  PageUp: ({ row, column }) => ({ row: row - PAGE, column }),
  PageDown: ({ row, column }) => ({ row: row + PAGE, column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, last) => ({ row, column: last.column }),
};

let count = 0;

export class Cells {
  #root;
  #row = document.createElement("div");
  #options;
  #rows = 0;
  #columns = 0;
  /** @type {Entry} where the keyboard is */
  #present = { row: 0, column: 0 };
  #isFinger = false;

  /**
   * @param {HTMLElement} root whose box is divided into the cells
   * @param {object} options
   * @param {(entry: Entry) => string} options.describe the cell in words
   * @param {(entry: Entry) => boolean} options.exists  whether there is anything in the cell
   * @param {(entry: Entry | null) => void} options.onEntry pointed at or focused; null for none
   * @param {(entry: Entry) => void} [options.onPick] clicked, or Enter or space pressed; a finger
   *   only points, as it can do nothing else
   * @param {boolean} [options.isMute] for the pointer only, where another grid says the same
   */
  constructor(root, options) {
    this.#root = root;
    this.#options = options;
    root.addEventListener("pointermove", this.#point);
    root.addEventListener("pointerdown", (event) => {
      this.#isFinger = event.pointerType === "touch";
      this.#point(event);
    });
    root.addEventListener("pointerleave", this.#leave);
    root.addEventListener("click", this.#click);
    if (options.isMute) return;
    root.role = "grid";
    root.tabIndex = 0;
    root.ariaReadOnly = "true";
    this.#row.role = "row";
    this.#row.className = "hidden";
    root.append(this.#row);
    root.addEventListener("keydown", this.#press);
    root.addEventListener("focus", () => {
      if (root.matches(":focus-visible")) options.onEntry(this.#present);
    });
    root.addEventListener("blur", () => options.onEntry(null));
  }

  /** @param {number} rows @param {number} columns */
  resize(rows, columns) {
    [this.#rows, this.#columns] = [rows, columns];
    this.#present = this.#within(this.#present);
    if (this.#options.isMute) return;
    this.#root.ariaRowCount = String(rows);
    this.#root.ariaColCount = String(columns);
    this.#speak();
  }

  /** @param {Entry} entry where the keyboard goes on from */
  moveTo(entry) {
    const { row, column } = this.#within(entry);
    if (row === this.#present.row && column === this.#present.column) return;
    this.#present = { row, column };
    if (!this.#options.isMute) this.#speak();
  }

  /** Say the present cell anew: what is in it has changed. */
  refresh() {
    const cell = this.#row.firstElementChild;
    if (cell) cell.textContent = this.#options.describe(this.#present);
  }

  /** A new element each time: screen readers tell when another one is active, not when one changes. */
  #speak() {
    const cell = document.createElement("div");
    count += 1;
    cell.id = `cell-${count}`;
    cell.role = "gridcell";
    cell.ariaColIndex = String(this.#present.column + 1);
    cell.textContent = this.#options.describe(this.#present);
    this.#row.ariaRowIndex = String(this.#present.row + 1);
    this.#row.replaceChildren(cell);
    this.#root.setAttribute("aria-activedescendant", cell.id);
  }

  /** @param {Entry} entry @returns {Entry} */
  #within({ row, column }) {
    return {
      row: Math.max(0, Math.min(this.#rows - 1, row)),
      column: Math.max(0, Math.min(this.#columns - 1, column)),
    };
  }

  /** @param {MouseEvent} event @returns {Entry | null} */
  #at({ clientX, clientY }) {
    const box = this.#root.getBoundingClientRect();
    const entry = this.#within({
      row: Math.floor(((clientY - box.top) / box.height) * this.#rows),
      column: Math.floor(((clientX - box.left) / box.width) * this.#columns),
    });
    return this.#options.exists(entry) ? entry : null;
  }

  /** @param {PointerEvent} event */
  #point = (event) => this.#options.onEntry(this.#at(event));

  /** A finger that is lifted leaves too, and what it tapped stays. @param {PointerEvent} event */
  #leave = ({ pointerType }) => {
    if (pointerType === "touch") return;
    this.#options.onEntry(this.#root.matches(":focus-visible") ? this.#present : null);
  };

  /** @param {MouseEvent} event */
  #click = (event) => {
    const entry = this.#at(event);
    if (entry === null) return;
    this.moveTo(entry);
    if (!this.#isFinger) this.#options.onPick?.(entry);
  };

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#options.onPick?.(this.#present);
      return;
    }
    const last = { row: this.#rows - 1, column: this.#columns - 1 };
    const next = KEYS[event.key]?.(this.#present, last);
    if (next === undefined) return;
    event.preventDefault();
    if (!this.#options.exists(this.#within(next))) return;
    this.moveTo(next);
    this.#options.onEntry(this.#present);
  };
}

/**
 * Pointer and keyboard navigation over a grid of cells with a single tab stop.
 *
 * Only the active cell is in the DOM, since 785 x 100 cells would be too many; `aria-rowcount` and
 * `aria-colcount` give the full size (WAI-ARIA, "Grid", on rows and columns not all present).
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

export class GridNavigation {
  #root;
  #row = document.createElement("div");
  #options;
  #rows = 0;
  #columns = 0;
  /** @type {Entry} the active cell */
  #active = { row: 0, column: 0 };
  #isTouch = false;

  /**
   * @param {HTMLElement} root whose box is divided into the cells
   * @param {object} options
   * @param {(entry: Entry) => string} options.describe the cell in words
   * @param {(entry: Entry) => boolean} options.exists  whether the cell has a value
   * @param {(entry: Entry | null) => void} options.onEntry pointed at or focused; null for none
   * @param {(entry: Entry) => void} [options.onPick] clicked, or Enter or space pressed; not on touch
   * @param {boolean} [options.decorative] pointer only, hidden from assistive technology
   */
  constructor(root, options) {
    this.#root = root;
    this.#options = options;
    root.addEventListener("pointermove", this.#point);
    root.addEventListener("pointerdown", (event) => {
      this.#isTouch = event.pointerType === "touch";
      this.#point(event);
    });
    root.addEventListener("pointerleave", this.#leave);
    root.addEventListener("click", this.#click);
    if (options.decorative) return;
    root.role = "grid";
    root.tabIndex = 0;
    root.ariaReadOnly = "true";
    this.#row.role = "row";
    this.#row.className = "hidden";
    root.append(this.#row);
    root.addEventListener("keydown", this.#press);
    root.addEventListener("focus", () => {
      if (root.matches(":focus-visible")) options.onEntry(this.#active);
    });
    root.addEventListener("blur", () => options.onEntry(null));
  }

  /** @param {number} rows @param {number} columns */
  resize(rows, columns) {
    [this.#rows, this.#columns] = [rows, columns];
    this.#active = this.#clamp(this.#active);
    if (this.#options.decorative) return;
    this.#root.ariaRowCount = String(rows);
    this.#root.ariaColCount = String(columns);
    this.#announce();
  }

  /** Make a cell the active one. @param {Entry} entry */
  moveTo(entry) {
    const { row, column } = this.#clamp(entry);
    if (row === this.#active.row && column === this.#active.column) return;
    this.#active = { row, column };
    if (!this.#options.decorative) this.#announce();
  }

  /** Update the text of the active cell. */
  refresh() {
    const cell = this.#row.firstElementChild;
    if (cell) cell.textContent = this.#options.describe(this.#active);
  }

  /** Replace the element: screen readers announce a new active descendant, not a changed one. */
  #announce() {
    const cell = document.createElement("div");
    count += 1;
    cell.id = `cell-${count}`;
    cell.role = "gridcell";
    cell.ariaColIndex = String(this.#active.column + 1);
    cell.textContent = this.#options.describe(this.#active);
    this.#row.ariaRowIndex = String(this.#active.row + 1);
    this.#row.replaceChildren(cell);
    this.#root.setAttribute("aria-activedescendant", cell.id);
  }

  /** @param {Entry} entry @returns {Entry} */
  #clamp({ row, column }) {
    return {
      row: Math.max(0, Math.min(this.#rows - 1, row)),
      column: Math.max(0, Math.min(this.#columns - 1, column)),
    };
  }

  /** @param {MouseEvent} event @returns {Entry | null} */
  #entryAt({ clientX, clientY }) {
    const box = this.#root.getBoundingClientRect();
    const entry = this.#clamp({
      row: Math.floor(((clientY - box.top) / box.height) * this.#rows),
      column: Math.floor(((clientX - box.left) / box.width) * this.#columns),
    });
    return this.#options.exists(entry) ? entry : null;
  }

  /** @param {PointerEvent} event */
  #point = (event) => this.#options.onEntry(this.#entryAt(event));

  /** Ignore touch, so that a tapped cell stays marked. @param {PointerEvent} event */
  #leave = ({ pointerType }) => {
    if (pointerType === "touch") return;
    this.#options.onEntry(this.#root.matches(":focus-visible") ? this.#active : null);
  };

  /** @param {MouseEvent} event */
  #click = (event) => {
    const entry = this.#entryAt(event);
    if (entry === null) return;
    this.moveTo(entry);
    if (!this.#isTouch) this.#options.onPick?.(entry);
  };

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#options.onPick?.(this.#active);
      return;
    }
    const last = { row: this.#rows - 1, column: this.#columns - 1 };
    const next = KEYS[event.key]?.(this.#active, last);
    if (next === undefined) return;
    event.preventDefault();
    if (!this.#options.exists(this.#clamp(next))) return;
    this.moveTo(next);
    this.#options.onEntry(this.#active);
  };
}

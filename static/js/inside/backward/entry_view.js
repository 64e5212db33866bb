/**
 * Show the computation of the selected entry, with inputs to select another.
 */

import { part, query } from "../../lib/dom.js";
import { formatFactor } from "../../lib/number_format.js";
import { createRow } from "../../lib/table.js";
import { computeEntry, entryName } from "./entry_math.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("./entry_math.js").EntryContext} EntryContext */

/** With more paths than this, only the largest are visible. */
const MAX_PATHS = 16;
const MAX_ROWS = 10;

export class EntryView {
  #root;
  #part;
  #row;
  #column;
  /** Values of the inputs when not being edited. @type {Map<HTMLInputElement, number>} */
  #values = new Map();

  /** @param {HTMLElement} root @param {(entry: Entry) => void} onEntry called when an entry is selected */
  constructor(root, onEntry) {
    this.#root = root;
    this.#part = (/** @type {string} */ name) => part(root, name);
    this.#row = query(root, "[name=row]", HTMLInputElement);
    this.#column = query(root, "[name=column]", HTMLInputElement);
    for (const input of [this.#row, this.#column]) {
      input.addEventListener("input", () => {
        if (!this.#row.validity.valid || !this.#column.validity.valid) return;
        onEntry({ row: this.#row.valueAsNumber, column: this.#column.valueAsNumber });
      });
      input.addEventListener("blur", () => {
        input.value = String(this.#values.get(input) ?? 0);
      });
    }
  }

  /**
   * @param {string} code name of the result
   * @param {[number, number]} shape of the result
   * @param {EntryContext & {origin: Entry, bias: "row" | "column" | null}} context with the same entry of the array
   *   that has samples as rows, and the axis along which 0 is the bias
   * @param {Entry} entry of the result
   */
  show(code, shape, context, entry) {
    this.#root.dataset.kind = context.kind;
    this.#part("code").textContent = code;
    this.#fill(this.#row, entry.row, shape[0]);
    this.#fill(this.#column, entry.column, shape[1]);
    this.#part("indices").hidden = shape[0] * shape[1] === 1;
    this.#part("entry-name").textContent = entryName(context, context.origin);
    this.#write(computeEntry(context, entry));
  }

  /** @param {HTMLInputElement} input @param {number} value @param {number} size */
  #fill(input, value, size) {
    input.max = String(size - 1);
    this.#values.set(input, value);
    const isBeingTyped =
      document.activeElement === input && (!input.validity.valid || input.valueAsNumber === value);
    if (!isBeingTyped) input.value = String(value);
  }

  /** @param {import("./entry_math.js").EntryComputation} computation */
  #write({ over, path, heads, paths, ends }) {
    const table = query(this.#root, "table", HTMLTableElement);
    const size = (/** @type {import("./entry_math.js").Path} */ { values }) =>
      Math.abs(values[values.length - 1]);
    const visible =
      paths.length > MAX_PATHS
        ? [...paths].sort((a, b) => size(b) - size(a)).slice(0, MAX_ROWS)
        : paths;
    const omitted = paths.length - visible.length;
    this.#part("sum").textContent =
      over && paths.length > 1
        ? `Sum over ${over}${omitted > 0 ? ", largest terms first" : ""}`
        : "";
    const head = document.createElement("tr");
    head.append(...[path, ...heads].map((text) => createCell("th", text)));
    table.tHead?.replaceChildren(head);
    const rows = visible.map(({ name, values }) =>
      createRow(
        name,
        values.map((value) => formatFactor(value)),
      ),
    );
    if (omitted > 0)
      rows.push(
        createRow(`${omitted} others`, [
          ...heads.slice(1).map(() => ""),
          formatFactor(total(paths) - total(visible)),
        ]),
      );
    table.tBodies[0].replaceChildren(...rows);
    table.tFoot?.replaceChildren(
      ...ends.map(({ name, value }) =>
        createRow(name, [...heads.slice(1).map(() => ""), formatFactor(value)]),
      ),
    );
  }
}

/** @param {"th" | "td"} tag @param {string} text */
function createCell(tag, text) {
  const cell = document.createElement(tag);
  cell.textContent = text;
  if (tag === "th") cell.scope = "col";
  return cell;
}

/** @param {readonly import("./entry_math.js").Path[]} paths */
const total = (paths) => paths.reduce((sum, { values }) => sum + values[values.length - 1], 0);

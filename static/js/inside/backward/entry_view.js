/**
 * The arithmetic of the entry that is looked at, in writing, with fields to go to any other.
 */

import { part, query } from "../../lib/dom.js";
import { formatNumber } from "../../lib/number_format.js";
import { rowOf } from "../../lib/table.js";
import { nameOf, workingOf } from "./entry_math.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("./entry_math.js").Setting} Setting */

/** Of more paths than this, those that count most are listed. */
const MOST = 16;
const LISTED = 10;

export class Working {
  #root;
  #part;
  #row;
  #column;
  /** What the fields hold when nobody types. @type {Map<HTMLInputElement, number>} */
  #entries = new Map();

  /** @param {HTMLElement} root @param {(entry: Entry) => void} onEntry asked for by its numbers */
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
        input.value = String(this.#entries.get(input) ?? 0);
      });
    }
  }

  /** @param {string} code the result's name @param {[number, number]} shape of the result @param {Setting} setting @param {Entry} entry */
  show(code, shape, setting, entry) {
    this.#root.dataset.kind = setting.kind;
    this.#part("code").textContent = code;
    this.#fill(this.#row, entry.row, shape[0]);
    this.#fill(this.#column, entry.column, shape[1]);
    this.#part("place").hidden = shape[0] * shape[1] === 1;
    this.#part("words").textContent = nameOf(setting, entry);
    this.#write(workingOf(setting, entry));
  }

  /** @param {HTMLInputElement} input @param {number} value @param {number} size */
  #fill(input, value, size) {
    input.max = String(size - 1);
    this.#entries.set(input, value);
    const isBeingTyped =
      document.activeElement === input && (!input.validity.valid || input.valueAsNumber === value);
    if (!isBeingTyped) input.value = String(value);
  }

  /** @param {import("./entry_math.js").Working} working */
  #write({ over, path, heads, paths, ends }) {
    const table = query(this.#root, "table", HTMLTableElement);
    const made = (/** @type {import("./entry_math.js").Path} */ { values }) =>
      Math.abs(values[values.length - 1]);
    const listed =
      paths.length > MOST ? [...paths].sort((a, b) => made(b) - made(a)).slice(0, LISTED) : paths;
    const left = paths.length - listed.length;
    this.#part("over").textContent =
      over && paths.length > 1 ? `Sum over ${over}${left > 0 ? ", largest terms first" : ""}` : "";
    const head = document.createElement("tr");
    head.append(...[path, ...heads].map((text) => cell("th", text)));
    table.tHead?.replaceChildren(head);
    const rows = listed.map(({ name, values }) =>
      rowOf(
        name,
        values.map((value) => formatNumber(value)),
      ),
    );
    if (left > 0)
      rows.push(
        rowOf(`${left} others`, [
          ...heads.slice(1).map(() => ""),
          formatNumber(sum(paths) - sum(listed)),
        ]),
      );
    table.tBodies[0].replaceChildren(...rows);
    table.tFoot?.replaceChildren(
      ...ends.map(({ name, value }) =>
        rowOf(name, [...heads.slice(1).map(() => ""), formatNumber(value)]),
      ),
    );
  }
}

/** @param {"th" | "td"} tag @param {string} text */
function cell(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (tag === "th") made.scope = "col";
  return made;
}

/** @param {readonly import("./entry_math.js").Path[]} paths */
const sum = (paths) => paths.reduce((total, { values }) => total + values[values.length - 1], 0);

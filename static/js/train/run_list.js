/**
 * List of runs with their actions, the selected run and the shown curves.
 */

import { instantiate, part, query } from "../lib/dom.js";
import { formatDuration, formatShare, STATE_NAMES } from "./format.js";
import { drawingUrl, weightsUrl } from "./lab_api.js";
import { RunSelection } from "./run_selection.js";

/** @typedef {import("./lab_api.js").Run} Run */
/**
 * @typedef {object} Listener
 * @property {(id: string) => void} onSelect
 * @property {(id: string, isShown: boolean) => void} onToggle
 * @property {(run: Run) => void} onDelete
 */

export class RunList {
  #list;
  #empty;
  #template;
  #listener;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {Map<string, Run>} */
  #runs = new Map();

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} empty shown if there are no runs
   * @param {HTMLTemplateElement} template
   * @param {Listener} listener
   */
  constructor(list, empty, template, listener) {
    this.#list = list;
    this.#empty = empty;
    this.#template = template;
    this.#listener = listener;
  }

  /** @param {readonly Run[]} runs @param {RunSelection} selection */
  show(runs, selection) {
    this.#empty.hidden = runs.length > 0;
    this.#runs = new Map(runs.map((run) => [run.id, run]));
    for (const [id, row] of this.#rows) {
      if (this.#runs.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    for (const [i, run] of runs.entries()) {
      const row = this.#rows.get(run.id) ?? this.#createRow(run);
      if (this.#list.children[i] !== row)
        this.#list.insertBefore(row, this.#list.children[i] ?? null);
      this.#updateRow(row, run, selection);
    }
  }

  /** @param {Run} run */
  #createRow({ id }) {
    const row = instantiate(this.#template);
    this.#rows.set(id, row);
    const name = part(row, "name", HTMLAnchorElement);
    name.href = RunSelection.address(id);
    name.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      this.#listener.onSelect(id);
    });
    const checkbox = query(row, "input", HTMLInputElement);
    checkbox.addEventListener("change", () => this.#listener.onToggle(id, checkbox.checked));
    part(row, "delete").addEventListener("click", () => {
      const run = this.#runs.get(id);
      if (run) this.#listener.onDelete(run);
    });
    return row;
  }

  /** @param {HTMLElement} row @param {Run} run @param {RunSelection} selection */
  #updateRow(row, run, selection) {
    const { id, name, state, settings, accuracy, seconds, model } = run;
    const isSelected = id === selection.selected;
    const isShown = selection.isShown(id);
    row.toggleAttribute("data-selected", isSelected);
    row.dataset.state = state;
    row.style.setProperty(
      "--colour",
      isShown ? `var(--series-${selection.colorIndex(id) + 1})` : "",
    );
    const link = part(row, "name");
    setText(link, name);
    if (isSelected) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    const checkbox = query(row, "input", HTMLInputElement);
    checkbox.checked = isShown;
    setText(query(row, ".overlay .hidden", HTMLElement), `Show the curves of ${name}`);
    setText(
      part(row, "facts"),
      [
        STATE_NAMES[state],
        settings.hidden.join("-") || "no hidden layer",
        formatDuration(seconds),
      ].join(" · "),
    );
    setText(part(row, "accuracy"), accuracy === null ? "" : formatShare(accuracy));
    for (const [action, url] of [
      ["use", model && drawingUrl(model)],
      ["download", model && weightsUrl(id)],
    ]) {
      const link = part(row, String(action), HTMLAnchorElement);
      link.hidden = !url;
      if (url && link.getAttribute("href") !== url) link.href = url;
      link.ariaLabel = `${link.title}: ${name}`;
    }
    part(row, "delete").ariaLabel = `Delete ${name}`;
  }
}

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

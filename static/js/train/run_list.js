/**
 * The list of runs: which is watched, whose curves are shown, and what can be done with each.
 */

import { instantiate, part, query } from "../lib/dom.js";
import { duration, STATES, share } from "./format.js";
import { useUrl, weightsUrl } from "./lab_api.js";
import { Selection } from "./run_selection.js";

/** @typedef {import("./lab_api.js").Run} Run */
/**
 * @typedef {object} Listener
 * @property {(id: string) => void} onWatch
 * @property {(id: string, isShown: boolean) => void} onOverlay
 * @property {(run: Run) => void} onDelete
 */

export class Runs {
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
   * @param {HTMLElement} empty what is said where there are none
   * @param {HTMLTemplateElement} template
   * @param {Listener} listener
   */
  constructor(list, empty, template, listener) {
    this.#list = list;
    this.#empty = empty;
    this.#template = template;
    this.#listener = listener;
  }

  /** @param {readonly Run[]} runs @param {Selection} selection */
  show(runs, selection) {
    this.#empty.hidden = runs.length > 0;
    this.#runs = new Map(runs.map((run) => [run.id, run]));
    for (const [id, row] of this.#rows) {
      if (this.#runs.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    for (const [i, run] of runs.entries()) {
      const row = this.#rows.get(run.id) ?? this.#make(run);
      if (this.#list.children[i] !== row)
        this.#list.insertBefore(row, this.#list.children[i] ?? null);
      this.#update(row, run, selection);
    }
  }

  /** @param {Run} run */
  #make({ id }) {
    const row = instantiate(this.#template);
    this.#rows.set(id, row);
    const name = part(row, "name", HTMLAnchorElement);
    name.href = Selection.address(id);
    name.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      this.#listener.onWatch(id);
    });
    const box = query(row, "input", HTMLInputElement);
    box.addEventListener("change", () => this.#listener.onOverlay(id, box.checked));
    part(row, "delete").addEventListener("click", () => {
      const run = this.#runs.get(id);
      if (run) this.#listener.onDelete(run);
    });
    return row;
  }

  /** @param {HTMLElement} row @param {Run} run @param {Selection} selection */
  #update(row, run, selection) {
    const { id, name, state, settings, accuracy, seconds, model } = run;
    const isWatched = id === selection.watched;
    const isShown = selection.isShown(id);
    row.toggleAttribute("data-watched", isWatched);
    row.dataset.state = state;
    row.style.setProperty("--colour", isShown ? `var(--series-${selection.colour(id) + 1})` : "");
    const link = part(row, "name");
    write(link, name);
    if (isWatched) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    const box = query(row, "input", HTMLInputElement);
    box.checked = isShown;
    write(query(row, ".overlay .hidden", HTMLElement), `Show the curves of ${name}`);
    write(
      part(row, "facts"),
      [STATES[state], settings.hidden.join("-") || "no hidden layer", duration(seconds)].join(
        " · ",
      ),
    );
    write(part(row, "accuracy"), accuracy === null ? "" : share(accuracy));
    for (const [action, url] of [
      ["use", model && useUrl(model)],
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
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

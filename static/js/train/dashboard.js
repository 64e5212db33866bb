/**
 * All that is drawn of the runs that are shown: charts, weights, confusion, mistakes, tables. Drawn
 * at most a few times a second, and only what has changed.
 */

import { element, query } from "../lib/dom.js";
import { formatSignificant } from "../lib/number_format.js";
import { onDemand } from "../lib/table.js";
import { Chart } from "./charts/chart.js";
import { onSchemeChange } from "./charts/colors.js";
import { compare } from "./charts/compare.js";
import { showConfusion } from "./charts/confusion.js";
import * as gradients from "./charts/gradients.js";
import { curves, tabulate as tabulateCurves } from "./charts/loss_curves.js";
import { Mistakes } from "./charts/misclassified.js";
import { Filters } from "./charts/weight_images.js";
import { Zoom } from "./charts/zoom.js";
import { share } from "./format.js";
import { Record } from "./run_history.js";

/** @typedef {import("./run_history.js").Across} Across */
/** @typedef {{run: import("./lab_api.js").Run, record: Record, colour: string}} Shown */

const PAUSE_MS = 200;
/** @type {{readonly [across in Across]: string}} */
const AXES = { epochs: "Epoch", steps: "Step", seconds: "Second" };

export class Pictures {
  zoom = new Zoom();
  #loss;
  #accuracy;
  #gradients;
  #filters;
  #mistakes;
  #tables;
  /** @type {Across} */
  #across = "epochs";
  /** @type {Shown[]} */
  #shown = [];
  /** @type {Shown | null} the run that is watched */
  #watched = null;
  #isWaiting = false;
  /** @type {import("./run_history.js").Epoch | null | undefined} whose confusion and mistakes are shown */
  #epoch = undefined;
  #confusion = element("confusion", HTMLElement);

  /** @param {(text: string) => void} say */
  constructor(say) {
    const { zoom } = this;
    const chart = (/** @type {string} */ id, /** @type {object} */ options) =>
      new Chart(element(id, HTMLElement), /** @type {any} */ ({ zoom, say, ...options }));
    this.#loss = chart("loss", { name: "loss", format: formatSignificant });
    this.#accuracy = chart("accuracy", {
      name: "accuracy",
      format: share,
      mark: (/** @type {number} */ part) => `${Math.round(1000 * part) / 10} %`,
    });
    this.#gradients = chart("gradients", {
      name: "gradient in each layer",
      format: formatSignificant,
      logarithmic: true,
    });
    this.#filters = new Filters(
      element("weights", HTMLElement),
      query(document, ".weights-unit", HTMLElement),
      element("weights-words", HTMLElement),
      say,
    );
    this.#mistakes = new Mistakes(
      element("mistakes", HTMLElement),
      element("mistakes-words", HTMLElement),
    );
    const details = (/** @type {string} */ id) => element(id, HTMLDetailsElement);
    this.#tables = [
      onDemand(details("curves-table"), (table) => tabulateCurves(table, this.#named())),
      onDemand(details("gradients-table"), (table) => {
        if (this.#watched) gradients.tabulate(table, this.#watched.record);
      }),
      onDemand(details("weights-table"), (table) => this.#filters.tabulate(table)),
    ];
    element("across", HTMLFieldSetElement).addEventListener("change", ({ target }) => {
      this.#across = /** @type {Across} */ (/** @type {HTMLInputElement} */ (target).value);
      this.zoom.all();
      this.#draw();
    });
    onSchemeChange(() => this.#repaint());
  }

  /** @param {Shown[]} shown @param {string | null} watched */
  show(shown, watched) {
    const former = this.#watched?.run.id;
    this.#shown = shown;
    this.#watched = shown.find(({ run }) => run.id === watched) ?? null;
    if (former !== this.#watched?.run.id) this.zoom.all();
    this.drawSoon();
  }

  /** Events come faster than anybody can look. */
  drawSoon() {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setTimeout(
      () =>
        requestAnimationFrame(() => {
          this.#isWaiting = false;
          this.#draw();
        }),
      PAUSE_MS,
    );
  }

  #named() {
    return this.#shown.map(({ run, record, colour }) => ({
      id: run.id,
      name: run.name,
      record,
      colour,
    }));
  }

  #draw() {
    const runs = this.#named();
    const axis = AXES[this.#across];
    const ends = this.#shown.map(({ record }) =>
      record.positions([...record.batches.slice(-1), ...record.epochs.slice(-1)], this.#across),
    );
    this.zoom.reach(Math.max(0, ...ends.flat()));
    this.#loss.show(curves(runs, "loss", this.#across), axis);
    this.#accuracy.show(curves(runs, "accuracy", this.#across), axis);
    this.#compare();
    const record = this.#watched?.record ?? new Record(1);
    this.#gradients.show(gradients.lines(record, this.#across), axis);
    element("gradients-words", HTMLElement).textContent = gradients.sentence(record);
    this.#filters.show(record.weights);
    this.#drawEpoch(record);
    for (const refresh of this.#tables) refresh();
  }

  #compare() {
    const section = element("compare", HTMLElement);
    section.hidden = this.#shown.length < 2;
    if (!section.hidden) compare(query(section, "table", HTMLTableElement), this.#shown);
  }

  /** @param {Record} record */
  #drawEpoch({ epoch }) {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    const words = element("confusion-words", HTMLElement);
    if (this.#watched) this.#mistakes.show(this.#watched.run.id, epoch?.mistakes ?? null);
    if (epoch === null) {
      this.#confusion.replaceChildren();
      words.textContent = "Shown after the first epoch.";
    } else showConfusion(this.#confusion, words, epoch.confusion);
  }

  #repaint() {
    for (const chart of [this.#loss, this.#accuracy, this.#gradients]) chart.repaint();
    this.#filters.repaint();
    this.#mistakes.repaint();
  }
}

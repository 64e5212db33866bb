/**
 * Charts, weight images, confusion matrix, misclassified digits and tables of the shown runs.
 * Redrawn at most five times a second.
 */

import { onColorSchemeChange } from "../lib/color_scheme.js";
import { element, oneOf, query } from "../lib/dom.js";
import { formatSignificant } from "../lib/number_format.js";
import { onDemand } from "../lib/table.js";
import { Chart } from "./charts/chart.js";
import { showComparison } from "./charts/compare.js";
import { showConfusion } from "./charts/confusion.js";
import * as gradients from "./charts/gradients.js";
import { lossCurves, tabulate as tabulateCurves } from "./charts/loss_curves.js";
import { MisclassifiedImages } from "./charts/misclassified.js";
import { WeightImages } from "./charts/weight_images.js";
import { Zoom } from "./charts/zoom.js";
import { formatShare } from "./format.js";
import { RunHistory, X_AXES } from "./run_history.js";

/** @typedef {import("./charts/chart.js").Options} ChartOptions */
/** @typedef {import("./run_history.js").XAxis} XAxis */
/** @typedef {{run: import("./lab_api.js").Run, history: RunHistory, color: string}} Shown */

const REDRAW_INTERVAL_MS = 200;
/** @type {{readonly [xAxis in XAxis]: string}} */
const AXES = { epochs: "Epoch", steps: "Step", seconds: "Second" };

export class Dashboard {
  zoom = new Zoom();
  #loss;
  #accuracy;
  #gradients;
  #weightImages;
  #mistakes;
  #tables;
  /** @type {XAxis} */
  #xAxis = "epochs";
  /** @type {Shown[]} */
  #shown = [];
  /** @type {Shown | null} the selected run */
  #selected = null;
  #isScheduled = false;
  /** @type {import("./run_history.js").Epoch | null | undefined} of the confusion matrix shown */
  #epoch = undefined;
  #confusion = element("confusion", HTMLElement);

  /** @param {(text: string) => void} announce */
  constructor(announce) {
    const { zoom } = this;
    /** @param {string} id @param {Omit<ChartOptions, "zoom" | "announce">} options */
    const chart = (id, options) =>
      new Chart(element(id, HTMLElement), { zoom, announce, ...options });
    this.#loss = chart("loss", { name: "loss", format: formatSignificant });
    this.#accuracy = chart("accuracy", {
      name: "accuracy",
      format: formatShare,
      formatTick: (part) => `${Math.round(1000 * part) / 10} %`,
    });
    this.#gradients = chart("gradients", {
      name: "gradient in each layer",
      format: formatSignificant,
      logarithmic: true,
    });
    this.#weightImages = new WeightImages(
      element("weights", HTMLElement),
      query(document, ".weights-unit", HTMLElement),
      element("weights-words", HTMLElement),
      announce,
    );
    this.#mistakes = new MisclassifiedImages(
      element("mistakes", HTMLElement),
      element("mistakes-words", HTMLElement),
    );
    const details = (/** @type {string} */ id) => element(id, HTMLDetailsElement);
    this.#tables = [
      onDemand(details("curves-table"), (table) => tabulateCurves(table, this.#namedHistories())),
      onDemand(details("gradients-table"), (table) => {
        if (this.#selected) gradients.tabulate(table, this.#selected.history);
      }),
      onDemand(details("weights-table"), (table) => this.#weightImages.tabulate(table)),
    ];
    element("across", HTMLFieldSetElement).addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      this.#xAxis = oneOf(target.value, X_AXES);
      this.zoom.reset();
      this.#draw();
    });
    onColorSchemeChange(() => this.#repaint());
  }

  /** @param {Shown[]} shown @param {string | null} selected */
  show(shown, selected) {
    const previous = this.#selected?.run.id;
    this.#shown = shown;
    this.#selected = shown.find(({ run }) => run.id === selected) ?? null;
    if (previous !== this.#selected?.run.id) this.zoom.reset();
    this.scheduleDraw();
  }

  /** Redraw soon: events arrive faster than a display is useful. */
  scheduleDraw() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(
      () =>
        requestAnimationFrame(() => {
          this.#isScheduled = false;
          this.#draw();
        }),
      REDRAW_INTERVAL_MS,
    );
  }

  #namedHistories() {
    return this.#shown.map(({ run, history, color }) => ({
      id: run.id,
      name: run.name,
      history,
      color,
    }));
  }

  #draw() {
    const runs = this.#namedHistories();
    const axis = AXES[this.#xAxis];
    const ends = this.#shown.map(({ history }) =>
      history.positions([...history.batches.slice(-1), ...history.epochs.slice(-1)], this.#xAxis),
    );
    this.zoom.setEnd(Math.max(0, ...ends.flat()));
    this.#loss.show(lossCurves(runs, "loss", this.#xAxis), axis);
    this.#accuracy.show(lossCurves(runs, "accuracy", this.#xAxis), axis);
    this.#drawComparison();
    const history = this.#selected?.history ?? new RunHistory(1);
    this.#gradients.show(gradients.lines(history, this.#xAxis), axis);
    element("gradients-words", HTMLElement).textContent = gradients.describe(history);
    this.#weightImages.show(history.weights);
    this.#drawEpoch(history);
    for (const refresh of this.#tables) refresh();
  }

  #drawComparison() {
    const section = element("compare", HTMLElement);
    section.hidden = this.#shown.length < 2;
    if (!section.hidden) showComparison(query(section, "table", HTMLTableElement), this.#shown);
  }

  /** @param {RunHistory} history */
  #drawEpoch({ epoch }) {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    const caption = element("confusion-words", HTMLElement);
    if (this.#selected) this.#mistakes.show(this.#selected.run.id, epoch?.mistakes ?? null);
    if (epoch === null) {
      this.#confusion.replaceChildren();
      caption.textContent = "Shown after the first epoch.";
    } else showConfusion(this.#confusion, caption, epoch.confusion);
  }

  #repaint() {
    for (const chart of [this.#loss, this.#accuracy, this.#gradients]) chart.repaint();
    this.#weightImages.repaint();
    this.#mistakes.repaint();
  }
}

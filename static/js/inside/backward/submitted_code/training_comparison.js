/**
 * Training with the learner's lines beside training with the right ones, by the server.
 */

import { part } from "../../../lib/dom.js";
import { errorMessage } from "../../../lib/error_message.js";
import { formatNumber, formatPercent } from "../../../lib/number_format.js";
import { ApiError, ExplainClient } from "../../explain_api.js";
import { lossChart } from "./loss_chart.js";
import { formatShape } from "./outcome.js";

/** @typedef {import("../../../lib/api_types.js").TrainedLines} TrainedLines */

export class TrainingComparison {
  #button;
  #status;
  #place;
  #model;
  #convention;
  #announce;
  #client = new ExplainClient();
  /** Lines that the button trains with. */
  #lines = "";

  /**
   * @param {HTMLElement} root with the parts of templates/inside_submitted_code.html
   * @param {object} callbacks
   * @param {() => Promise<string | null | undefined>} callbacks.model name; null for the default model
   * @param {() => string} callbacks.convention of the lines
   * @param {(text: string) => void} callbacks.announce to screen readers
   */
  constructor(root, { model, convention, announce }) {
    this.#button = part(root, "train-code", HTMLButtonElement);
    this.#status = part(root, "training-status");
    this.#place = part(root, "code-training");
    this.#model = model;
    this.#convention = convention;
    this.#announce = announce;
    this.#button.addEventListener("click", () => this.#train());
  }

  /** Offer to train with lines that have been checked. @param {string} lines */
  offer(lines) {
    if (lines !== this.#lines) this.clear();
    this.#lines = lines;
    this.#button.hidden = false;
  }

  clear() {
    this.#client.abort();
    this.#lines = "";
    this.#button.hidden = true;
    this.#status.textContent = "";
    this.#place.replaceChildren();
  }

  async #train() {
    this.#status.textContent = "Training two networks…";
    try {
      const model = await this.#model();
      const result = await this.#client.trainSubmittedCode({
        lines: this.#lines,
        convention: this.#convention(),
        ...(model && { model }),
      });
      if (result === null) return;
      this.#status.textContent = "";
      this.#place.replaceChildren(...render(result));
      this.#place.scrollIntoView({ block: "nearest" });
      this.#announce(result.summary);
    } catch (error) {
      this.#place.replaceChildren();
      const problem = error instanceof ApiError ? error.problem : null;
      this.#status.textContent = problem?.errors?.[0]?.message ?? errorMessage(error);
    }
  }
}

/** @param {TrainedLines} result */
function render(result) {
  const { yours, right, sizes, stops_at: stop } = result;
  const figure = create("figure", "");
  const caption = create("figcaption", "");
  for (const [series, name, { losses, accuracy }] of [
    /** @type {const} */ (["yours", "Your lines", yours]),
    /** @type {const} */ (["right", "The right lines", right]),
  ]) {
    const loss = formatNumber(losses[losses.length - 1], 2);
    const text = `${name}: loss ${loss}, ${formatPercent(accuracy)} of the digits right`;
    const line = create("p", "", text);
    line.dataset.series = series;
    caption.append(line);
  }
  figure.append(lossChart(yours, right, stop !== null), caption);
  const details = [
    ...result.broadcasts.map(({ expression, operands }) => {
      const shapes = operands.map(({ shape }) => formatShape(shape)).join(" and ");
      return create("p", "", `NumPy broadcasts silently in ${expression}: ${shapes}.`);
    }),
    ...(stop
      ? [create("p", "numpy-output", [stop.expression, stop.message].filter(Boolean).join(": "))]
      : []),
  ];
  const setting = `Loss on ${result.held_out_digits} synthetic digits that neither network is trained on. Both networks, ${sizes.join("-")}, start with the same weights and see the same batches of ${result.batch_size}; the learning rate is ${result.learning_rate}. Gradients that your lines do not compute are taken from the right ones.`;
  return [
    create("h4", "code-verdict", result.summary),
    figure,
    ...details,
    create("p", "muted", setting),
  ];
}

/** @param {string} name @param {string} className @param {string} [text] */
function create(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/**
 * Adversarial perturbation: the least ink that changes the network's answer, from the server.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { part, query } from "../../lib/dom.js";
import { errorMessage } from "../../lib/error_message.js";
import { ExplainClient } from "../explain_api.js";
import { SIDE } from "../unit_math.js";
import { createOutline, traceOutline } from "./outline.js";

/** @typedef {import("../../lib/base64.js").Matrix} Matrix */

export class AdversarialPerturbation {
  element;
  #result;
  #words;
  #batchStore;
  #announce;
  #explainer = new ExplainClient();
  #map = new Heatmap({ name: "Change of the pixels", scale: "signed" });
  #outline;
  /** Drawing in the batch. */
  #row = 0;
  /** @type {import("../explain_api.js").Explanation | null} */
  #explanation = null;

  /**
   * @param {HTMLElement} element `.adversarial-perturbation` of templates/inside_backward.html
   * @param {import("./batch_store.js").BatchStore} batchStore
   * @param {(text: string) => void} announce to screen readers
   */
  constructor(element, batchStore, announce) {
    this.element = element;
    this.#result = part(element, "result");
    this.#words = part(element, "words");
    this.#batchStore = batchStore;
    this.#announce = announce;
    part(element, "picture").append(this.#map.element);
    this.#outline = createOutline(this.#map.element, SIDE);
    query(element, "button", HTMLButtonElement).addEventListener("click", this.#find);
  }

  /** @param {import("../explain_api.js").Explanation | null} explanation null to hide it @param {number} row drawing in the batch */
  show(explanation, row) {
    this.element.hidden = explanation === null;
    if (explanation === this.#explanation && row === this.#row) return;
    [this.#explanation, this.#row] = [explanation, row];
    this.#explainer.abort();
    this.#result.hidden = true;
    this.#words.textContent = "";
  }

  #find = async () => {
    await this.#batchStore.whenIdle();
    const [shown, row] = [this.#explanation, this.#row];
    const request = await this.#batchStore.request();
    if (request === null || shown === null) return;
    try {
      const parameters = { ...request.parameters, least_ink: true };
      const reply = await this.#explainer.explain(request.body, parameters);
      if (!reply?.least_ink || this.#explanation !== shown || this.#row !== row) return;
      const { digit, distance, change } = reply.least_ink;
      this.#result.hidden = digit[row] === null;
      this.#words.textContent =
        digit[row] === null
          ? "No amount of ink along this gradient changes the answer."
          : `With this change the network reads ${digit[row]} instead of ${reply.digit[row]}. Its length is ${distance[row]?.toFixed(2)}, where one pixel from white to black is 1.`;
      const pixels = pixelValues(reply.arrays.A0, row);
      this.#map.show({ shape: [SIDE, SIDE], data: drawingValues(change, row) });
      this.#outline.setAttribute("d", traceOutline(pixels, SIDE));
      this.#announce(this.#words.textContent);
    } catch (error) {
      this.#words.textContent = errorMessage(error);
    }
  };
}

/** @param {Matrix} matrix @param {number} row */
const drawingValues = ({ shape: [, width], data }, row) =>
  data.slice(row * width, (row + 1) * width);

/** @param {Matrix} A0 with the column of ones @param {number} row */
const pixelValues = (A0, row) => drawingValues(A0, row).slice(1);

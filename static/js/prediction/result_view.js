/**
 * Show the prediction in words, or why there is none.
 */

import { part } from "../lib/dom.js";

export class ResultView {
  #root;
  #digit;
  #headline;
  #detail;
  #announce;

  /** @param {HTMLElement} root @param {(text: string) => void} announce */
  constructor(root, announce) {
    this.#root = root;
    this.#digit = part(root, "digit");
    this.#headline = part(root, "headline");
    this.#detail = part(root, "detail");
    this.#announce = announce;
  }

  /** @param {boolean} isBusy */
  set busy(isBusy) {
    this.#root.ariaBusy = String(isBusy);
  }

  /**
   * @param {import("./wording.js").Wording} wording
   * @param {string} [number] announced in place of a digit
   */
  show({ state, digit, headline, detail }, number = "") {
    this.#root.dataset.state = state;
    this.#digit.textContent = digit;
    this.#headline.textContent = headline;
    this.#detail.textContent = detail;
    const announcement =
      state === "sure" ? [digit || number, headline, detail] : [headline, detail];
    this.#announce(announcement.filter(Boolean).join(". "));
  }
}

/**
 * Which step of the way back is looked at: it stands in the address, /inside#step=delta2, and is
 * reached by links, buttons and the arrow keys.
 */

import { queryAll } from "../../lib/dom.js";

const HASH = /^#step=([\w]+)$/;

export class Walk {
  #root;
  #changed;
  /** @type {HTMLElement[]} */
  #articles = [];
  /** @type {HTMLAnchorElement[]} */
  #links = [];
  #slug = "";

  /**
   * @param {HTMLElement} root that holds the steps of templates/inside_steps.html, also when they are exchanged
   * @param {(article: HTMLElement, isAsked: boolean) => void} changed told of the step, and whether somebody asked for it
   */
  constructor(root, changed) {
    this.#root = root;
    this.#changed = changed;
    root.addEventListener("click", ({ target }) => {
      const button = /** @type {Element} */ (target).closest("[data-go]");
      if (button instanceof HTMLElement) this.go(Number(button.dataset.go));
    });
    window.addEventListener("hashchange", () => this.#follow(true));
  }

  /** Read the steps, at first and when they are others; stay at the present one if there still is one. */
  reread() {
    this.#articles = queryAll(this.#root, ".step");
    this.#links = queryAll(this.#root, ".walk a", HTMLAnchorElement);
    this.#follow(false);
  }

  /** @returns {HTMLElement} */
  get article() {
    return this.#articles[this.#place];
  }

  get #place() {
    return Math.max(
      0,
      this.#articles.findIndex(({ dataset }) => dataset.slug === this.#slug),
    );
  }

  /** @param {number} steps forward, or backward */
  go(steps) {
    const article = this.#articles[this.#place + steps];
    if (article === undefined) return;
    this.#slug = article.dataset.slug ?? "";
    history.replaceState(history.state, "", `#step=${this.#slug}`);
    this.#show(true);
  }

  /** @param {boolean} isAsked */
  #follow(isAsked) {
    const named = HASH.exec(location.hash)?.[1];
    if (named !== undefined) this.#slug = named;
    this.#show(isAsked && named !== undefined);
  }

  /** @param {boolean} isAsked */
  #show(isAsked) {
    const place = this.#place;
    for (const [i, article] of this.#articles.entries()) article.hidden = i !== place;
    for (const [i, link] of this.#links.entries()) link.ariaCurrent = i === place ? "step" : null;
    const list = /** @type {HTMLElement} */ (this.#links[place].closest("ol"));
    list.scrollLeft =
      this.#links[place].offsetLeft - (list.clientWidth - this.#links[place].offsetWidth) / 2;
    for (const button of queryAll(this.#root, "[data-go]")) {
      button.ariaDisabled = String(this.#articles[place + Number(button.dataset.go)] === undefined);
    }
    this.#changed(this.#articles[place], isAsked);
  }
}

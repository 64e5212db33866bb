/**
 * Navigation between backpropagation steps by links, buttons and arrow keys; the current step is in
 * the URL: /inside#step=delta2, perhaps with the rest of a lesson (../lesson.js).
 */

import { closest, query, queryAll } from "../../lib/dom.js";

export class StepNavigation {
  #root;
  #onChange;
  /** @type {HTMLElement[]} */
  #articles = [];
  /** @type {HTMLAnchorElement[]} */
  #links = [];
  #slug = "";

  /**
   * @param {HTMLElement} root that holds the steps of templates/inside_steps.html, even after replacement
   * @param {(article: HTMLElement, isRequested: boolean) => void} onChange called with the step and whether the user requested it
   */
  constructor(root, onChange) {
    this.#root = root;
    this.#onChange = onChange;
    root.addEventListener("click", (event) => {
      const button = closest(event, "[data-go]", HTMLElement);
      if (button) this.go(Number(button.dataset.go));
    });
    window.addEventListener("hashchange", () => this.#readHash(true));
  }

  /** Read the steps again and stay at the current one if it still exists. */
  reload() {
    this.#articles = queryAll(this.#root, ".step");
    this.#links = queryAll(this.#root, ".step-navigation a", HTMLAnchorElement);
    this.#readHash(false);
  }

  /** @returns {HTMLElement} */
  get article() {
    return this.#articles[this.#index];
  }

  get #index() {
    return Math.max(
      0,
      this.#articles.findIndex(({ dataset }) => dataset.slug === this.#slug),
    );
  }

  /** @param {number} steps forward, or backward if negative */
  go(steps) {
    const article = this.#articles[this.#index + steps];
    if (article === undefined) return;
    this.#slug = article.dataset.slug ?? "";
    history.replaceState(history.state, "", `#step=${this.#slug}`);
    this.#show(true);
  }

  /** @param {boolean} isRequested */
  #readHash(isRequested) {
    const slug = new URLSearchParams(location.hash.slice(1)).get("step");
    if (slug !== null) this.#slug = slug;
    this.#show(isRequested && slug !== null);
  }

  /** @param {boolean} isRequested */
  #show(isRequested) {
    const index = this.#index;
    for (const [i, article] of this.#articles.entries()) article.hidden = i !== index;
    for (const [i, link] of this.#links.entries()) link.ariaCurrent = i === index ? "step" : null;
    const list = query(this.#root, ".step-navigation ol", HTMLElement);
    list.scrollLeft =
      this.#links[index].offsetLeft - (list.clientWidth - this.#links[index].offsetWidth) / 2;
    for (const button of queryAll(this.#root, "[data-go]")) {
      button.ariaDisabled = String(this.#articles[index + Number(button.dataset.go)] === undefined);
    }
    this.#onChange(this.#articles[index], isRequested);
    if (!isRequested) return;
    this.#articles[index].scrollIntoView(); // below the navigation, see its scroll margin
    query(this.#articles[index], ".step-title", HTMLElement).focus({ preventScroll: true });
  }
}

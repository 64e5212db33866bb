/**
 * What a screen reader is told: the last word once things are quiet, and nothing twice.
 */

const QUIET_MS = 700;

export class Announcer {
  #region;
  #timer = 0;

  /** @param {HTMLElement} region with aria-live */
  constructor(region) {
    this.#region = region;
  }

  /** @param {string} text */
  say = (text) => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#region.textContent !== text) this.#region.textContent = text;
    }, QUIET_MS);
  };
}

/**
 * Debounced announcements in an aria-live region, without repeats.
 */

const QUIET_MS = 700;

export class LiveRegion {
  #region;
  #timer = 0;

  /** @param {HTMLElement} region with aria-live */
  constructor(region) {
    this.#region = region;
  }

  /** @param {string} text */
  announce = (text) => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#region.textContent !== text) this.#region.textContent = text;
    }, QUIET_MS);
  };
}

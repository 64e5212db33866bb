/**
 * Status line for errors and confirmations.
 */

export class StatusLine {
  #line;
  #slowMessage = "";
  #message = "";

  /** @param {HTMLElement} line with role=status */
  constructor(line) {
    this.#line = line;
  }

  /** @param {boolean} isSlow */
  setSlow(isSlow) {
    this.#slowMessage = isSlow ? "The server is slow to respond." : "";
    this.#show();
  }

  /** @param {string} text shown until the drawing changes */
  show(text) {
    this.#message = text;
    this.#show();
  }

  clear() {
    this.show("");
  }

  #show() {
    const text = this.#message || this.#slowMessage;
    if (this.#line.textContent !== text) this.#line.textContent = text;
  }
}

/**
 * One quiet line for what went wrong or was just done.
 */

export class Notices {
  #line;
  #waiting = "";
  #said = "";

  /** @param {HTMLElement} line a status region */
  constructor(line) {
    this.#line = line;
  }

  /** @param {boolean} isSlow */
  slow(isSlow) {
    this.#waiting = isSlow ? "The server is slow to respond." : "";
    this.#show();
  }

  /** @param {string} text stays until the drawing changes */
  say(text) {
    this.#said = text;
    this.#show();
  }

  dismiss() {
    this.say("");
  }

  #show() {
    const text = this.#said || this.#waiting;
    if (this.#line.textContent !== text) this.#line.textContent = text;
  }
}

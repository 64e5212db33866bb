/**
 * Measure the latency from pointer movement to updated bars (User Timing API).
 *
 * Each measure starts at the oldest movement that no earlier reply covers, so that waiting for a
 * pending reply counts, and ends with the frame that shows the new bars.
 */

export const MEASURE = "inkling:stroke-to-bars";
const MAX_MEASURES = 2000;

export class Latency {
  /** @type {number | null} */
  #firstMove = null;
  /** @type {number | null} */
  #start = null;
  #count = 0;

  /** @param {number} timeStamp of the pointer event */
  moved = (timeStamp) => {
    this.#firstMove ??= timeStamp;
  };

  requested() {
    this.#start ??= this.#firstMove;
    this.#firstMove = null;
  }

  /** Drop the measure of a request that is retried. */
  discard() {
    this.#start = null;
  }

  shown() {
    const start = this.#start;
    this.#start = null;
    if (start === null) return;
    requestAnimationFrame(() => {
      if (this.#count % MAX_MEASURES === 0) performance.clearMeasures(MEASURE);
      this.#count += 1;
      performance.measure(MEASURE, { start, end: performance.now() });
    });
  }
}

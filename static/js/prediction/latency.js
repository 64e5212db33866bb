/**
 * How long a movement of the pen takes to reach the bars, as `performance` measures.
 *
 * Each measure starts at the oldest movement that no earlier answer covers, so that waiting for
 * the answer in flight counts, and ends in the frame that shows the new bars.
 */

export const MEASURE = "inkling:stroke-to-bars";
const MOST_KEPT = 2000;

export class Latency {
  /** @type {number | null} */
  #moved = null;
  /** @type {number | null} */
  #asked = null;
  #count = 0;

  /** @param {number} timeStamp of the pointer event */
  moved = (timeStamp) => {
    this.#moved ??= timeStamp;
  };

  asked() {
    this.#asked ??= this.#moved;
    this.#moved = null;
  }

  /** An answer that had to be asked for again says nothing about the usual wait. */
  forget() {
    this.#asked = null;
  }

  shown() {
    const start = this.#asked;
    this.#asked = null;
    if (start === null) return;
    requestAnimationFrame(() => {
      if (this.#count % MOST_KEPT === 0) performance.clearMeasures(MEASURE);
      this.#count += 1;
      performance.measure(MEASURE, { start, end: performance.now() });
    });
  }
}

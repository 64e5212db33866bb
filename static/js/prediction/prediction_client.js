/**
 * Asks the server about the drawing while it is drawn.
 *
 * At most one request is in flight. What changes meanwhile is asked about as soon as that one is
 * back, so the last state always has the last word. When the drawing leaps to another state, the
 * request about the former one is aborted. A server that is gone or overloaded is tried again,
 * less and less often, until it answers.
 */

/** @typedef {{name: string, title: string, width: number, height: number, image: string}} Stage */
/**
 * @typedef {object} Reply
 * @property {number | null} digit
 * @property {number} confidence
 * @property {number[] | null} probabilities
 * @property {boolean} [certain]
 * @property {number} [digits_found]
 * @property {number[]} [input]
 * @property {Stage[]} [stages]
 */
/** @typedef {{type?: string, title?: string, detail?: string, status?: number}} Problem */
/** @typedef {{url: string, body: Blob}} Question */
/**
 * @typedef {object} Listener
 * @property {() => Promise<Question | null>} question about the drawing as it is now; null if blank
 * @property {() => void} onBlank
 * @property {(reply: Reply) => void} onReply
 * @property {(problem: Problem) => void} onProblem
 * @property {(trouble: "gone" | "slow" | null) => void} onTrouble
 * @property {(isBusy: boolean) => void} onBusy    whether what is shown is about to change
 */

const SLOW_AFTER_MS = 1500;
const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 4000;

export class Predictor {
  #listener;
  #isWanted = false;
  #isRunning = false;
  #failures = 0;
  /** @type {AbortController | null} */
  #inFlight = null;
  #wake = () => {};

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    window.addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => this.#wake());
  }

  /** @param {import("../drawing/drawing.js").Change} change */
  ask(change) {
    this.#isWanted = true;
    if (change === "leapt") {
      this.#inFlight?.abort();
      this.#wake();
    }
    if (!this.#isRunning) this.#run();
  }

  async #run() {
    this.#isRunning = true;
    this.#listener.onBusy(true);
    try {
      while (this.#isWanted) {
        await nextFrame();
        this.#isWanted = false;
        await this.#once();
      }
    } finally {
      this.#isRunning = false;
      this.#listener.onBusy(false);
    }
  }

  async #once() {
    const flight = new AbortController();
    this.#inFlight = flight;
    const question = await this.#listener.question();
    if (flight.signal.aborted) return;
    if (question === null) {
      this.#recovered();
      this.#listener.onBlank();
      return;
    }
    const slow = setTimeout(() => this.#listener.onTrouble("slow"), SLOW_AFTER_MS);
    const late = setTimeout(() => flight.abort("late"), TIMEOUT_MS);
    try {
      const response = await fetch(question.url, {
        method: "POST",
        body: await question.body.arrayBuffer(),
        headers: { "Content-Type": question.body.type },
        signal: flight.signal,
      });
      if (response.status >= 500 || response.status === 429) throw new Error(`${response.status}`);
      const answer = await response.json();
      if (flight.signal.aborted) return;
      this.#recovered();
      if (response.ok) this.#listener.onReply(answer);
      else this.#listener.onProblem(answer);
    } catch {
      if (flight.signal.aborted && flight.signal.reason !== "late") return;
      clearTimeout(slow);
      await this.#failed();
    } finally {
      clearTimeout(slow);
      clearTimeout(late);
      this.#inFlight = null;
    }
  }

  #recovered() {
    this.#failures = 0;
    this.#listener.onTrouble(null);
  }

  async #failed() {
    this.#isWanted = true;
    this.#failures += 1;
    this.#listener.onTrouble("gone");
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
    this.#wake = () => {};
  }
}

/** The next frame, so that one question covers all movement of a frame; hidden pages have none. */
function nextFrame() {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
    setTimeout(resolve, 100);
  });
}

/**
 * Request predictions while the user draws.
 *
 * At most one request is in flight; changes made meanwhile are sent after its reply, so the last state
 * is always predicted. Replacing the drawing aborts the request. Failed requests are retried with
 * exponential backoff.
 */

/** @typedef {import("../lib/api_types.js").StageImage} Stage */
/** @typedef {import("../lib/api_types.js").Numbers} NumbersReply */
/** @typedef {import("../lib/api_types.js").Prediction | NumbersReply} Reply */
/** @typedef {Partial<import("../lib/api_types.js").ProblemDetails>} Problem */
/** @typedef {{url: string, body: Blob}} PredictionRequest */
/**
 * @typedef {object} Listener
 * @property {() => Promise<PredictionRequest | null>} request for the current drawing; null if blank
 * @property {(reply: Reply) => PredictionRequest | null} [followUp] whose reply is shown instead, or null
 * @property {() => void} onBlank
 * @property {(reply: Reply) => void} onReply
 * @property {(problem: Problem) => void} onProblem
 * @property {(problem: "lost" | "slow" | null) => void} onConnection
 * @property {(isBusy: boolean) => void} onBusy    whether a reply is pending
 */

const SLOW_AFTER_MS = 1500;
const TIMEOUT_MS = 10_000;
const MIN_RETRY_MS = 300;
const MAX_RETRY_MS = 4000;

export class PredictionClient {
  #listener;
  #timeoutMs;
  #isStale = false;
  #isRunning = false;
  #failures = 0;
  /** @type {AbortController | null} */
  #controller = null;
  #wake = () => {};

  /** @param {Listener} listener @param {{timeoutMs?: number}} [options] */
  constructor(listener, { timeoutMs = TIMEOUT_MS } = {}) {
    this.#listener = listener;
    this.#timeoutMs = timeoutMs;
    window.addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => this.#wake());
  }

  /** @param {import("../drawing/drawing.js").Change} change */
  update(change) {
    this.#isStale = true;
    if (change === "replaced") {
      this.#controller?.abort();
      this.#wake();
    }
    if (!this.#isRunning) this.#run();
  }

  async #run() {
    this.#isRunning = true;
    this.#listener.onBusy(true);
    try {
      while (this.#isStale) {
        await nextFrame();
        this.#isStale = false;
        await this.#send();
      }
    } finally {
      this.#isRunning = false;
      this.#listener.onBusy(false);
    }
  }

  async #send() {
    const controller = new AbortController();
    this.#controller = controller;
    let request = await this.#listener.request();
    if (controller.signal.aborted) return;
    if (request === null) {
      this.#onRecovered();
      this.#listener.onBlank();
      return;
    }
    const slow = setTimeout(() => this.#listener.onConnection("slow"), SLOW_AFTER_MS);
    const timeout = setTimeout(() => controller.abort("timeout"), this.#timeoutMs);
    try {
      while (request !== null) {
        const response = await post(request, controller.signal);
        if (response.status >= 500 || response.status === 429)
          throw new Error(`${response.status}`);
        const answer = await response.json();
        if (controller.signal.aborted) return;
        this.#onRecovered();
        request = response.ok ? (this.#listener.followUp?.(answer) ?? null) : null;
        if (!response.ok) this.#listener.onProblem(answer);
        else if (request === null) this.#listener.onReply(answer);
      }
    } catch {
      if (controller.signal.aborted && controller.signal.reason !== "timeout") return;
      clearTimeout(slow);
      await this.#retryLater();
    } finally {
      clearTimeout(slow);
      clearTimeout(timeout);
      this.#controller = null;
    }
  }

  #onRecovered() {
    this.#failures = 0;
    this.#listener.onConnection(null);
  }

  async #retryLater() {
    this.#isStale = true;
    this.#failures += 1;
    this.#listener.onConnection("lost");
    const pause = Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** (this.#failures - 1));
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

/** @param {PredictionRequest} request @param {AbortSignal} signal @returns {Promise<Response>} */
export async function post({ url, body }, signal) {
  const headers = { "Content-Type": body.type };
  return fetch(url, { method: "POST", body: await body.arrayBuffer(), headers, signal });
}

/** Wait for the next frame, to batch its movements; hidden pages have none. */
function nextFrame() {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
    setTimeout(resolve, 100);
  });
}

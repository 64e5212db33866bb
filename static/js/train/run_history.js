/**
 * What one run has told so far, as columns of numbers. Never touches the page.
 */

/** @typedef {"epochs" | "steps" | "seconds"} Across */
/** @typedef {{step: number, epoch: number, loss: number, accuracy: number, gradients: (number | null)[], rate: number, seconds: number}} Batch */
/** @typedef {{index: number, label: number, digit: number, confidence: number}} Mistake */
/**
 * @typedef {object} Epoch
 * @property {number} epoch
 * @property {number} step
 * @property {number} loss
 * @property {number | null} accuracy
 * @property {{loss: number, accuracy: number}} validation
 * @property {number[][]} confusion rows by label
 * @property {Mistake[]} mistakes
 * @property {number} seconds
 */
/** @typedef {{step: number, units: number, total: number, scale: number, pixels: string}} FirstWeights */

/** How much of the typical event's batches a point of a curve covers at least. */
const LEAST_SHARE = 0.5;

export class Record {
  lastEvent = 0;
  /** @type {Batch[]} */
  batches = [];
  /** @type {Epoch[]} */
  epochs = [];
  /** @type {FirstWeights | null} */
  weights = null;
  #stepsPerEpoch;
  /** @type {Batch[] | null} */
  #points = null;

  /** @param {number} stepsPerEpoch */
  constructor(stepsPerEpoch) {
    this.#stepsPerEpoch = stepsPerEpoch;
  }

  /** @returns {Batch | null} */
  get batch() {
    return this.batches.at(-1) ?? null;
  }

  /** @returns {readonly Batch[]} the batches as the charts show them, see `merged` */
  get points() {
    this.#points ??= merged(this.batches);
    return this.#points;
  }

  /** @returns {Epoch | null} */
  get epoch() {
    return this.epochs.at(-1) ?? null;
  }

  /**
   * @param {import("./lab_api.js").LabEvent} event
   * @returns {boolean} false for one that was taken before
   */
  take({ id, event, data }) {
    if (id <= this.lastEvent) return false;
    this.lastEvent = id;
    if (event === "batch") {
      this.#points = null;
      this.#forgetFrom(data.step);
      this.batches.push(data);
    } else if (event === "epoch") {
      while (this.epoch !== null && this.epoch.epoch >= data.epoch) this.epochs.pop();
      this.epochs.push(data);
    } else if (event === "weights") {
      this.weights = data;
    }
    return true;
  }

  /**
   * Where each point of a list stands.
   * @param {readonly {step: number, seconds: number}[]} points
   * @param {Across} across
   */
  positions(points, across) {
    if (across === "seconds") return points.map(({ seconds }) => seconds);
    const unit = across === "epochs" ? this.#stepsPerEpoch : 1;
    return points.map(({ step }) => step / unit);
  }

  /** A run that went on from a checkpoint takes some steps again; the new ones count. */
  #forgetFrom(/** @type {number} */ step) {
    while (this.batch !== null && this.batch.step >= step) this.batches.pop();
    while (this.epoch !== null && this.epoch.step >= step) this.epochs.pop();
  }
}

/**
 * An event tells the mean of all batches since the one before, of many as a rule and of one now and
 * then. That one would stand out as noise, so events are put together until they cover enough.
 * @param {readonly Batch[]} batches
 */
function merged(batches) {
  const spans = batches.map(({ step }, i) => step - (batches[i - 1]?.step ?? 0));
  const typical = [...spans].sort((a, b) => a - b)[Math.floor(spans.length / 2)] ?? 1;
  /** @type {Batch[]} */
  const points = [];
  let covered = 0;
  for (const [i, batch] of batches.entries()) {
    const isPart = i > 0 && covered < LEAST_SHARE * typical;
    points.push(
      isPart ? mean(/** @type {Batch} */ (points.pop()), covered, batch, spans[i]) : batch,
    );
    covered = isPart ? covered + spans[i] : spans[i];
  }
  return points;
}

/** @param {Batch} first @param {number} before @param {Batch} second @param {number} after @returns {Batch} */
function mean(first, before, second, after) {
  const weighted = (/** @type {number} */ a, /** @type {number} */ b) =>
    (a * before + b * after) / (before + after);
  return {
    ...second,
    loss: weighted(first.loss, second.loss),
    accuracy: weighted(first.accuracy, second.accuracy),
    gradients: second.gradients.map((size, i) => {
      const other = first.gradients[i];
      return size === null || other === null ? size : weighted(other, size);
    }),
  };
}

/**
 * The drawing as data: strokes in units of a 280 x 280 square, y down, and its history.
 *
 * The history is two stacks of steps, done and undone. A step adds a stroke, or turns to a fresh
 * page: an empty one (clear), one with strokes on it (a sample), one with a picture under it.
 * What is on the canvas is the last page turned to and the strokes added since, so clearing and
 * loading a picture are undone like any stroke. Nothing here touches the DOM.
 */

/** @typedef {readonly [number, number]} Point */
/** @typedef {{readonly points: readonly Point[], readonly width: number, readonly erase: boolean}} Stroke */
/** @typedef {import("./image_file.js").Picture} Picture */
/** @typedef {{readonly strokes: readonly Stroke[], readonly picture: Picture | null}} Page */
/** @typedef {{readonly stroke: Stroke} | {readonly page: Page}} Step */
/** @typedef {{readonly done: readonly Step[], readonly undone: readonly Step[]}} History */
/**
 * How a drawing changed: it `grew` by the pen's movement, or it `leapt` to another state, so that
 * answers about the former state say nothing about this one.
 * @typedef {"grew" | "leapt"} Change
 */

/** Side of the square in which strokes are given. */
export const SIDE = 280;

/** @type {Page} */
const EMPTY_PAGE = { strokes: [], picture: null };

export class Drawing {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];
  /** @type {{points: Point[], width: number, erase: boolean} | null} */
  #live = null;
  /** @type {((change: Change) => void)[]} */
  #listeners = [];

  /** @param {(change: Change) => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** @returns {Page} the strokes and the picture that are to be seen, the growing stroke included */
  get page() {
    const start = this.#done.findLastIndex((step) => "page" in step);
    const turned = this.#done[start];
    const page = turned && "page" in turned ? turned.page : EMPTY_PAGE;
    const added = this.#done
      .slice(start + 1)
      .flatMap((step) => ("stroke" in step ? step.stroke : []));
    const live = this.#live ? [{ ...this.#live, points: [...this.#live.points] }] : [];
    return { picture: page.picture, strokes: [...page.strokes, ...added, ...live] };
  }

  /** True when no ink has been laid on the page; ink that was rubbed out again still counts. */
  get isBlank() {
    const { picture, strokes } = this.page;
    return picture === null && strokes.every((stroke) => stroke.erase);
  }

  get isGrowing() {
    return this.#live !== null;
  }

  get canUndo() {
    return this.#done.length > 0 || this.#live !== null;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** @returns {History} everything needed to come back to this drawing and its history */
  get history() {
    return { done: [...this.#done], undone: [...this.#undone] };
  }

  /** @param {Point} point @param {{width: number, erase: boolean}} pen */
  begin(point, { width, erase }) {
    this.end();
    this.#live = { points: [point], width, erase };
    this.#tell("grew");
  }

  /** @param {readonly Point[]} points */
  extend(points) {
    if (this.#live === null || points.length === 0) return;
    this.#live.points.push(...points);
    this.#tell("grew");
  }

  end() {
    if (this.#live === null) return;
    this.#done.push({ stroke: this.#live });
    this.#live = null;
    this.#undone = [];
    this.#tell("grew");
  }

  /** @param {Partial<Page>} [page] what stands on the fresh page; nothing, if left out */
  turn(page = {}) {
    this.end();
    this.#done.push({ page: { ...EMPTY_PAGE, ...page } });
    this.#undone = [];
    this.#tell("leapt");
  }

  /** Turn to an empty page, unless this one is empty. */
  clear() {
    const { picture, strokes } = this.page;
    if (picture !== null || strokes.length > 0) this.turn();
  }

  undo() {
    this.end();
    const step = this.#done.pop();
    if (step === undefined) return;
    this.#undone.push(step);
    this.#tell("leapt");
  }

  redo() {
    this.end();
    const step = this.#undone.pop();
    if (step === undefined) return;
    this.#done.push(step);
    this.#tell("leapt");
  }

  /** @param {History} history */
  restore({ done, undone }) {
    this.#live = null;
    this.#done = [...done];
    this.#undone = [...undone];
    this.#tell("leapt");
  }

  /** @param {Change} change */
  #tell = (change) => {
    for (const listener of this.#listeners) listener(change);
  };
}

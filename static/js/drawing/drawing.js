/**
 * Drawing model: strokes on a paper 280 units high, y down, with undo history. The paper is a square
 * for one digit, or three times as wide for a number.
 *
 * The history is two stacks of steps, done and undone. A step adds a stroke or replaces the page: by
 * an empty one (clear), a sample or a picture. The canvas shows the last page and the strokes added
 * since, so clearing and loading can be undone like a stroke. Does not touch the DOM.
 */

import { continuesAtEdge, onPaper } from "./paper.js";

/** @typedef {readonly [number, number]} Point */
/** @typedef {{readonly points: readonly Point[], readonly width: number, readonly erase: boolean}} Stroke */
/** @typedef {import("./image_file.js").Picture} Picture */
/** @typedef {{readonly strokes: readonly Stroke[], readonly picture: Picture | null, readonly isWide: boolean}} PaperContent */
/** @typedef {{readonly stroke: Stroke} | {readonly page: PaperContent}} Step */
/** @typedef {{readonly done: readonly Step[], readonly undone: readonly Step[]}} History */
/**
 * Whether the drawing was extended by a stroke, or replaced, which makes pending replies stale.
 * @typedef {"extended" | "replaced"} Change
 */

/** @type {PaperContent} */
const BLANK_PAPER = { strokes: [], picture: null, isWide: false };

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

  /**
   * The visible strokes and picture, including the stroke in progress. The paper is wide once a
   * finished stroke continues a number at its right edge.
   *
   * @returns {PaperContent}
   */
  get page() {
    const start = this.#done.findLastIndex((step) => "page" in step);
    const step = this.#done[start];
    const page = step && "page" in step ? step.page : BLANK_PAPER;
    const added = this.#done
      .slice(start + 1)
      .flatMap((step) => ("stroke" in step ? step.stroke : []));
    const finished = [...page.strokes, ...added];
    const live = this.#live ? [{ ...this.#live, points: [...this.#live.points] }] : [];
    return {
      picture: page.picture,
      strokes: [...finished, ...live],
      isWide: page.isWide || (page.picture === null && continuesAtEdge(finished)),
    };
  }

  /** Whether no ink was drawn; erased ink still counts. */
  get isBlank() {
    const { picture, strokes } = this.page;
    return picture === null && strokes.every((stroke) => stroke.erase);
  }

  get isDrawing() {
    return this.#live !== null;
  }

  get canUndo() {
    return this.#done.length > 0 || this.#live !== null;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** @returns {History} a copy of both stacks */
  get history() {
    return { done: [...this.#done], undone: [...this.#undone] };
  }

  /** @param {Point} point @param {{width: number, erase: boolean}} pen */
  begin(point, { width, erase }) {
    this.end();
    this.#live = { points: [point], width, erase };
    this.#notify("extended");
  }

  /** @param {readonly Point[]} points */
  extend(points) {
    if (this.#live === null || points.length === 0) return;
    this.#live.points.push(...points);
    this.#notify("extended");
  }

  end() {
    if (this.#live === null) return;
    this.#done.push({ stroke: this.#live });
    this.#live = null;
    this.#undone = [];
    this.#notify("extended");
  }

  /** @param {Partial<PaperContent>} [page] empty by default */
  replacePage(page = {}) {
    this.end();
    this.#done.push({ page: { ...BLANK_PAPER, ...page } });
    this.#undone = [];
    this.#notify("replaced");
  }

  /** Replace the page by an empty one of the same width, unless it is empty. */
  clear() {
    const { picture, strokes, isWide } = this.page;
    if (picture !== null || strokes.length > 0) this.replacePage({ isWide });
  }

  /** Put the page on the other paper. @param {boolean} isWide */
  setWide(isWide) {
    this.end();
    if (this.page.isWide !== isWide) this.replacePage(onPaper(this.page, isWide));
  }

  undo() {
    this.end();
    const step = this.#done.pop();
    if (step === undefined) return;
    this.#undone.push(step);
    this.#notify("replaced");
  }

  redo() {
    this.end();
    const step = this.#undone.pop();
    if (step === undefined) return;
    this.#done.push(step);
    this.#notify("replaced");
  }

  /** @param {History} history */
  restore({ done, undone }) {
    this.#live = null;
    this.#done = [...done];
    this.#undone = [...undone];
    this.#notify("replaced");
  }

  /** @param {Change} change */
  #notify = (change) => {
    for (const listener of this.#listeners) listener(change);
  };
}

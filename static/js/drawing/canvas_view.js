/**
 * Draw the strokes on the canvas at the screen's pixel density.
 *
 * Finished strokes are cached as a bitmap, so that a frame draws only one stroke.
 */

import { onColorSchemeChange } from "../lib/color_scheme.js";
import { context2d } from "../lib/dom.js";
import { SIDE } from "./paper.js";
import { paintPage, paintStroke } from "./stroke_renderer.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./drawing.js").PaperContent} PaperContent */

export class CanvasView {
  #canvas;
  #context;
  #drawing;
  #finished = document.createElement("canvas");
  #finishedContext;
  #finishedStrokes = -1;
  #frame = 0;

  /** @param {HTMLCanvasElement} canvas @param {Drawing} drawing */
  constructor(canvas, drawing) {
    this.#canvas = canvas;
    this.#drawing = drawing;
    this.#context = context2d(canvas);
    this.#finishedContext = context2d(this.#finished);
    drawing.onChange((change) => this.#invalidate(change === "replaced"));
    onColorSchemeChange(() => this.#invalidate(true));
    const observer = new ResizeObserver(this.#resize);
    try {
      observer.observe(canvas, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(canvas); // not supported by every browser
    }
  }

  /** @param {readonly ResizeObserverEntry[]} entries */
  #resize = (entries) => {
    const entry = entries[entries.length - 1];
    const [{ inlineSize, blockSize }] = entry.contentBoxSize;
    const exact = entry.devicePixelContentBoxSize?.[0];
    const width = devicePixels(inlineSize, exact?.inlineSize);
    const height = devicePixels(blockSize, exact?.blockSize);
    const isSame = width === this.#canvas.width && height === this.#canvas.height;
    if (width === 0 || height === 0 || isSame) return;
    for (const canvas of [this.#canvas, this.#finished]) {
      canvas.width = width;
      canvas.height = height;
    }
    this.#finishedStrokes = -1;
    this.#paint(); // at once: a resized canvas is empty and would flicker
  };

  /** @param {boolean} isFull */
  #invalidate(isFull) {
    if (isFull) this.#finishedStrokes = -1;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#paint);
  }

  #paint = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { picture, strokes, isWide } = this.#drawing.page;
    const finished = this.#drawing.isDrawing ? strokes.slice(0, -1) : strokes;
    const ink = getComputedStyle(this.#canvas).color;
    if (finished.length !== this.#finishedStrokes) {
      this.#finishedStrokes = finished.length;
      this.#clear(this.#finishedContext);
      paintPage(this.#finishedContext, { picture, strokes: finished, isWide }, ink);
      this.#canvas.style.backgroundColor = picture?.paper ?? "";
    }
    this.#clear(this.#context);
    this.#context.drawImage(this.#finished, 0, 0, this.#canvas.width / this.#scale, SIDE);
    const live = strokes[finished.length];
    if (live) paintStroke(this.#context, live, picture?.ink ?? ink);
  };

  /** Pixels per unit of the drawing. */
  get #scale() {
    return this.#canvas.height / SIDE;
  }

  /** @param {CanvasRenderingContext2D} context */
  #clear(context) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
  }
}

/**
 * @param {number} length in CSS pixels
 * @param {number} [exact] in pixels of the screen, if the browser tells it
 * @returns {number} in pixels of the screen
 */
function devicePixels(length, exact) {
  const counted = length * devicePixelRatio;
  // Under emulation, the exact size can belong to another density.
  return Math.round(exact !== undefined && Math.abs(exact - counted) < 2 ? exact : counted);
}

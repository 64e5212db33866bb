/**
 * Draw the strokes on the canvas at the screen's pixel density.
 *
 * Finished strokes are cached as a bitmap, so that a frame draws only one stroke.
 */

import { onColorSchemeChange } from "../lib/color_scheme.js";
import { context2d } from "../lib/dom.js";
import { SIDE } from "./drawing.js";
import { paintPage, paintStroke } from "./stroke_renderer.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./drawing.js").Page} Page */

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
    const counted = entry.contentBoxSize[0].inlineSize * devicePixelRatio;
    const exact = entry.devicePixelContentBoxSize?.[0].inlineSize ?? counted;
    // Under emulation, the exact size can belong to another density.
    const side = Math.round(Math.abs(exact - counted) < 2 ? exact : counted);
    if (side === 0 || side === this.#canvas.width) return;
    for (const canvas of [this.#canvas, this.#finished]) {
      canvas.width = side;
      canvas.height = side;
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
    const { picture, strokes } = this.#drawing.page;
    const finished = this.#drawing.isDrawing ? strokes.slice(0, -1) : strokes;
    const ink = getComputedStyle(this.#canvas).color;
    if (finished.length !== this.#finishedStrokes) {
      this.#finishedStrokes = finished.length;
      this.#clear(this.#finishedContext);
      paintPage(this.#finishedContext, { picture, strokes: finished }, ink);
      this.#canvas.style.backgroundColor = picture?.paper ?? "";
    }
    this.#clear(this.#context);
    this.#context.drawImage(this.#finished, 0, 0, SIDE, SIDE);
    const live = strokes[finished.length];
    if (live) paintStroke(this.#context, live, picture?.ink ?? ink);
  };

  /** @param {CanvasRenderingContext2D} context */
  #clear(context) {
    const scale = this.#canvas.width / SIDE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
  }
}

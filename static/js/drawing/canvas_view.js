/**
 * The drawing on the screen, at the screen's own density.
 *
 * Strokes that are finished are kept as a bitmap, so that a frame costs one stroke, not all.
 */

import { SIDE } from "./drawing.js";
import { paintPage, paintStroke } from "./stroke_renderer.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./drawing.js").Page} Page */

export class Screen {
  #canvas;
  #context;
  #drawing;
  #settled = document.createElement("canvas");
  #settledContext;
  #settledStrokes = -1;
  #frame = 0;

  /** @param {HTMLCanvasElement} canvas @param {Drawing} drawing */
  constructor(canvas, drawing) {
    this.#canvas = canvas;
    this.#drawing = drawing;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.#settledContext = /** @type {CanvasRenderingContext2D} */ (this.#settled.getContext("2d"));
    drawing.onChange((change) => this.#invalidate(change === "leapt"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.#invalidate(true),
    );
    const observer = new ResizeObserver(this.#resize);
    try {
      observer.observe(canvas, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(canvas); // browsers without that box tell the size in CSS pixels only
    }
  }

  /** @param {readonly ResizeObserverEntry[]} entries */
  #resize = (entries) => {
    const entry = entries[entries.length - 1];
    const counted = entry.contentBoxSize[0].inlineSize * devicePixelRatio;
    const exact = entry.devicePixelContentBoxSize?.[0].inlineSize ?? counted;
    // Under emulation the exact number can be that of another density.
    const side = Math.round(Math.abs(exact - counted) < 2 ? exact : counted);
    if (side === 0 || side === this.#canvas.width) return;
    for (const canvas of [this.#canvas, this.#settled]) {
      canvas.width = side;
      canvas.height = side;
    }
    this.#settledStrokes = -1;
    this.#paint(); // at once: a resized canvas is empty, and a frame without ink would flash
  };

  /** @param {boolean} all */
  #invalidate(all) {
    if (all) this.#settledStrokes = -1;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#paint);
  }

  #paint = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { picture, strokes } = this.#drawing.page;
    const finished = this.#drawing.isGrowing ? strokes.slice(0, -1) : strokes;
    const ink = getComputedStyle(this.#canvas).color;
    if (finished.length !== this.#settledStrokes) {
      this.#settledStrokes = finished.length;
      this.#fresh(this.#settledContext);
      paintPage(this.#settledContext, { picture, strokes: finished }, ink);
      this.#canvas.style.backgroundColor = picture?.paper ?? "";
    }
    this.#fresh(this.#context);
    this.#context.drawImage(this.#settled, 0, 0, SIDE, SIDE);
    const live = strokes[finished.length];
    if (live) paintStroke(this.#context, live, picture?.ink ?? ink);
  };

  /** @param {CanvasRenderingContext2D} context */
  #fresh(context) {
    const scale = this.#canvas.width / SIDE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
  }
}

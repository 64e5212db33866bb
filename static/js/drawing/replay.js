/**
 * Draw given strokes as a hand would, point by point, so that the answer can be watched.
 */

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./drawing.js").Stroke} Stroke */

const POINTS_PER_FRAME = 2;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Ends early if the drawing is changed otherwise.
 *
 * @param {Drawing} drawing blank
 * @param {readonly Stroke[]} strokes
 */
export async function replay(drawing, strokes) {
  if (STILL.matches) return drawing.replacePage({ strokes });
  for (const [i, { points, width, erase }] of strokes.entries()) {
    drawing.begin(points[0], { width, erase });
    for (let n = 1; n < points.length; n += POINTS_PER_FRAME) {
      await new Promise(requestAnimationFrame);
      if (!drawing.isDrawing || drawing.page.strokes.length !== i + 1) return;
      drawing.extend(points.slice(n, n + POINTS_PER_FRAME));
    }
    drawing.end();
  }
}

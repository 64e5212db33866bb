/**
 * Geometry of the paper: a square for one digit, or three times as wide for a number. Does not touch
 * the page.
 */

/** @typedef {import("./drawing.js").PaperContent} PaperContent */
/** @typedef {import("./drawing.js").Point} Point */
/** @typedef {import("./drawing.js").Stroke} Stroke */
/** @typedef {{readonly x: number, readonly y: number, readonly width: number, readonly height: number}} Box */

/** Height of the paper, and width of the square one, in units of the drawing. */
export const SIDE = 280;

/** Width of the paper for a number. */
export const WIDE = 3 * SIDE;

/** A stroke that comes so close to the right edge reaches it. */
const EDGE = 48;

/** Margin around strokes that are fitted into the square, so that they do not reach its edge. */
const MARGIN = EDGE + 8;

/** Distance of a sample from the digit before it. */
const GAP = 14;

/** @param {{readonly isWide: boolean}} page @returns {number} width of its paper */
export const paperWidth = ({ isWide }) => (isWide ? WIDE : SIDE);

/**
 * @param {{width: number, height: number}} size
 * @param {boolean} isWide
 * @returns {Box} the largest centered box of that aspect ratio
 */
export function fitToPaper({ width, height }, isWide) {
  const outer = paperWidth({ isWide });
  const scale = Math.min(outer / width, SIDE / height);
  return {
    x: (outer - width * scale) / 2,
    y: (SIDE - height * scale) / 2,
    width: width * scale,
    height: height * scale,
  };
}

/**
 * Whether a stroke reaches the right edge of the square, and an earlier one lies wholly to its left:
 * one digit may reach the edge, too.
 *
 * @param {readonly Stroke[]} strokes
 */
export function continuesAtEdge(strokes) {
  let firstRight = Infinity;
  for (const stroke of strokes) {
    if (stroke.erase) continue;
    const { x, width } = strokeBounds([stroke]);
    if (x > firstRight && x + width >= SIDE - EDGE) return true;
    firstRight = Math.min(firstRight, x + width);
  }
  return false;
}

/**
 * Put a page on paper of another width. All of its ink stays visible.
 *
 * @param {PaperContent} page
 * @param {boolean} isWide
 * @returns {PaperContent}
 */
export function onPaper(page, isWide) {
  const { picture, strokes } = page;
  if (picture !== null) {
    const [from, to] = [
      fitToPaper(picture.bitmap, page.isWide),
      fitToPaper(picture.bitmap, isWide),
    ];
    const scale = to.width / from.width;
    const moved = transform(strokes, scale, to.x - from.x * scale, to.y - from.y * scale);
    return { picture, strokes: moved, isWide };
  }
  const ink = strokes.filter(({ erase }) => !erase);
  const isInside = ink.length === 0 || rightEdge(ink) < SIDE - EDGE;
  return { picture, strokes: isWide || isInside ? strokes : fitToSquare(strokes), isWide };
}

/**
 * Scale and move strokes to the middle of the square.
 *
 * @param {readonly Stroke[]} strokes some of them of ink
 */
export function fitToSquare(strokes) {
  const { x, y, width, height } = strokeBounds(strokes.filter(({ erase }) => !erase));
  const scale = (SIDE - 2 * MARGIN) / Math.max(width, height, 1);
  const left = (SIDE - width * scale) / 2 - x * scale;
  const top = (SIDE - height * scale) / 2 - y * scale;
  return transform(strokes, scale, left, top);
}

/**
 * @param {readonly Stroke[]} strokes
 * @param {readonly Stroke[]} sample
 * @returns {readonly Stroke[]} both, the sample to the right; the sample alone if the wide paper is full
 */
export function beside(strokes, sample) {
  const ink = strokes.filter(({ erase }) => !erase);
  const { x, width } = strokeBounds(sample);
  const pen = sample[0].width;
  const left = (ink.length > 0 ? rightEdge(ink) : 0) + GAP + pen;
  const isFull = left + width + pen > WIDE;
  const moved = transform(sample, 1, (isFull ? GAP + pen : left) - x, 0);
  return isFull ? moved : [...strokes, ...moved];
}

/**
 * @param {readonly Stroke[]} strokes at least one
 * @returns {Box} of their points
 */
export function strokeBounds(strokes) {
  const points = strokes.flatMap((stroke) => stroke.points);
  const [left, top] = [0, 1].map((axis) => points.reduce((m, p) => Math.min(m, p[axis]), Infinity));
  const [right, bottom] = [0, 1].map((axis) =>
    points.reduce((m, p) => Math.max(m, p[axis]), -Infinity),
  );
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {readonly Stroke[]} strokes @returns {number} */
function rightEdge(strokes) {
  const { x, width } = strokeBounds(strokes);
  return x + width;
}

/**
 * @param {readonly Stroke[]} strokes
 * @param {number} scale
 * @param {number} dx added after scaling
 * @param {number} dy
 * @returns {Stroke[]}
 */
function transform(strokes, scale, dx, dy) {
  return strokes.map(({ points, width, erase }) => ({
    points: points.map(([x, y]) => /** @type {Point} */ ([x * scale + dx, y * scale + dy])),
    width: width * scale,
    erase,
  }));
}

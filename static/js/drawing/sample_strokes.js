/**
 * Handwritten sample digits as spline knots; a repeated knot is a corner.
 */

/** @typedef {import("./drawing.js").Point} Point */

/** @type {readonly (readonly (readonly Point[])[])[]} one list of strokes for each digit, 0 to 9 */
// biome-ignore format: a stroke is a line
export const SAMPLE_DIGITS = [
  [[[158, 62], [128, 61], [100, 90], [87, 142], [97, 196], [130, 222], [166, 206], [189, 160], [186, 104], [164, 70], [140, 60]]],
  [[[116, 102], [136, 84], [155, 56], [155, 56], [150, 112], [145, 166], [141, 225]]],
  [[[92, 106], [104, 74], [138, 58], [172, 74], [178, 108], [157, 148], [122, 186], [88, 217], [88, 217], [128, 213], [166, 212], [198, 215]]],
  [[[97, 76], [128, 57], [163, 66], [170, 98], [148, 124], [120, 134], [120, 134], [158, 138], [184, 166], [174, 204], [138, 224], [104, 216], [86, 198]]],
  [[[120, 62], [107, 104], [89, 152], [89, 152], [140, 153], [198, 147]], [[163, 94], [158, 150], [151, 228]]],
  [[[114, 70], [109, 102], [104, 134], [104, 134], [136, 119], [170, 130], [185, 166], [170, 204], [134, 222], [92, 208]], [[114, 70], [150, 68], [186, 61]]],
  [[[166, 56], [132, 84], [103, 132], [94, 182], [114, 217], [152, 220], [178, 192], [171, 159], [140, 147], [110, 164], [98, 190]]],
  [[[88, 73], [132, 72], [188, 65], [188, 65], [164, 116], [144, 168], [132, 227]]],
  [[[174, 84], [144, 59], [110, 70], [104, 104], [134, 131], [166, 160], [175, 198], [146, 224], [108, 213], [101, 179], [128, 147], [160, 119], [177, 90]]],
  [[[176, 92], [150, 61], [114, 71], [98, 108], [116, 142], [152, 134], [176, 92], [176, 92], [173, 150], [164, 196], [151, 228]]],
];

/** Points per spline segment. */
const STEPS = 8;

/** @param {readonly Point[]} knots @returns {Point[]} a Catmull-Rom spline through them */
export function smooth(knots) {
  /** @type {Point[]} */
  const points = [knots[0]];
  for (let i = 0; i + 1 < knots.length; i += 1) {
    const [from, to] = [knots[i], knots[i + 1]];
    if (same(from, to)) continue;
    const before = i > 0 && !same(knots[i - 1], from) ? knots[i - 1] : from;
    const after = i + 2 < knots.length && !same(knots[i + 2], to) ? knots[i + 2] : to;
    for (let step = 1; step <= STEPS; step += 1) {
      points.push(between(before, from, to, after, step / STEPS));
    }
  }
  return points;
}

/**
 * @param {Point} p0 @param {Point} p1 @param {Point} p2 @param {Point} p3
 * @param {number} t from 0 at p1 to 1 at p2
 * @returns {Point}
 */
function between(p0, p1, p2, p3, t) {
  const along = (/** @type {0 | 1} */ axis) => {
    const [a, b, c, d] = [p0[axis], p1[axis], p2[axis], p3[axis]];
    const bend = 2 * a - 5 * b + 4 * c - d;
    return b + 0.5 * t * (c - a + t * (bend + t * (3 * b - a - 3 * c + d)));
  };
  return [along(0), along(1)];
}

/** @param {Point} a @param {Point} b */
function same(a, b) {
  return a[0] === b[0] && a[1] === b[1];
}

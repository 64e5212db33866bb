/**
 * The digits of a number, with their places and strokes on the paper, and the next request after a
 * reply. Does not touch the DOM.
 */

import { fitToPaper } from "../drawing/paper.js";

/** @typedef {import("../drawing/drawing.js").PaperContent} PaperContent */
/** @typedef {import("../drawing/drawing.js").Point} Point */
/** @typedef {import("../drawing/drawing.js").Stroke} Stroke */
/** @typedef {import("../drawing/paper.js").Box} Box */
/** @typedef {import("./prediction_client.js").NumbersReply} NumbersReply */
/**
 * @typedef {object} Digit
 * @property {number} digit
 * @property {number} confidence
 * @property {readonly number[]} probabilities
 * @property {boolean} certain
 * @property {Box} box        on the paper
 * @property {number} number  index of its number
 * @property {string} mark    separator before it, empty if there is none
 */

/** A stroke belongs to one digit as a whole if at least this share of its points is nearest to it. */
const MIN_SHARE = 0.85;

/** Margin around the crop of a digit, as a share of its longer side. */
const MARGIN = 0.15;

/**
 * The request that a reply calls for: the number if a drawing on the square paper shows several
 * digits, the digit if one on the wide paper shows just one.
 *
 * @param {import("./prediction_client.js").Reply} reply
 * @param {boolean} isWide
 * @returns {"predict" | "numbers" | null} null if the reply is the answer
 */
export function nextRequest(reply, isWide) {
  if ("numbers" in reply) {
    const [first, ...others] = reply.numbers;
    return isWide && others.length === 0 && first.digits.length === 1 ? "predict" : null;
  }
  return !isWide && (reply.digits_found ?? 1) > 1 ? "numbers" : null;
}

/** @param {NumbersReply} reply @param {PaperContent} page that was sent @returns {Digit[]} of all numbers, in reading order */
export function toDigits(reply, page) {
  const place = createPlacement(page);
  return reply.numbers.flatMap(({ digits, separators }, number) =>
    digits.map(({ digit, confidence, probabilities, certain, box }, position) => {
      const mark = separators?.find((one) => one.position === position)?.separator ?? "";
      return { digit, confidence, probabilities, certain, box: place(box), number, mark };
    }),
  );
}

/** @param {NumbersReply} reply @param {PaperContent} page that was sent @returns {Box[]} of the separators */
export function separatorBoxes(reply, page) {
  const place = createPlacement(page);
  return reply.numbers.flatMap(({ separators }) => (separators ?? []).map(({ box }) => place(box)));
}

/** @param {readonly Digit[]} digits @param {ReadonlyMap<number, number>} corrections digits by index @returns {string} the numbers, separated by spaces */
export function numberText(digits, corrections) {
  return digits
    .map(({ digit, number, mark }, i) => {
      const isFirst = i > 0 && digits[i - 1].number !== number;
      return (isFirst ? " " : mark) + (corrections.get(i) ?? digit);
    })
    .join("");
}

/** @param {readonly Digit[]} digits at least one @returns {number} index of the least probable one */
export function leastCertain(digits) {
  const confidences = digits.map(({ confidence }) => confidence);
  return confidences.indexOf(Math.min(...confidences));
}

/**
 * The strokes of one digit of several. A stroke through several is cut, and an erasing one is kept.
 *
 * @param {readonly Stroke[]} strokes
 * @param {readonly Box[]} boxes of all digits, and of separators
 * @param {number} index
 * @returns {Stroke[]}
 */
export function strokesOfDigit(strokes, boxes, index) {
  return strokes.flatMap((stroke) => {
    if (stroke.erase) return [stroke];
    const owners = stroke.points.map((point) => nearestBox(point, boxes, stroke.width));
    const share = owners.filter((owner) => owner === index).length / owners.length;
    if (share >= MIN_SHARE) return [stroke];
    if (share <= 1 - MIN_SHARE) return [];
    return runs(stroke, (i) => owners[i] === index);
  });
}

/**
 * The box to cut out for a digit: with a margin that ends halfway to its neighbors.
 *
 * @param {readonly Box[]} boxes of all digits, and of separators
 * @param {number} index
 * @returns {Box}
 */
export function cropOfDigit(boxes, index) {
  const box = boxes[index];
  const margin = MARGIN * Math.max(box.width, box.height);
  const beside = boxes.filter(
    (other) => other.y < box.y + box.height && box.y < other.y + other.height,
  );
  const before = beside.map(({ x, width }) => box.x - (x + width)).filter((gap) => gap >= 0);
  const after = beside.map(({ x }) => x - (box.x + box.width)).filter((gap) => gap >= 0);
  const left = Math.min(margin, ...before.map((gap) => gap / 2));
  const right = Math.min(margin, ...after.map((gap) => gap / 2));
  return {
    x: box.x - left,
    y: box.y - margin,
    width: box.width + left + right,
    height: box.height + 2 * margin,
  };
}

/**
 * @param {PaperContent} page
 * @returns {(box: readonly number[]) => Box} from the coordinates of the image that is sent for it
 */
export function createPlacement({ picture, strokes, isWide }) {
  if (picture === null || strokes.length > 0)
    return ([x, y, width, height]) => ({ x, y, width, height });
  const { bitmap, scale } = picture;
  const fit = fitToPaper(bitmap, isWide);
  const unit = fit.width / (bitmap.width * scale);
  return ([x, y, width, height]) => ({
    x: fit.x + x * unit,
    y: fit.y + y * unit,
    width: width * unit,
    height: height * unit,
  });
}

/** @param {Point} point @param {readonly Box[]} boxes @param {number} reach @returns {number} index; -1 if all are farther than that */
function nearestBox([x, y], boxes, reach) {
  let nearest = -1;
  let best = reach;
  let offset = Infinity;
  for (const [i, box] of boxes.entries()) {
    const dx = Math.max(box.x - x, 0, x - box.x - box.width);
    const dy = Math.max(box.y - y, 0, y - box.y - box.height);
    const distance = Math.hypot(dx, dy);
    const off = Math.abs(x - box.x - box.width / 2); // decides where boxes overlap
    if (distance > best || (distance === best && off >= offset)) continue;
    [nearest, best, offset] = [i, distance, off];
  }
  return nearest;
}

/** @param {Stroke} stroke @param {(i: number) => boolean} isKept @returns {Stroke[]} its runs of points that are kept */
function runs({ points, width, erase }, isKept) {
  /** @type {Point[][]} */
  const parts = [];
  for (const [i, point] of points.entries()) {
    if (!isKept(i)) continue;
    if (i === 0 || !isKept(i - 1)) parts.push([]);
    parts[parts.length - 1].push(point);
  }
  return parts.map((part) => ({ points: part, width, erase }));
}

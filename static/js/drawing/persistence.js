/**
 * Save and restore the drawing and its history in the tab's session storage.
 */

import { read, write } from "../lib/storage.js";
import { openPicture, reduce } from "./image_file.js";

/** @typedef {import("./drawing.js").History} History */
/** @typedef {import("./drawing.js").Step} Step */
/** @typedef {import("./drawing.js").PaperContent} PaperContent */
/** @typedef {import("./drawing.js").Stroke} Stroke */
/** @typedef {import("./image_file.js").Picture} Picture */
/** @typedef {{w: number, e: 0 | 1, p: number[]}} StoredStroke points as x, y, x, y, ... */
/** @typedef {{s: StoredStroke} | {strokes: StoredStroke[], picture: string | null, wide?: boolean}} StoredStep */

/** The drawing that all pages share, or one digit of a number. @typedef {"drawing" | "digit"} Slot */

/** @type {Record<Slot, string>} */
const KEYS = { drawing: "inkling:drawing:1", digit: "inkling:digit:1" };
/** Larger pictures are stored as a reduced copy, since storage is limited to a few megabytes. */
const MAX_BYTES = 600_000;
const REDUCED_SIDE = 700;

/** Pictures as data: URLs. @type {WeakMap<Picture, string>} */
const encoded = new WeakMap();

/** Encode a picture in advance: saving must be synchronous, as the page may unload. @param {Picture} picture */
export async function prepare(picture) {
  const { bytes, bitmap } = picture;
  const copy = bytes.size > MAX_BYTES ? await reduce(bitmap, REDUCED_SIDE) : bytes;
  encoded.set(picture, await dataUrl(copy));
}

/**
 * @param {History} history
 * @param {PaperContent} page stored alone if the history is too long
 * @param {Slot} slot
 */
export function save({ done, undone }, page, slot) {
  const full = () => JSON.stringify({ done: done.map(pack), undone: undone.map(pack) });
  const pageOnly = () => JSON.stringify({ done: [pack({ page })], undone: [] });
  for (const text of [full, pageOnly]) {
    if (write("sessionStorage", KEYS[slot], text())) return;
  }
}

/** Save one digit of a number, for the page that explains it. @param {PaperContent} page */
export async function saveDigit(page) {
  if (page.picture !== null) await prepare(page.picture);
  save({ done: [{ page }], undone: [] }, page, "digit");
}

/** @param {Slot} slot @returns {Promise<History | null>} */
export async function load(slot) {
  const text = read("sessionStorage", KEYS[slot]);
  if (text === null) return null;
  try {
    const { done, undone } = JSON.parse(text);
    return {
      done: await Promise.all(done.map(unpack)),
      undone: await Promise.all(undone.map(unpack)),
    };
  } catch {
    return null; // another version's format, or truncated
  }
}

/** @param {Step} step @returns {StoredStep} */
function pack(step) {
  if ("stroke" in step) return { s: packStroke(step.stroke) };
  const { strokes, picture, isWide } = step.page;
  return {
    strokes: strokes.map(packStroke),
    picture: (picture && encoded.get(picture)) ?? null,
    wide: isWide,
  };
}

/** @param {StoredStep} stored @returns {Promise<Step>} */
async function unpack(stored) {
  if ("s" in stored) return { stroke: unpackStroke(stored.s) };
  const picture = stored.picture === null ? null : await openPicture(toBlob(stored.picture));
  if (picture && stored.picture) encoded.set(picture, stored.picture);
  const strokes = stored.strokes.map(unpackStroke);
  return { page: { strokes, picture, isWide: stored.wide === true } };
}

/** @param {Stroke} stroke @returns {StoredStroke} */
function packStroke({ width, erase, points }) {
  return {
    w: width,
    e: erase ? 1 : 0,
    p: points.flat().map((value) => Math.round(value * 100) / 100),
  };
}

/** @param {StoredStroke} stored @returns {Stroke} */
function unpackStroke({ w, e, p }) {
  /** @type {[number, number][]} */
  const points = [];
  for (let i = 0; i + 1 < p.length; i += 2) points.push([p[i], p[i + 1]]);
  return { width: w, erase: e === 1, points };
}

/** @param {Blob} blob @returns {Promise<string>} */
function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** @param {string} url a data: URL; the content security policy forbids fetching it */
function toBlob(url) {
  const [head, body] = url.split(",");
  const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: head.slice("data:".length).split(";")[0] });
}

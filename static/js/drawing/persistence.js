/**
 * The drawing and its history outlive a reload, in this tab.
 */

import { read, write } from "../lib/storage.js";
import { openPicture, reduce } from "./image_file.js";

/** @typedef {import("./drawing.js").History} History */
/** @typedef {import("./drawing.js").Step} Step */
/** @typedef {import("./drawing.js").Page} Page */
/** @typedef {import("./drawing.js").Stroke} Stroke */
/** @typedef {import("./image_file.js").Picture} Picture */
/** @typedef {{w: number, e: 0 | 1, p: number[]}} KeptStroke points as x, y, x, y, ... */
/** @typedef {{s: KeptStroke} | {strokes: KeptStroke[], picture: string | null}} KeptStep */

const KEY = "inkling:drawing:1";
/** A picture of more bytes is kept as a reduced copy, to fit the few megabytes there are. */
const MOST_BYTES = 600_000;
const REDUCED_SIDE = 700;

/** Pictures as data: URLs, made once for each. @type {WeakMap<Picture, string>} */
const encoded = new WeakMap();

/** Make a picture ready to be kept: saving must not wait, a page can go at any moment. @param {Picture} picture */
export async function prepare(picture) {
  const { bytes, bitmap } = picture;
  const copy = bytes.size > MOST_BYTES ? await reduce(bitmap, REDUCED_SIDE) : bytes;
  encoded.set(picture, await dataUrl(copy));
}

/** @param {History} history @param {Page} page kept alone when the history is too long */
export function save({ done, undone }, page) {
  const whole = () => JSON.stringify({ done: done.map(pack), undone: undone.map(pack) });
  const alone = () => JSON.stringify({ done: [pack({ page })], undone: [] });
  for (const text of [whole, alone]) {
    if (write("sessionStorage", KEY, text())) return;
  }
}

/** @returns {Promise<History | null>} */
export async function load() {
  const text = read("sessionStorage", KEY);
  if (text === null) return null;
  try {
    const { done, undone } = JSON.parse(text);
    return {
      done: await Promise.all(done.map(unpack)),
      undone: await Promise.all(undone.map(unpack)),
    };
  } catch {
    return null; // written by another version, or cut short
  }
}

/** @param {Step} step @returns {KeptStep} */
function pack(step) {
  if ("stroke" in step) return { s: packStroke(step.stroke) };
  const { strokes, picture } = step.page;
  return { strokes: strokes.map(packStroke), picture: (picture && encoded.get(picture)) ?? null };
}

/** @param {KeptStep} kept @returns {Promise<Step>} */
async function unpack(kept) {
  if ("s" in kept) return { stroke: unpackStroke(kept.s) };
  const picture = kept.picture === null ? null : await openPicture(blobOf(kept.picture));
  if (picture && kept.picture) encoded.set(picture, kept.picture);
  return { page: { strokes: kept.strokes.map(unpackStroke), picture } };
}

/** @param {Stroke} stroke @returns {KeptStroke} */
function packStroke({ width, erase, points }) {
  return {
    w: width,
    e: erase ? 1 : 0,
    p: points.flat().map((value) => Math.round(value * 100) / 100),
  };
}

/** @param {KeptStroke} kept @returns {Stroke} */
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

/** @param {string} url a data: URL, read here because the page may fetch from its server alone */
function blobOf(url) {
  const [head, body] = url.split(",");
  const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: head.slice("data:".length).split(";")[0] });
}

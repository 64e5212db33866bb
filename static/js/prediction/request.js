/**
 * Build requests of a prediction or of the numbers of a drawing: the picture as it is, or a PNG.
 */

import { rasterize } from "../drawing/rasterize.js";
import { address } from "../lib/url.js";

/** @typedef {import("../drawing/drawing.js").PaperContent} PaperContent */

/**
 * @param {PaperContent} page
 * @returns {Promise<Blob | null>} null if the page is blank
 */
export function requestBody(page) {
  const { picture, strokes } = page;
  if (picture && strokes.length === 0) return Promise.resolve(picture.bytes);
  if (strokes.length === 0) return Promise.resolve(null);
  return rasterize(page);
}

/**
 * @param {string | null} model null for the default model
 * @param {readonly string[]} include
 */
export const predictUrl = (model, include = []) => modelUrl("/predict", model, include);

/**
 * @param {string | null} model null for the default model
 * @param {string} separators marks that are read between digits
 * @param {readonly string[]} include
 */
export const numbersUrl = (model, separators, include = []) =>
  modelUrl("/numbers", model, include, separators);

/** @param {string} path @param {string | null} model @param {readonly string[]} include @param {string} separators */
function modelUrl(path, model, include, separators = "") {
  const query = new URLSearchParams();
  if (model !== null) query.set("model", model);
  if (separators !== "") query.set("separators", separators);
  for (const name of include) query.append("include", name);
  return address(query.size > 0 ? `${path}?${query}` : path);
}

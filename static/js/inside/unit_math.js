/**
 * Computation of one unit: bias, weights, inputs, products, their sum, z and activation.
 *
 * Layer 0 is the input, layer `sizes.length - 1` the output. Indices start at 0, in names as in arrays.
 */

/** @typedef {import("./explain_api.js").Explanation} Explanation */
/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/** @typedef {{readonly layer: number, readonly index: number}} Unit */
/**
 * @typedef {object} UnitSum
 * @property {Unit} unit
 * @property {Float32Array} inputs    activations of the previous layer
 * @property {Float32Array} weights   one for each input
 * @property {Float32Array} products  each input times its weight
 * @property {number} bias
 * @property {number} sum             of the products
 * @property {number} z               bias + sum, as the server computed it
 * @property {number} value           sigmoid or softmax of z, as the server computed it
 * @property {number} exponential     e to the z; for outputs
 * @property {number} total           e to the z, summed over all outputs
 * @property {number[]} ranked        input indices by decreasing size of the product
 */

/** Side length of the input image. */
export const SIDE = 28;

/** @param {Explanation} explanation @param {number} layer @returns {Float32Array} its activations */
export function layerValues({ arrays, sizes }, layer) {
  if (layer === sizes.length - 1) return arrays.P.data;
  return layer === 0 ? arrays.A0.data.subarray(1) : arrays[`H${layer}`].data; // A0 without the constant 1
}

/** @param {Explanation} explanation @param {readonly Matrix[]} weights @param {Unit} unit @returns {UnitSum} */
export function sumOfUnit(explanation, weights, unit) {
  const { layer, index } = unit;
  const {
    shape: [rows, columns],
    data,
  } = weights[layer - 1];
  const column = Float32Array.from({ length: rows }, (_, row) => data[row * columns + index]);
  const [bias] = column;
  const inputs = layerValues(explanation, layer - 1);
  const incoming = column.subarray(1); // row 0 is the bias
  const products = incoming.map((weight, i) => weight * inputs[i]);
  const logits = explanation.arrays[`z${layer}`].data;
  return {
    unit,
    inputs,
    weights: incoming,
    products,
    bias,
    sum: products.reduce((total, product) => total + product, 0),
    z: logits[index],
    value: layerValues(explanation, layer)[index],
    exponential: Math.exp(logits[index]),
    total: logits.reduce((total, z) => total + Math.exp(z), 0),
    ranked: [...products.keys()].sort((a, b) => Math.abs(products[b]) - Math.abs(products[a])),
  };
}

/** @param {readonly number[]} sizes @param {number} layer @returns {string} */
export function layerName(sizes, layer) {
  if (layer === 0) return "Input";
  return layer === sizes.length - 1 ? "Output" : `Layer ${layer}`;
}

/** @param {readonly number[]} sizes @param {Unit} unit @returns {string} such as "unit 37", "output 7" */
export function unitName(sizes, { layer, index }) {
  if (layer === 0) return `row ${Math.floor(index / SIDE)}, column ${index % SIDE}`;
  return layer === sizes.length - 1 ? `output ${index}` : `unit ${index}`;
}

/** @param {readonly number[]} sizes @param {Unit} unit @returns {string} such as "Layer 1, unit 37" */
export function fullName(sizes, unit) {
  const isOutput = unit.layer === sizes.length - 1;
  return isOutput
    ? `Output ${unit.index}`
    : `${layerName(sizes, unit.layer)}, ${unitName(sizes, unit)}`;
}

/** @param {Unit | null} a @param {Unit | null} b */
export const isSame = (a, b) => a?.layer === b?.layer && a?.index === b?.index;

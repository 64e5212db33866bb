/**
 * Decode arrays from base64.
 */

/** @typedef {{readonly shape: readonly [number, number], readonly data: Float32Array}} Matrix */
/** @typedef {{readonly shape: [number, number], readonly dtype: "float32", readonly base64: string}} EncodedMatrix */

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
export function decodeBytes(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** @param {string} base64 @returns {Int8Array<ArrayBuffer>} */
export function decodeSignedBytes(base64) {
  return new Int8Array(decodeBytes(base64).buffer);
}

/** @param {EncodedMatrix} matrix little-endian float32, row by row @returns {Matrix} */
export function decodeMatrix({ shape, base64 }) {
  return { shape, data: new Float32Array(decodeBytes(base64).buffer) }; // browsers run on little-endian machines
}

/**
 * Decode arrays from base64.
 */

/** @typedef {{readonly shape: readonly [number, number], readonly data: Float32Array}} Matrix */
/** @typedef {{readonly shape: [number, number], readonly dtype: "float32", readonly base64: string}} EncodedMatrix */

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
export function decodeBytes(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i); // Uint8Array.from takes ten times as long
  return bytes;
}

/** @param {string} base64 @returns {Int8Array<ArrayBuffer>} */
export function decodeSignedBytes(base64) {
  return new Int8Array(decodeBytes(base64).buffer);
}

/** @param {EncodedMatrix} matrix little-endian float32, row by row @returns {Matrix} */
export function decodeMatrix({ shape, base64 }) {
  return { shape, data: new Float32Array(decodeBytes(base64).buffer) }; // browsers run on little-endian machines
}

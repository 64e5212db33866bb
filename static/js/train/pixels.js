// @ts-check
/**
 * Pictures that come as base64.
 */

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
export function bytes(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** @param {string} base64 @returns {Int8Array<ArrayBuffer>} */
export function signedBytes(base64) {
  return new Int8Array(bytes(base64).buffer);
}

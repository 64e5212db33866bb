/**
 * Web storage that ignores errors, since it may be full or disabled. Frames store nothing: several on
 * one page would share it, and each has its own drawing.
 */

/** @typedef {"localStorage" | "sessionStorage"} Area */

const isFrame = window.parent !== window;

/** @param {Area} area @param {string} key @returns {string | null} */
export function read(area, key) {
  if (isFrame) return null;
  try {
    return window[area].getItem(key);
  } catch {
    return null;
  }
}

/** @param {Area} area @param {string} key @param {string} text @returns {boolean} whether it was stored */
export function write(area, key, text) {
  if (isFrame) return false;
  try {
    window[area].setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

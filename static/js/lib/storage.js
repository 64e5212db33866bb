/**
 * The browser's storage, which may be full or forbidden: then nothing is kept, and nothing breaks.
 */

/** @typedef {"localStorage" | "sessionStorage"} Area */

/** @param {Area} area @param {string} key @returns {string | null} */
export function read(area, key) {
  try {
    return window[area].getItem(key);
  } catch {
    return null;
  }
}

/** @param {Area} area @param {string} key @param {string} text @returns {boolean} true when kept */
export function write(area, key, text) {
  try {
    window[area].setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

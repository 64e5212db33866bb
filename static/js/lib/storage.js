/**
 * Web storage that ignores errors, since it may be full or disabled.
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

/** @param {Area} area @param {string} key @param {string} text @returns {boolean} whether it was stored */
export function write(area, key, text) {
  try {
    window[area].setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

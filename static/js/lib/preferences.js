/**
 * User preferences, stored in the browser.
 */

import { read, write } from "./storage.js";

export const preferences = {
  /** @param {string} name @returns {string | null} */
  get: (name) => read("localStorage", `inkling:${name}`),

  /** @param {string} name @param {string} value */
  set: (name, value) => write("localStorage", `inkling:${name}`, value),
};

/**
 * What somebody prefers, kept in this browser: the network, the brush, the keys.
 */

import { read, write } from "./storage.js";

export const preferences = {
  /** @param {string} name @returns {string | null} */
  get: (name) => read("localStorage", `inkling:${name}`),

  /** @param {string} name @param {string} value */
  set: (name, value) => write("localStorage", `inkling:${name}`, value),
};

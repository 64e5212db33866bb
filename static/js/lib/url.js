/**
 * Where the service is: at the root of its host, or under a path that a proxy gave it.
 */

const ROOT = new URL("../../..", import.meta.url).pathname.replace(/\/$/, "");

/**
 * @param {string} path from the service's root, as "/predict"
 * @returns {string} the same from the host's root
 */
export function address(path) {
  return ROOT + path;
}

/**
 * URLs of the service, which may be mounted under a root path by a proxy.
 */

const ROOT = new URL("../../..", import.meta.url).pathname.replace(/\/$/, "");

/**
 * Prefix a path with the root path.
 * @param {string} path such as "/predict"
 * @returns {string}
 */
export function address(path) {
  return ROOT + path;
}

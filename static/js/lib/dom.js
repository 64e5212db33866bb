/**
 * Typed access to elements that a script relies on.
 */

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`expected ${kind.name} with id "${id}", got ${found}`);
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T} the first that matches
 */
export function query(root, selector, kind) {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`expected ${kind.name} at ${selector}, got ${found}`);
}

/**
 * @overload
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
/**
 * @template {HTMLElement} T
 * @overload
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => T} kind
 * @returns {T}
 */
/**
 * @param {ParentNode} root
 * @param {string} name in `data-part`
 * @param {new () => HTMLElement} [kind]
 */
export function part(root, name, kind = HTMLElement) {
  return query(root, `[data-part="${name}"]`, kind);
}

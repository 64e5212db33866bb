/**
 * Typed element queries that throw if an element is missing.
 */

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function element(id, kind) {
  return query(document, `#${id}`, kind);
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T} the first match
 */
export function query(root, selector, kind) {
  const match = root.querySelector(selector);
  if (match instanceof kind) return match;
  throw new Error(`expected ${kind.name} at ${selector}, got ${match}`);
}

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name in `data-part`
 * @param {new () => T} [kind]
 */
export function part(root, name, kind = /** @type {any} */ (HTMLElement)) {
  return query(root, `[data-part="${name}"]`, kind);
}

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T[]} all matches of that class
 */
export function queryAll(root, selector, kind = /** @type {any} */ (HTMLElement)) {
  const matches = [...root.querySelectorAll(selector)];
  return /** @type {T[]} */ (matches.filter((match) => match instanceof kind));
}

/** Clone the single element of a template. @param {HTMLTemplateElement} template @returns {HTMLElement} */
export function instantiate(template) {
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/** @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings] */
export function context2d(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (context === null) throw new Error("expected a canvas without another context");
  return context;
}

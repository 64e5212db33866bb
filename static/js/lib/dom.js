/**
 * Typed element queries and checked values.
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
 * @template {Element} T
 * @param {Pick<Event, "target">} event
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T | null} the target or its nearest ancestor that matches; null if there is none of that class
 */
export function closest({ target }, selector, kind) {
  const match = target instanceof Element ? target.closest(selector) : null;
  return match instanceof kind ? match : null;
}

/** @overload @param {ParentNode} root @param {string} name @returns {HTMLElement} */
/** @template {HTMLElement} T @overload @param {ParentNode} root @param {string} name @param {new () => T} kind @returns {T} */
/**
 * @param {ParentNode} root
 * @param {string} name in `data-part`
 * @param {new () => HTMLElement} [kind]
 */
export function part(root, name, kind = HTMLElement) {
  return query(root, `[data-part="${name}"]`, kind);
}

/** @overload @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
/** @template {HTMLElement} T @overload @param {ParentNode} root @param {string} selector @param {new () => T} kind @returns {T[]} */
/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => HTMLElement} [kind]
 * @returns {HTMLElement[]} all matches of that class
 */
export function queryAll(root, selector, kind = HTMLElement) {
  return [...root.querySelectorAll(selector)].filter((match) => match instanceof kind);
}

/**
 * Check a value from the page, such as one of a dataset.
 * @template {string} T
 * @param {string | undefined} value
 * @param {readonly T[]} options
 * @returns {T}
 */
export function oneOf(value, options) {
  const match = options.find((option) => option === value);
  if (match !== undefined) return match;
  throw new Error(`expected one of ${options.join(", ")}, got ${value}`);
}

/** Clone the single element of a template. @param {HTMLTemplateElement} template @returns {HTMLElement} */
export function instantiate(template) {
  return query(document.importNode(template.content, true), "*", HTMLElement);
}

/** @overload @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings] @returns {CanvasRenderingContext2D} */
/** @overload @param {OffscreenCanvas} canvas @param {CanvasRenderingContext2DSettings} [settings] @returns {OffscreenCanvasRenderingContext2D} */
/**
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function context2d(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (context === null) throw new Error("expected a canvas without another context");
  return context;
}

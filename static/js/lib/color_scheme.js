/**
 * Design-token colors as the current color scheme resolves them.
 */

/** @type {Map<string, string>} */
const cache = new Map();
const probe = document.createElement("span");
probe.hidden = true;
probe.style.setProperty("forced-color-adjust", "none");

document.addEventListener("themechange", () => cache.clear());

/** @param {string} name of a custom property, without the leading dashes @returns {string} */
export function tokenColor(name) {
  const cached = cache.get(name);
  if (cached) return cached;
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  cache.set(name, color);
  return color;
}

/** @param {() => void} listener called when the system's or the chosen color scheme changes */
export function onColorSchemeChange(listener) {
  document.addEventListener("themechange", listener);
}

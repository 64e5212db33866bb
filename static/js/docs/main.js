/**
 * Start Swagger UI, and repair what assistive technology cannot use in it.
 */

import { queryAll } from "../lib/dom.js";
import { address } from "../lib/url.js";

// Loaded by a script of its own, which has no types here.
const { SwaggerUIBundle } = /** @type {any} */ (globalThis);

/** Attributes that Swagger UI leaves out, by selector; null removes one. @type {Record<string, Record<string, string | null>>} */
const ATTRIBUTES = {
  ".info .title": { "aria-level": "2" },
  ".information-container": { role: "region", "aria-label": "About" },
  ".responses-table": { role: null },
  ".body-param__text": { "aria-label": "Request body" },
  ".examples-select-element": { "aria-label": "Example" },
  ".microlight, .opblock-description pre": { tabindex: "0" },
};

/** A link inside a button cannot be reached; the button alone opens the operation. */
const withoutNestedLinks = () => ({
  components: { DeepLink: (/** @type {{text: unknown}} */ { text }) => text },
});

/** @param {HTMLElement} root */
function repair(root) {
  for (const [selector, attributes] of Object.entries(ATTRIBUTES)) {
    for (const element of root.querySelectorAll(selector)) {
      for (const [name, value] of Object.entries(attributes)) {
        if (value === null) element.removeAttribute(name);
        else element.setAttribute(name, value);
      }
    }
  }
  for (const row of queryAll(root, "tr[data-param-name]")) {
    const controls = row.querySelectorAll(".parameters-col_description :is(input, select)");
    for (const control of controls) control.setAttribute("aria-label", row.dataset.paramName ?? "");
  }
}

const root = queryAll(document, "#swagger-ui")[0];
new MutationObserver(() => repair(root)).observe(root, { childList: true, subtree: true });

SwaggerUIBundle({
  url: address("/openapi.json"),
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null, // by default a third party's server
  plugins: [withoutNestedLinks],
});

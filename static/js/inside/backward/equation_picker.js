/**
 * Selects one of a step's equations.
 */

import { instantiate, query, queryAll } from "../../lib/dom.js";

export class EquationPicker {
  element;
  /** Index of the selected equation. */
  index = 0;

  /** @param {HTMLFieldSetElement} element @param {() => void} onChange */
  constructor(element, onChange) {
    this.element = element;
    element.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      this.index = Number(target.value);
      onChange();
    });
  }

  /** Move into a step and select its first equation. @param {HTMLElement} article of the step */
  open(article) {
    this.index = 0;
    const equations = queryAll(article, ".equation");
    this.element.hidden = equations.length < 2;
    for (const label of this.element.querySelectorAll("label")) label.remove();
    equations[0].before(this.element);
    const template = query(this.element, "template", HTMLTemplateElement);
    for (const [i, { dataset }] of equations.entries()) {
      const option = instantiate(template);
      const radio = query(option, "input", HTMLInputElement);
      radio.value = String(i);
      radio.checked = i === this.index;
      query(option, "span", HTMLElement).textContent = dataset.name ?? "";
      this.element.append(option);
    }
  }
}

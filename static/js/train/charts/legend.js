/**
 * The legend of a chart: a switch for each line, with the value under the pointer.
 */

/** @typedef {import("./uplot.js").Line} Line */

export class Legend {
  element = document.createElement("ul");
  #toggled;
  #at = document.createElement("li");
  /** @type {HTMLElement[]} */
  #values = [];

  /** @param {(key: string, isOn: boolean) => void} toggled */
  constructor(toggled) {
    this.#toggled = toggled;
    this.element.className = "lines";
    this.#at.className = "line-at";
    this.element.setAttribute("role", "list");
  }

  /** @param {Line[]} lines @param {ReadonlySet<string>} off keys of those that are switched off */
  show(lines, off) {
    this.#values = [];
    this.element.replaceChildren(
      ...lines.map((line) => this.#item(line, !off.has(line.key))),
      this.#at,
    );
  }

  /**
   * @param {string} at where the pointer is
   * @param {string[] | null} values in the order of the lines; null when none is pointed at
   */
  tell(at, values) {
    this.#at.textContent = at;
    for (const [i, value] of this.#values.entries()) value.textContent = values?.[i] ?? "";
  }

  /** @param {Line} line @param {boolean} isOn */
  #item({ key, name, colour, weight }, isOn) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const swatch = document.createElement("span");
    const value = document.createElement("span");
    button.type = "button";
    button.ariaPressed = String(isOn);
    swatch.className = `line ${weight}`;
    swatch.style.setProperty("--colour", `var(--${colour})`);
    value.className = "line-value";
    button.append(swatch, name);
    item.append(button, value);
    button.addEventListener("click", () => {
      const turned = button.ariaPressed !== "true";
      button.ariaPressed = String(turned);
      this.#toggled(key, turned);
    });
    this.#values.push(value);
    return item;
  }
}

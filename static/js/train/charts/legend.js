/**
 * Chart legend: a toggle button for each line, with its value at the cursor.
 */

/** @typedef {import("./uplot.js").Line} Line */

export class Legend {
  element = document.createElement("ul");
  #onToggle;
  #position = document.createElement("li");
  /** @type {HTMLElement[]} */
  #values = [];

  /** @param {(key: string, isOn: boolean) => void} onToggle */
  constructor(onToggle) {
    this.#onToggle = onToggle;
    this.element.className = "lines";
    this.#position.className = "line-at";
    this.element.setAttribute("role", "list");
  }

  /** @param {Line[]} lines @param {ReadonlySet<string>} hiddenKeys keys of hidden lines */
  show(lines, hiddenKeys) {
    this.#values = [];
    this.element.replaceChildren(
      ...lines.map((line) => this.#createItem(line, !hiddenKeys.has(line.key))),
      this.#position,
    );
  }

  /**
   * @param {string} position of the cursor, formatted
   * @param {string[] | null} values in the order of the lines; null without a cursor
   */
  showValues(position, values) {
    this.#position.textContent = position;
    for (const [i, value] of this.#values.entries()) value.textContent = values?.[i] ?? "";
  }

  /** @param {Line} line @param {boolean} isOn */
  #createItem({ key, name, color, weight }, isOn) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const swatch = document.createElement("span");
    const value = document.createElement("span");
    button.type = "button";
    button.ariaPressed = String(isOn);
    swatch.className = `line ${weight}`;
    swatch.style.setProperty("--colour", `var(--${color})`);
    value.className = "line-value";
    button.append(swatch, name);
    item.append(button, value);
    button.addEventListener("click", () => {
      const isPressed = button.ariaPressed !== "true";
      button.ariaPressed = String(isPressed);
      this.#onToggle(key, isPressed);
    });
    this.#values.push(value);
    return item;
  }
}

/**
 * Line chart with a legend of the values at the cursor. Zooms together with the other charts; arrow
 * keys announce its values.
 */

import { Legend } from "./legend.js";
import {
  axes,
  formatPlain,
  isSynced,
  joinSeries,
  rangeWithMargin,
  seriesOptions,
  uPlot,
} from "./uplot.js";

/** @typedef {import("./uplot.js").Line} Line */
/**
 * @typedef {object} Options
 * @property {string} name accessible name
 * @property {(value: number | null | undefined) => string} format
 * @property {(value: number) => string} [formatTick] formats the labels of the y axis
 * @property {boolean} [logarithmic]
 * @property {(text: string) => void} announce called with the values at the cursor
 * @property {import("./zoom.js").Zoom} zoom
 */

const HEIGHT_PX = 240;
const MIN_VALUES = 2; // until then the page has a text in place of the chart

export class Chart {
  #options;
  #root;
  #plot;
  #legend;
  #unit = "";
  /** @type {Line[]} */
  #lines = [];
  /** @type {Set<string>} keys of hidden lines */
  #hiddenKeys = new Set();
  /** @type {any} uPlot instance for the current lines */
  #uplot = null;
  #seriesKeys = "";

  /** @param {HTMLElement} root @param {Options} options */
  constructor(root, options) {
    this.#options = options;
    this.#root = root;
    this.#plot = document.createElement("div");
    this.#plot.className = "plot";
    this.#plot.tabIndex = 0;
    this.#plot.setAttribute("role", "group");
    this.#plot.ariaLabel = `Chart: ${options.name}. Left and right arrows step through its values.`;
    this.#plot.addEventListener("keydown", this.#stepCursor);
    this.#legend = new Legend(this.#toggle);
    root.append(this.#plot, this.#legend.element);
    options.zoom.onChange(() => this.#applyZoom());
    new ResizeObserver(() => this.#uplot?.setSize(this.#size())).observe(this.#plot);
  }

  /** @param {Line[]} lines @param {string} unit of the x axis */
  show(lines, unit) {
    this.#lines = lines;
    this.#unit = unit;
    const isEmpty = lines.reduce((count, { y }) => count + y.length, 0) < MIN_VALUES;
    this.#root.toggleAttribute("data-empty", isEmpty);
    const keys = lines.map(({ key, name, color }) => `${key} ${name} ${color}`).join("\n");
    const data = joinSeries(lines);
    if (this.#uplot === null || keys !== this.#seriesKeys) {
      this.#seriesKeys = keys;
      this.#create(data);
    } else {
      this.#uplot.setData(data, false);
    }
    this.#applyZoom();
  }

  /** Redraw in the current color scheme. */
  repaint() {
    this.#uplot?.redraw(false);
  }

  /** @param {any[]} data */
  #create(data) {
    this.#uplot?.destroy();
    const { logarithmic, formatTick = formatPlain } = this.#options;
    this.#uplot = new uPlot(
      {
        ...this.#size(),
        scales: {
          x: { time: false, auto: false },
          y: logarithmic ? { distr: 3 } : { range: rangeWithMargin },
        },
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: true, y: false, setScale: false },
          points: { size: 7 },
          sync: { key: "lab", filters: { pub: isSynced } }, // one pointer in all charts
          bind: { dblclick: () => () => this.#options.zoom.reset() },
        },
        axes: axes(formatTick),
        series: [
          {},
          ...this.#lines.map((line) => seriesOptions(line, !this.#hiddenKeys.has(line.key))),
        ],
        hooks: {
          setCursor: [this.#showCursor],
          setSelect: [this.#zoomToSelection],
        },
      },
      data,
      this.#plot,
    );
    this.#legend.show(this.#lines, this.#hiddenKeys);
  }

  #size() {
    return { width: Math.max(this.#plot.clientWidth, 120), height: HEIGHT_PX };
  }

  /** Apply the zoom range to the x axis. */
  #applyZoom() {
    const [min, max] = this.#options.zoom.range;
    this.#uplot?.setScale("x", { min, max });
  }

  /** @param {string} key @param {boolean} isOn */
  #toggle = (key, isOn) => {
    if (isOn) this.#hiddenKeys.delete(key);
    else this.#hiddenKeys.add(key);
    const index = this.#lines.findIndex((line) => line.key === key);
    this.#uplot?.setSeries(index + 1, { show: isOn });
  };

  /** @param {any} uplot */
  #showCursor = (uplot) => {
    const x = uplot.data[0][uplot.cursor.idx ?? -1];
    if (x === undefined) this.#legend.showValues("", null);
    else this.#legend.showValues(this.#formatPosition(x), this.#valuesAt(x));
  };

  /** @param {any} uplot */
  #zoomToSelection = (uplot) => {
    const { left, width } = uplot.select;
    if (width < 3) return;
    uplot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#options.zoom.show(uplot.posToVal(left, "x"), uplot.posToVal(left + width, "x"));
  };

  /** @param {number} x @returns {string} */
  #formatPosition(x) {
    return `${this.#unit} ${Math.round(100 * x) / 100}`;
  }

  /** @param {number} position @returns {string[]} the last value of each line up to a position */
  #valuesAt(position) {
    return this.#lines.map(({ x, y }) => {
      const next = x.findIndex((value) => value > position);
      const value = y[(next < 0 ? x.length : next) - 1];
      return this.#options.format(value);
    });
  }

  /** @param {KeyboardEvent} event */
  #stepCursor = (event) => {
    const uplot = this.#uplot;
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (direction === undefined || uplot === null || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    /** @type {number[]} */
    const x = uplot.data[0];
    const [from, to] = this.#options.zoom.range;
    const stride = event.shiftKey ? 10 : 1;
    const visible = x.map((_, i) => i).filter((i) => x[i] >= from && x[i] <= to);
    if (visible.length === 0) return;
    const current = visible.indexOf(uplot.cursor.idx ?? -1);
    const target =
      current < 0 ? (direction > 0 ? 0 : visible.length - 1) : current + direction * stride;
    const index = visible[Math.max(0, Math.min(visible.length - 1, target))];
    uplot.setCursor({ left: uplot.valToPos(x[index], "x"), top: 0 });
    const values = this.#valuesAt(x[index]);
    const parts = this.#lines.map(({ key, name }, i) =>
      this.#hiddenKeys.has(key) ? "" : `${name} ${values[i]}`,
    );
    this.#options.announce(
      `${this.#formatPosition(x[index])}: ${parts.filter(Boolean).join(", ")}`,
    );
  };
}

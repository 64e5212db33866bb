/**
 * One chart: lines over a common axis, with a legend that holds the values under the pointer. It
 * zooms with the other charts, and reads out its values by the arrow keys.
 */

import { Legend } from "./legend.js";
import { axes, isFollowed, joined, plain, rangeOf, seriesOf, uPlot } from "./uplot.js";

/** @typedef {import("./uplot.js").Line} Line */
/**
 * @typedef {object} Options
 * @property {string} name what a screen reader calls it
 * @property {(value: number | null | undefined) => string} format
 * @property {(value: number) => string} [mark] how the axis is labelled; without one, plainly
 * @property {boolean} [logarithmic]
 * @property {(text: string) => void} say what the keys read out
 * @property {import("./zoom.js").Zoom} zoom
 */

const HEIGHT_PX = 240;

export class Chart {
  #options;
  #plot;
  #legend;
  #across = "";
  /** @type {Line[]} */
  #lines = [];
  /** @type {Set<string>} keys of the lines that were switched off */
  #off = new Set();
  /** @type {any} the library's chart, of just these lines */
  #uplot = null;
  #keys = "";

  /** @param {HTMLElement} root @param {Options} options */
  constructor(root, options) {
    this.#options = options;
    this.#plot = document.createElement("div");
    this.#plot.className = "plot";
    this.#plot.tabIndex = 0;
    this.#plot.setAttribute("role", "group");
    this.#plot.ariaLabel = `Chart: ${options.name}. Left and right arrows step through its values.`;
    this.#plot.addEventListener("keydown", this.#move);
    this.#legend = new Legend(this.#toggle);
    root.append(this.#plot, this.#legend.element);
    options.zoom.onChange(() => this.#frame());
    new ResizeObserver(() => this.#uplot?.setSize(this.#size())).observe(this.#plot);
  }

  /** @param {Line[]} lines @param {string} across what the axis counts */
  show(lines, across) {
    this.#lines = lines;
    this.#across = across;
    const keys = lines.map(({ key, name, colour }) => `${key} ${name} ${colour}`).join("\n");
    const data = joined(lines);
    if (this.#uplot === null || keys !== this.#keys) {
      this.#keys = keys;
      this.#build(data);
    } else {
      this.#uplot.setData(data, false);
    }
    this.#frame();
  }

  /** Draw anew, in the colours of now. */
  repaint() {
    this.#uplot?.redraw(false);
  }

  /** @param {any[]} data */
  #build(data) {
    this.#uplot?.destroy();
    const { logarithmic, mark = plain } = this.#options;
    this.#uplot = new uPlot(
      {
        ...this.#size(),
        scales: {
          x: { time: false, auto: false },
          y: logarithmic ? { distr: 3 } : { range: rangeOf },
        },
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: true, y: false, setScale: false },
          points: { size: 7 },
          sync: { key: "lab", filters: { pub: isFollowed } }, // one pointer in all charts
          bind: { dblclick: () => () => this.#options.zoom.all() },
        },
        axes: axes(mark),
        series: [{}, ...this.#lines.map((line) => seriesOf(line, !this.#off.has(line.key)))],
        hooks: {
          setCursor: [this.#point],
          setSelect: [this.#select],
        },
      },
      data,
      this.#plot,
    );
    this.#legend.show(this.#lines, this.#off);
  }

  #size() {
    return { width: Math.max(this.#plot.clientWidth, 120), height: HEIGHT_PX };
  }

  /** Show the stretch that the zoom says. */
  #frame() {
    const [min, max] = this.#options.zoom.stretch;
    this.#uplot?.setScale("x", { min, max });
  }

  /** @param {string} key @param {boolean} isOn */
  #toggle = (key, isOn) => {
    if (isOn) this.#off.delete(key);
    else this.#off.add(key);
    const index = this.#lines.findIndex((line) => line.key === key);
    this.#uplot?.setSeries(index + 1, { show: isOn });
  };

  /** @param {any} uplot */
  #point = (uplot) => {
    const x = uplot.data[0][uplot.cursor.idx ?? -1];
    if (x === undefined) this.#legend.tell("", null);
    else this.#legend.tell(this.#place(x), this.#values(x));
  };

  /** @param {any} uplot */
  #select = (uplot) => {
    const { left, width } = uplot.select;
    if (width < 3) return;
    uplot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#options.zoom.show(uplot.posToVal(left, "x"), uplot.posToVal(left + width, "x"));
  };

  /** @param {number} x @returns {string} */
  #place(x) {
    return `${this.#across} ${Math.round(100 * x) / 100}`;
  }

  /** @param {number} at @returns {string[]} of each line, its last value up to there */
  #values(at) {
    return this.#lines.map(({ x, y }) => {
      const next = x.findIndex((value) => value > at);
      const value = y[(next < 0 ? x.length : next) - 1];
      return this.#options.format(value);
    });
  }

  /** @param {KeyboardEvent} event */
  #move = (event) => {
    const uplot = this.#uplot;
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (direction === undefined || uplot === null || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    const x = /** @type {number[]} */ (uplot.data[0]);
    const [from, to] = this.#options.zoom.stretch;
    const pace = event.shiftKey ? 10 : 1;
    const visible = x.map((_, i) => i).filter((i) => x[i] >= from && x[i] <= to);
    if (visible.length === 0) return;
    const here = visible.indexOf(uplot.cursor.idx ?? -1);
    const beyond = here < 0 ? (direction > 0 ? 0 : visible.length - 1) : here + direction * pace;
    const index = visible[Math.max(0, Math.min(visible.length - 1, beyond))];
    uplot.setCursor({ left: uplot.valToPos(x[index], "x"), top: 0 });
    const values = this.#values(x[index]);
    const told = this.#lines.map(({ key, name }, i) =>
      this.#off.has(key) ? "" : `${name} ${values[i]}`,
    );
    this.#options.say(`${this.#place(x[index])}: ${told.filter(Boolean).join(", ")}`);
  };
}

/**
 * Page of a sweep's result: draw the charts, and emphasize the setting that is chosen or pointed at.
 */

import { element, query, queryAll } from "../lib/dom.js";
import { address } from "../lib/url.js";
import { drawCurves } from "./curves_chart.js";
import { LineChart } from "./line_chart.js";
import { drawParallel } from "./parallel_chart.js";
import { describe, isCrossValidation, meanOfFolds, rankSettings } from "./sweep_data.js";

const MAX_TRIALS = 400; // that are drawn

const charts = element("charts", HTMLElement);
const readout = element("readout", HTMLElement);
const problem = element("chart-problem", HTMLElement);
const chosenLegend = query(charts, "[data-kind=chosen]", HTMLElement);
const radios = queryAll(document, "#ranking input", HTMLInputElement);

/** @param {import("./sweep_data.js").SweepResult} result */
function show(result) {
  const hasFolds = isCrossValidation(result);
  const settings = rankSettings(result, hasFolds ? Number.POSITIVE_INFINITY : MAX_TRIALS);
  const trials = settings.flatMap((setting) => setting.curves).length;
  if (hasFolds) settings.unshift(meanOfFolds(settings));
  const bySetting = new Map(settings.map((setting) => [setting.setting, setting]));
  const reference = settings[0]; // the best, or the mean over the folds
  /** @type {import("./sweep_data.js").Measure} */
  let measure = "accuracy";
  let chosen = reference.setting;

  /** @param {number | null} pointed */
  const emphasize = (pointed) => {
    const current = bySetting.get(pointed ?? chosen);
    for (const chart of all) chart.emphasize(reference.setting, (current ?? reference).setting);
    readout.textContent = current
      ? describe(current)
      : `This setting is not among the ${settings.length} best, which are drawn.`;
    chosenLegend.hidden = chosen === reference.setting || !bySetting.has(chosen);
  };
  /** @param {number} setting */
  const choose = (setting) => {
    chosen = setting;
    for (const radio of radios) radio.checked = Number(radio.value) === setting;
    emphasize(null);
  };
  const listener = { onPoint: emphasize, onChoose: choose };

  const curves = new LineChart(
    element("curves", HTMLElement),
    (width) => drawCurves(settings, measure, width),
    listener,
  );
  const all = [curves];
  const label = () =>
    curves.setLabel(
      `${measure === "accuracy" ? "Validation accuracy" : "Training loss"} of ${
        trials
      } trials by epoch. ${describe(reference)}. The table below has the results.`,
    );
  label();
  const root = document.getElementById("parallel");
  if (root) {
    const parallel = new LineChart(root, (width) => drawParallel(settings, width), listener);
    parallel.setLabel(
      `Parallel coordinates: the values of ${settings.length} settings and their accuracy. ${describe(reference)}. The table below has the same.`,
    );
    all.push(parallel);
  }
  for (const radio of queryAll(charts, "input[name=measure]", HTMLInputElement))
    radio.addEventListener("change", () => {
      measure = radio.value === "loss" ? "loss" : "accuracy";
      label();
      curves.redraw();
    });
  for (const radio of radios) radio.addEventListener("change", () => choose(Number(radio.value)));
  const others = query(charts, "[data-kind=other]", HTMLElement);
  others.hidden = settings.length < 2;
  if (!hasFolds && settings.length < result.settings.length)
    others.textContent += ` (the ${settings.length} best of ${result.settings.length} are drawn)`;
  charts.hidden = false;
  emphasize(null);
}

async function load() {
  const name = element("sweep", HTMLElement).dataset.name ?? "";
  const reply = await fetch(address(`/lab/sweeps/${encodeURIComponent(name)}`)).catch(() => null);
  if (reply?.ok) {
    show(await reply.json());
    return;
  }
  problem.hidden = false;
  problem.textContent =
    "The charts cannot be shown: can’t reach the server. Reload the page to try again.";
}

load();

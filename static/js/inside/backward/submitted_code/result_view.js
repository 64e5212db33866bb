/**
 * Show the outcome of a learner's line: its operations as joins of shapes, the verdict, the first wrong
 * entry and the diagnosis.
 */

import { part, queryAll } from "../../../lib/dom.js";
import { formatNumber } from "../../../lib/number_format.js";
import {
  describeAgreement,
  describeCollapse,
  describeOperation,
  describePrecedence,
  describeStop,
  describeVerdict,
  formatShape,
  introduceDiagnosis,
  isProduct,
  nameOperands,
} from "./outcome.js";

/** @typedef {import("../../explain_api.js").LineResult} LineResult */
/** @typedef {import("../../explain_api.js").Operation} Operation */
/** @typedef {import("../../explain_api.js").StoppedOperation} StoppedOperation */
/** @typedef {import("./outcome.js").Verdict["state"]} State */
/** @typedef {import("./lines.js").Target} Target */

/**
 * @param {LineResult} result
 * @param {Target | undefined} target that it is, if it is one
 * @param {(name: string) => Element | null} cloneDiagnosis clone of the title of a diagnosis, with its links
 * @returns {HTMLElement}
 */
export function renderResult(result, target, cloneDiagnosis) {
  const { steps, stops_at: stop } = result;
  const { state, title, detail } = describeVerdict(result, target);
  const root = create("section", "code-result");
  root.ariaLabel = result.name;
  root.dataset.state = state;
  root.append(create("h4", "code-verdict", title));
  const words = create("div", "code-words");
  if (detail) words.append(create("p", "", detail));
  if (stop && stop.operands.length === 0) words.append(create("p", "numpy-output", stop.message));
  words.append(...renderEntry(result), ...renderDiagnosis(result, state, cloneDiagnosis));
  words.append(...renderAnswer(result, state));
  const operations = create("ol", "joins");
  operations.append(
    ...steps.map((step, i) => {
      const collapse = result.diagnosis.includes("matrix-product") ? describeCollapse(step) : "";
      return renderOperation(step, steps.slice(0, i), null, collapse);
    }),
    ...(stop && stop.operands.length > 0 ? [renderOperation(stop, steps, stop, "")] : []),
  );
  if (operations.childElementCount > 0) root.append(operations);
  if (words.childElementCount > 0) root.append(words);
  return root;
}

/** @param {Operation | StoppedOperation} operation @param {readonly Operation[]} earlier @param {StoppedOperation | null} stop @param {string} collapse */
function renderOperation(operation, earlier, stop, collapse) {
  const item = create("li", "");
  const join = create("span", "join");
  const { operands, operator } = operation;
  const names = nameOperands(operation, earlier);
  const isMatrixProduct = isProduct(operation) && operands.every(({ shape }) => shape.length === 2);
  for (const [i, { shape }] of operands.entries()) {
    const isPrefix = operands.length === 1; // a function, such as sum
    const sign = isPrefix || i > 0 ? create("code", "operator", operator.replace("-", "−")) : null;
    const name = create(names[i].isResult ? "span" : "code", "operand-name", names[i].text);
    const text = shape.length > 1 ? `(${formatShape(shape)})` : formatShape(shape);
    const size = isMatrixProduct
      ? markInner(shape, i === 0 ? 1 : 0)
      : create("span", "shape", text);
    join.append(joined(sign, name, size));
  }
  if ("shape" in operation) {
    const name = create("span", "operand-name", `result ${earlier.length + 1}`);
    const size = create("span", "shape", formatShape(operation.shape));
    join.append(joined(create("span", "operator", "="), name, size));
  } else {
    const size = create("span", "shape", "does not fit");
    join.append(
      joined(create("span", "operator misfit", "✗"), create("span", "operand-name"), size),
    );
  }
  item.append(join);
  const notes = stop
    ? [describeStop(stop), describePrecedence(stop)]
    : [collapse, describeOperation(/** @type {Operation} */ (operation))];
  const note = notes.filter(Boolean).join(" ");
  if (note) item.append(create("p", "", note));
  if (stop || note) item.dataset.state = stop ? "stopped" : "broadcasts";
  if (stop) {
    const output = create("p", "numpy-output", stop.message);
    output.prepend(create("b", "", "NumPy raises an error: "));
    item.append(output);
  }
  return item;
}

/** @param {HTMLElement | null} sign that stays on the line of its operand @param {HTMLElement} name @param {HTMLElement} size */
function joined(sign, name, size) {
  const element = create("span", "joined");
  const operand = create("span", "operand");
  operand.append(name, size);
  if (sign) element.append(sign);
  element.append(operand);
  return element;
}

/** @param {readonly number[]} shape @param {number} axis that the matrix product sums over */
function markInner(shape, axis) {
  const element = create("span", "shape");
  const sizes = shape.map((size, i) => create(i === axis ? "b" : "span", "", String(size)));
  element.append("(", sizes[0], " × ", sizes[1], ")");
  return element;
}

/** @param {LineResult} result @returns {HTMLElement[]} the first wrong entry, or a right one, with its measurement */
function renderEntry({ name, agrees, first_difference: wrong, largest_entry: largest }) {
  const entry = agrees ? largest : wrong;
  if (!entry) return [];
  const { row, column, yours, analytic, numeric } = entry;
  const code = `${name}[${row}, ${column}]`;
  const text = agrees
    ? `At the largest entry, ${code}, the finite difference ${describeAgreement(analytic, numeric)}:`
    : `The first wrong entry is ${code}:`;
  const list = create("dl", "check-values");
  const isClose = !agrees && formatNumber(Number(yours), 10) === formatNumber(analytic, 10);
  const format = (/** @type {number} */ number) =>
    isClose ? number.toPrecision(12).replace("-", "−") : formatNumber(number, 10);
  for (const [term, value, part] of [
    ["Yours", yours, "yours"],
    ["Backpropagation", analytic, "analytic"],
    ["Finite difference", numeric, "numeric"],
  ]) {
    const definition = create("dd", "", value === null ? "not a number" : format(Number(value)));
    definition.dataset.part = String(part);
    list.append(create("dt", "", String(term)), definition);
  }
  return [create("p", "", text), list];
}

/**
 * @param {LineResult} result
 * @param {State} state
 * @param {(name: string) => Element | null} cloneDiagnosis
 * @returns {HTMLElement[]}
 */
function renderDiagnosis({ diagnosis, explanations }, state, cloneDiagnosis) {
  const introduction = introduceDiagnosis(
    state,
    diagnosis.length,
    state === "wrong" && explanations.length > diagnosis.length,
  );
  const list = create("ul", "diagnosis");
  for (const [i, name] of diagnosis.entries()) {
    const item = cloneDiagnosis(name);
    if (item === null) continue;
    part(item, "explanation").textContent = explanations[i];
    list.append(item);
  }
  return [
    ...(introduction ? [create("p", "", introduction)] : []),
    ...(list.childElementCount > 0 ? [list] : []),
    ...explanations.slice(diagnosis.length).map((text) => create("p", "", text)),
  ];
}

/** @param {LineResult} result @param {State} state @returns {HTMLElement[]} a right line to uncover */
function renderAnswer({ corrected_line: corrected, right_line: right }, state) {
  const line = ["wrong", "stopped"].includes(state) ? (corrected ?? right) : corrected;
  if (line === null) return [];
  const details = create("details", "code-answer");
  details.append(
    create("summary", "", corrected ? "Show the corrected line" : "Show the right line"),
    create("code", "", line),
  );
  return [details];
}

/**
 * Address the links of a diagnosis to the steps of the line's layer.
 * @param {Element} item
 * @param {Target | undefined} target
 * @param {number} layers
 * @param {ParentNode} page where the steps are
 */
export function addressLinks(item, target, layers, page) {
  const layer = target?.layer ?? layers;
  const hidden = Math.max(1, Math.min(layer, layers - 1));
  /** @type {Record<string, string>} */
  const slugs = {
    delta: `delta${hidden}`,
    back: `back${hidden}`,
    output: `delta${layers}`,
    gradient: target?.isOfWeights ? `dw${layer}` : `back${hidden}`,
  };
  for (const link of queryAll(item, "[data-step]", HTMLAnchorElement)) {
    const slug = slugs[link.dataset.step ?? ""];
    const step = page.querySelector(`.step[data-slug="${slug}"] .step-title`);
    link.hidden = step === null;
    link.href = `#step=${slug}`;
    link.textContent = `Why: ${step?.textContent}`;
  }
  for (const link of queryAll(item, "[data-mistake]", HTMLAnchorElement)) {
    link.hidden = page.querySelector(`.mistake[data-mistake="${link.dataset.mistake}"]`) === null;
  }
}

/** @param {string} name @param {string} className @param {string} [text] @returns {HTMLElement} */
function create(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/**
 * Tables of numbers, as accessible alternatives to charts.
 */

import { query } from "./dom.js";

/** @type {WeakMap<HTMLTableElement, string>} content of each table */
const contents = new WeakMap();

/**
 * @param {HTMLTableElement} table
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows the first cell of each is its header
 */
export function fill(table, head, rows) {
  const content = JSON.stringify([head, rows]);
  if (contents.get(table) === content) return; // keep the user's text selection
  contents.set(table, content);
  const top = document.createElement("thead");
  top.append(row(head.map((text) => cell("th", text, "col"))));
  const body = document.createElement("tbody");
  body.append(
    ...rows.map(([first, ...rest]) =>
      row([cell("th", first, "row"), ...rest.map((text) => cell("td", text))]),
    ),
  );
  table.replaceChildren(top, body);
}

/**
 * Fill a table only while its details element is open.
 * @param {HTMLDetailsElement} details
 * @param {(table: HTMLTableElement) => void} write
 * @returns {() => void} call it when the data changes
 */
export function onDemand(details, write) {
  const table = query(details, "table", HTMLTableElement);
  const refresh = () => {
    if (details.open) write(table);
  };
  details.addEventListener("toggle", refresh);
  return refresh;
}

/** @param {readonly HTMLElement[]} cells */
function row(cells) {
  const row = document.createElement("tr");
  row.append(...cells);
  return row;
}

/** @param {"th" | "td"} kind @param {string} text @param {"row" | "col"} [scope] */
export function cell(kind, text, scope) {
  const cell = document.createElement(kind);
  cell.textContent = text;
  if (scope) cell.setAttribute("scope", scope);
  return cell;
}

/** @param {string} name @param {readonly string[]} texts @returns {HTMLTableRowElement} */
export function createRow(name, texts) {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  row.append(head);
  for (const text of texts) row.insertCell().textContent = text;
  return row;
}

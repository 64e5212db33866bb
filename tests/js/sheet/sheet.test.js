/** The numbers of a sheet: corrections, words and CSV. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cleanNumber,
  describe,
  summary,
  toCsv,
  toEntries,
} from "../../../static/js/sheet/sheet.js";

/** @param {string} number @param {number} confidence @param {number} runnerUp */
const written = (number, confidence, runnerUp = 0) => ({
  number,
  confidence,
  certain: confidence >= 0.95,
  box: [10, 20, 30.25, 40],
  digits: [],
  alternatives: [{ number: "99", confidence: runnerUp }],
  left_out: 0,
  ignored: [],
});

const read = () => toEntries([written("047", 0.98), written("12", 0.6, 0.3)], 0.5);

test("toCsv has a line for each number, in pixels of the picture", () => {
  assert.equal(
    toCsv(read()),
    "number,confidence,certain,x,y,width,height\r\n" +
      "047,0.9800,true,20,40,60.5,80\r\n" +
      "12,0.6000,false,20,40,60.5,80\r\n",
  );
});

test("toCsv of a corrected number has no confidence, and leaves out an empty one", () => {
  const entries = read();
  entries[0].number = "";
  entries[1].number = "13";

  assert.equal(toCsv(entries).split("\r\n")[1], "13,,true,20,40,60.5,80");
  assert.equal(toCsv(entries).split("\r\n").length, 3);
});

test("summary counts the numbers that are still in doubt", () => {
  const entries = read();
  assert.equal(summary(entries), "2 numbers, 1 not certain");

  entries[1].number = "13";
  assert.equal(summary(entries), "2 numbers, all certain");
});

test("describe says how sure a number is, or what became of it", () => {
  const entries = read();
  assert.equal(describe(entries[1]).replace("\u202f", " "), "60.0 %, not certain");

  entries[1].number = "13";
  assert.equal(describe(entries[1]), "corrected");
  entries[1].number = "";
  assert.equal(describe(entries[1]), "left out");
});

test("runner-up is offered for a doubtful number alone", () => {
  const alternatives = read().map(({ alternative }) => alternative?.number);

  assert.deepEqual(alternatives, [undefined, "99"]);
});

test("toCsv puts a number with a comma into quotes", () => {
  const [first] = toEntries([written("12,50", 0.98)], 1);

  assert.equal(toCsv([first]).split("\r\n")[1], '"12,50",0.9800,true,10,20,30.3,40');
});

test("cleanNumber keeps digits, and those marks that are read", () => {
  assert.equal(cleanNumber(" 1,234.5a", ""), "12345");
  assert.equal(cleanNumber(" 1,234.5a", ".:"), "1234.5");
});

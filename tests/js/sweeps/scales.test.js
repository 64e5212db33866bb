import assert from "node:assert/strict";
import { test } from "node:test";
import {
  accuracyScale,
  linearScale,
  logScale,
  logTicks,
  nearestLine,
  roundTicks,
  settingScale,
  spaced,
} from "../../../static/js/sweeps/scales.js";

const close = (/** @type {number} */ a, /** @type {number} */ b) =>
  assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("round ticks lie within the range", () => {
  assert.deepEqual(roundTicks(0.11, 0.32, 4), [0.2, 0.3]);
  assert.deepEqual(roundTicks(1, 9, 8), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(roundTicks(3, 3, 4), [3]);
});

test("logarithmic ticks are 1, 2 and 5 times powers of ten", () => {
  assert.deepEqual(logTicks(0.001, 0.03), [0.001, 0.002, 0.005, 0.01, 0.02]);
});

test("accuracies are placed by the logarithm of their errors", () => {
  const { at, ticks } = accuracyScale([0.9, 0.99, 0.999]);
  assert.equal(at(0.9), 0);
  close(at(0.99), 0.5);
  assert.equal(at(0.999), 1);
  assert.deepEqual(
    ticks.map(({ label }) => label),
    ["90", "95", "97", "98", "99", "99.5", "99.7", "99.8", "99.9"],
  );
});

test("a perfect accuracy is at the end of the axis, and near ones have ticks of their own", () => {
  assert.equal(accuracyScale([0.5, 1]).at(1), 1);
  assert.deepEqual(
    accuracyScale([0.9712, 0.9738]).ticks.map(({ label }) => label),
    ["97.2", "97.3"],
  );
});

test("equal values are in the middle of their axis", () => {
  assert.equal(accuracyScale([0.97]).at(0.97), 0.5);
  assert.deepEqual(accuracyScale([0.97, 0.97]).ticks, [{ at: 0.5, label: "97" }]);
  assert.equal(linearScale([2, 2], String).at(2), 0.5);
  assert.equal(logScale([2, 2], String).at(2), 0.5);
});

test("numbers that differ much have a logarithmic axis, with themselves as ticks", () => {
  const { at, ticks } = settingScale([0.001, 0.01, 0.1, 0.01], String);
  close(at(0.01), 0.5);
  assert.deepEqual(
    ticks.map(({ label }) => label),
    ["0.001", "0.01", "0.1"],
  );
  close(settingScale([0, 5, 100], String).at(5), 0.05);
});

test("many different numbers have round ticks", () => {
  const values = Array.from({ length: 30 }, (_, i) => 0.1 + i / 30);
  assert.deepEqual(
    settingScale(values, String).ticks.map(({ label }) => label),
    ["0.5", "1"],
  );
});

test("other values are spread evenly, two numbers by size", () => {
  const layers = settingScale([[200], [100, 10], null, [200]], JSON.stringify);
  assert.deepEqual([layers.at([200]), layers.at([100, 10]), layers.at(null)], [0, 0.5, 1]);
  const pair = settingScale([128, 16, 128], String);
  assert.deepEqual([pair.at(16), pair.at(128)], [0, 1]);
  assert.equal(settingScale(["adam"], String).at("adam"), 0.5);
});

test("ticks that would overlap are left out", () => {
  const ticks = [0.5, 0, 0.05, 1].map((at) => ({ at, label: String(at) }));
  assert.deepEqual(
    spaced(ticks, 0.1).map(({ at }) => at),
    [0, 0.5, 1],
  );
});

test("the nearest line is found between its points, and none beyond the reach", () => {
  /** @type {[number, number][][]} */
  const lines = [
    [
      [0, 0],
      [100, 0],
    ],
    [
      [0, 50],
      [100, 10],
    ],
    [[200, 200]],
  ];
  assert.equal(nearestLine(lines, 50, 4, 10), 0);
  assert.equal(nearestLine(lines, 50, 28, 10), 1);
  assert.equal(nearestLine(lines, 203, 204, 10), 2);
  assert.equal(nearestLine(lines, 150, 100, 10), -1);
});

/** Number formatting. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatCount,
  formatNumber,
  formatPercent,
  formatShort,
  formatSignificant,
} from "../../../static/js/lib/number_format.js";

test("formatNumber shows no nonzero number as zero", () => {
  assert.equal(formatNumber(0), "0.0000");
  assert.equal(formatNumber(0.12345), "0.1235");
  assert.equal(formatNumber(-12), "−12.0000");
  assert.equal(formatNumber(3.1e-7), "3.10 × 10⁻⁷");
  assert.equal(formatNumber(-2.5e8), "−2.50 × 10⁸");
  assert.equal(formatNumber(3070.0657), "3070.1");
});

test("formatPercent rounds only 1 to 100 percent", () => {
  assert.equal(formatPercent(1), "100.0\u202f%");
  assert.equal(formatPercent(0.99951), ">99.9\u202f%");
  assert.equal(formatPercent(0.9994), "99.9\u202f%");
  assert.equal(formatPercent(0), "0.0\u202f%");
});

test("formatShort keeps a cell narrow", () => {
  for (const value of [0, -0.0123, 1.234, -56.78, 999.4, 1e-9, -12345]) {
    assert.ok(formatShort(value).length <= 6, formatShort(value));
  }
  assert.equal(formatShort(-0.0123), "−0.01");
  assert.equal(formatShort(1e-9), "1e−9");
});

test("formatSignificant shows missing values as a dash", () => {
  for (const value of [null, undefined, NaN, Infinity]) assert.equal(formatSignificant(value), "–");
});

test("formatSignificant keeps two or three digits", () => {
  assert.equal(formatSignificant(0), "0");
  assert.equal(formatSignificant(0.00012), "1.2e−4");
  assert.equal(formatSignificant(-0.12345), "−0.123");
  assert.equal(formatSignificant(2.345), "2.35");
  assert.equal(formatSignificant(150000), "1.5e+5");
});

test("formatCount groups thousands", () => {
  assert.equal(formatCount(60000), "60,000");
});

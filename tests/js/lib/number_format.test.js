/** Number formatting. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatCount,
  formatFactor,
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

test("formatShort keeps the sign and rounds to the digits", () => {
  assert.equal(formatShort(-0.00067, 1), "−7e−4");
  assert.equal(formatShort(-0.00067, 2), "−6.7e−4");
  assert.equal(formatShort(-0.0123, 1), "−0.01");
  assert.equal(formatShort(0.0123, 3), "0.0123");
  assert.equal(formatShort(9.996, 3), "10.0");
  assert.equal(formatShort(-123.4, 1), "−123");
  assert.equal(formatShort(-12345, 2), "−1.2e4");
  assert.equal(formatShort(0, 2), "0");
});

test("formatShort is as exact as its digits for any size", () => {
  for (let exponent = -12; exponent <= 12; exponent += 1) {
    for (const mantissa of [1, 1.49, 1.51, 6.7, 9.94, 9.96]) {
      for (const digits of [1, 2, 3]) {
        const value = -mantissa * 10 ** exponent;
        const text = formatShort(value, digits);
        const error = Math.abs(Number(text.replaceAll("−", "-")) - value);
        assert.ok(error <= 0.5001 * 10 ** (exponent - digits + 1), `${value} as ${text}`);
        assert.ok(text.startsWith("−") && text.length <= digits + 6, text);
      }
    }
  }
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

test("factors of a product keep three significant digits however small", () => {
  assert.equal(formatFactor(-0.0000812), "−8.12 × 10⁻⁵");
  assert.equal(formatFactor(0.000789), "7.89 × 10⁻⁴");
  assert.equal(formatFactor(-9.7167), "−9.7167");
  assert.equal(formatFactor(0), "0.0000");
});

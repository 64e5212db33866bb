/** Arrays from base64. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBytes, decodeMatrix, decodeSignedBytes } from "../../../static/js/lib/base64.js";

test("decodeBytes returns unsigned bytes", () => {
  assert.deepEqual([...decodeBytes("AH+A/w==")], [0, 127, 128, 255]);
});

test("decodeSignedBytes returns two's complement", () => {
  assert.deepEqual([...decodeSignedBytes("AH+A/w==")], [0, 127, -128, -1]);
});

test("decodeMatrix reads little-endian float32", () => {
  // struct.pack("<4f", 1, -2, 0.5, inf)
  const base64 = "AACAPwAAAMAAAAA/AACAfw==";
  const { shape, data } = decodeMatrix({ shape: [2, 2], dtype: "float32", base64 });
  assert.deepEqual(shape, [2, 2]);
  assert.deepEqual([...data], [1, -2, 0.5, Infinity]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "../../page/save.js";

test("a file name has letters, digits and dashes only, whatever the election is called", () => {
  assert.equal(fileName("stembewijs", "OR-verkiezing 2027: “Zuid/Oost”", "a+/9"), "stembewijs-OR-verkiezing-2027-Zuid-Oost-a-9");
  assert.equal(fileName("key", "Öztürk & Zoon"), "key-Ozturk-Zoon");
  assert.equal(fileName("key", "…"), "key");
});

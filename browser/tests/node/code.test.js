import assert from "node:assert/strict";
import { test } from "node:test";
import { readCode } from "../../booth/code.js";

const code = "Vf7tr-c2nU5V-YY2Ks-Q1FS5S";

test("a code is read in any grouping, with any dash, and from the whole link", () => {
  const bare = code.replace(/-/g, "");
  for (const typed of [
    code,
    bare,
    ` ${bare.match(/.{1,4}/g).join(" ")}\n`,
    code.replace(/-/g, "\u2013"),
    code.replace(/-/g, "_"),
    `\u200b${code}\ufeff`,
    `http://localhost:8000/nl/vote/fASmSZLE4chSWY/#${code}`,
  ]) {
    assert.deepEqual(readCode(typed), { code }, JSON.stringify(typed));
  }
});

test("nothing, or only spaces and dashes, is a missing code", () => {
  for (const typed of ["", "  ", "---"]) assert.equal(readCode(typed).fault, "code-missing");
});

test("a wrong length says how many characters there are", () => {
  assert.deepEqual(readCode("Vf7tr-c2nU5"), { fault: "voting_code.length", values: { count: 10 } });
  assert.deepEqual(readCode(`${code}A`), { fault: "voting_code.length", values: { count: 23 } });
});

test("characters that no code has are named, each once", () => {
  const { fault, values } = readCode("0OIl-c2nU5V-YY2Ks-Q1FS5S0");
  assert.equal(fault, "voting_code.alphabet");
  assert.deepEqual(values, { character: "0 O I l" });
});

test("small and capital letters stay what they are", () => {
  assert.notEqual(readCode(code.toLowerCase()).code, code);
});

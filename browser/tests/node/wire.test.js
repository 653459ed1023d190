import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "../../protocol/errors.js";
import { fields, knownFields, parse, parseCanonical, render, scalar } from "../../protocol/wire.js";
import { assertRefused } from "./checks.js";

const bytes = (text) => new TextEncoder().encode(text);

test("what is rendered has no white space, keeps its order and is raw UTF-8", () => {
  const written = render({ b: [1, "café \u2028"], a: 'say "no"\n', 9: true });
  assert.equal(
    new TextDecoder().decode(written),
    '{"9":true,"b":[1,"café \u2028"],"a":"say \\"no\\"\\n"}',
  );
});

test("only the canonical form is accepted where one is asked for", () => {
  const canonical = ['{"a":[1,"é\\n\\u001f"],"b":{}}', '{"2":0,"1":0}', '"\\"\\\\/"', "-7"];
  for (const text of canonical) parseCanonical(bytes(text));
  for (const text of ['{"a": 1}', "[1]\n", '["\\u0041"]', '["\\/"]', '["\\u001F"]', "[-0]"]) {
    parse(bytes(text));
    assertRefused(Code.JSON_NOT_CANONICAL, () => parseCanonical(bytes(text)));
  }
});

test("what JSON readers understand differently is refused", () => {
  const deep = "[".repeat(33) + "]".repeat(33);
  const cases = [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    "[1.0]",
    "[1e3]",
    "[9007199254740992]",
    "[NaN]",
  ];
  for (const text of [...cases, deep, '["\\ud800"]', "", "[1,]", "\ufeff[]", "[] []"]) {
    assertRefused(Code.JSON_INVALID, () => parse(bytes(text)));
  }
  assertRefused(Code.JSON_INVALID, () => parse(new Uint8Array([0x22, 0xff, 0x22])));
  parse(bytes('[["a","a"],{"a":"a","b":["a",{"a":"\\"a\\":"}]}]'));
});

test("a long text is read", () => {
  const long = JSON.stringify(["é\\".repeat(300_000)]);
  assert.equal(parseCanonical(bytes(long))[0].length, 600_000);
});

test("fields come in their order, and no others", () => {
  assert.deepEqual(fields({ a: 1, b: 2 }, "a", "b", "c?"), [1, 2, undefined]);
  assert.deepEqual(knownFields({ x: 0, a: 1, y: 0 }, "a"), [1]);
  assertRefused(Code.JSON_NOT_CANONICAL, () => fields({ b: 2, a: 1 }, "a", "b"));
  for (const value of [{ a: 1 }, { a: 1, b: 2, x: 3 }, { a: 1, b: null }, [1, 2], null, "ab"]) {
    assertRefused(Code.JSON_SHAPE, () => fields(value, "a", "b"));
  }
});

test("a scalar is a decimal string below q without leading zeros", () => {
  assert.equal(scalar("6", 7n), 6n);
  for (const text of ["7", "10", "9".repeat(100_000)]) {
    assertRefused(Code.SCALAR_OUT_OF_RANGE, () => scalar(text, 7n));
  }
  for (const text of ["06", "-1", "+1", "0x1", "", " 1", "1\n", "١"]) {
    assertRefused(Code.JSON_NOT_CANONICAL, () => scalar(text, 7n));
  }
  assertRefused(Code.JSON_SHAPE, () => scalar(6, 7n));
});

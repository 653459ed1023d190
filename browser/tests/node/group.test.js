import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { curve } from "../../protocol/ed25519.js";
import { Code } from "../../protocol/errors.js";
import { belenios2048 } from "../../protocol/finite_field_numbers.js";
import { group } from "../../protocol/group.js";
import { assertRefused } from "./checks.js";
import { seeded } from "./seeded.js";
import { readJson } from "./vectors.js";

const names = ["Ed25519", "BELENIOS-2048"];

test("an unknown group is refused", () => {
  for (const name of ["ed25519", "RFC-3526-2048", "toString", ""]) {
    assertRefused(Code.GROUP_UNKNOWN, () => group(name));
  }
});

test("our constants are those of Ed25519 and of the specification", () => {
  assert.deepEqual({ ...curve }, { ...ed25519.Point.CURVE() });
  const { p, q, g } = readJson("groups.json")["BELENIOS-2048"];
  assert.deepEqual({ ...belenios2048 }, { p: BigInt(p), q: BigInt(q), g: BigInt(g) });
});

test("points have the string forms of the vectors", () => {
  const expected = readJson("trace.json").ed25519_encoding;
  const { generator: g, identity, order, multiply, power, encode } = group("Ed25519");
  assert.deepEqual(encode([g, identity, multiply(g, g), power(g, order - 1n)]), [
    expected.g,
    expected.identity,
    expected["2g"],
    expected["-g"],
  ]);
});

for (const name of names) {
  const { generator, identity, order, ...own } = group(name);
  const text = (element) => own.encode([element])[0];

  test(`${name}: a table gives the same powers as powering`, () => {
    const random = seeded(name);
    const base = own.power(generator, own.randomScalar(random));
    const table = own.fixedBase(base);
    for (const exponent of [0n, 1n, 255n, 256n, order - 1n, own.randomScalar(random)]) {
      assert.equal(text(table(exponent)), text(own.power(base, exponent)));
    }
    assert.equal(text(own.multiply(table(order - 1n), base)), text(identity));
  });

  test(`${name}: powers of the identity and the zeroth power are the identity`, () => {
    assert.equal(text(own.power(identity, 5n)), text(identity));
    assert.equal(text(own.power(generator, 0n)), text(identity));
    assert.equal(text(own.fixedBase(identity)(7n)), text(identity));
  });

  test(`${name}: what is encoded is decoded again, also the identity`, () => {
    for (const element of [generator, identity, own.power(generator, 12345n)]) {
      assert.equal(text(own.decode(text(element))), text(element));
    }
  });
}

/** y + 2^255 * sign in 64 hexadecimal digits. */
const point = (y, sign = 0n) => (y + (sign << 255n)).toString(16).padStart(64, "0");

test("Ed25519: a second name of a point, and what is no member, is refused", () => {
  const { p } = curve;
  const generator = point(curve.Gy);
  const others = {
    "y above p": point(p + 1n),
    "the sign of x = 0": point(1n, 1n),
    "a point of order 2": point(p - 1n),
    "a point of order 4": point(0n),
    "a point of order 8": "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    "a member times a point of order 2": point(p - curve.Gy),
    "not on the curve": point(2n),
    "capitals": readJson("trace.json").ed25519_encoding["2g"].toUpperCase(),
    "too short": generator.slice(1),
    "too long": `0${generator}`,
    "a line more": `${generator}\n`,
    "nothing": "",
  };
  for (const [what, text] of Object.entries(others)) {
    assertRefused(Code.ELEMENT_INVALID, () => group("Ed25519").decode(text), "", what);
  }
});

test("BELENIOS-2048: a second name of a number, and what is no member, is refused", () => {
  const { p, g } = belenios2048;
  for (const text of [
    "0",
    "2",
    `${p - 1n}`,
    `${p}`,
    `${p + g}`,
    `${p - g}`,
    `0${g}`,
    "-1",
    "1.0",
    "0x1",
    "",
    " 1",
    "1\n",
  ]) {
    assertRefused(Code.ELEMENT_INVALID, () => group("BELENIOS-2048").decode(text));
  }
});

test("a scalar is drawn at once, from at least 128 bits more than the order has", () => {
  for (const name of names) {
    const drawn = [];
    const number = group(name).randomScalar((n) => {
      drawn.push(n);
      return new Uint8Array(n).fill(255);
    });
    const expected = { "Ed25519": 64, "BELENIOS-2048": 48 }[name];
    assert.deepEqual(drawn, [expected]);
    assert.equal(number, (2n ** BigInt(8 * expected) - 1n) % group(name).order);
  }
});

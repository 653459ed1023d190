/**
 * Prime-order subgroups of the integers modulo a prime (§1.1), on BigInt.
 *
 * An element is a number in [1, p) and its string form is decimal.
 */
import { Code, Rejected } from "./errors.js";
import { fixedBase } from "./fixed_base.js";
import { bitLength, digits, scalarDrawer } from "./scalar.js";

/**
 * @param {string} name
 * @param {{ p: bigint, q: bigint, g: bigint }} numbers
 * @returns {import("./group.js").Group}
 */
export function makeFiniteField(name, { p, q: order, g }) {
  const identity = 1n;
  const multiply = (/** @type {bigint} */ a, /** @type {bigint} */ b) => (a * b) % p;
  return {
    name,
    order,
    identity,
    generator: g,
    decode: (text) => decode(text, order, p),
    encode: (elements) => elements.map(String),
    multiply,
    power: (base, exponent) => modularPower(base, exponent, order, p),
    fixedBase: (base) => fixedBase({ order, identity, multiply }, base),
    randomScalar: scalarDrawer(order, Math.ceil((Number(bitLength(order)) + 128) / 8)),
  };
}

/**
 * number^exponent modulo p with a table of 16 powers. The same multiplications are made for all
 * exponents up to `bound`.
 * @param {bigint} number
 * @param {bigint} exponent in [0, bound]
 * @param {bigint} bound
 * @param {bigint} p
 */
function modularPower(number, exponent, bound, p) {
  const powers = [1n];
  while (powers.length < 16) powers.push((powers[powers.length - 1] * number) % p);
  const raise = (/** @type {bigint} */ power, /** @type {number} */ digit) => {
    for (let squaring = 0; squaring < 4; squaring++) power = (power * power) % p;
    return (power * powers[digit]) % p;
  };
  const bytes = digits(exponent, Math.ceil(Number(bitLength(bound)) / 8)).reverse();
  return bytes.reduce((power, byte) => raise(raise(power, byte >> 4), byte & 15), 1n);
}

/**
 * The order of the whole field is far more than q, so that every number has to be checked: it is a
 * member if its q-th power is 1 (which excludes 0).
 * @param {string} text
 * @param {bigint} order
 * @param {bigint} p
 */
function decode(text, order, p) {
  const wellFormed = /^[1-9][0-9]*$/.test(text) && text.length <= p.toString().length;
  const number = wellFormed ? BigInt(text) : 0n;
  if (number <= 0n || number >= p || modularPower(number, order, order, p) !== 1n) {
    throw new Rejected(Code.ELEMENT_INVALID);
  }
  return number;
}

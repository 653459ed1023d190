/** ElGamal ciphertexts (§2.4): alpha = g^r, beta = y^r * g^m. */
import { within } from "./errors.js";
import { array, fields, text } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./group.js").Group} Group */

/**
 * The two bases of all that a prover computes: the generator g and the election key y.
 * @typedef {object} Bases
 * @property {Group} group
 * @property {import("./group.js").FixedBase} g
 * @property {import("./group.js").FixedBase} y
 */

/**
 * @typedef {object} Ciphertext
 * @property {Element} alpha
 * @property {Element} beta
 */

/**
 * What the maker of a ciphertext knows: its randomness r and the number m in it.
 * @typedef {object} Opening
 * @property {bigint} randomness
 * @property {number} plaintext
 */

/**
 * The tables of both bases. This takes a while: do it before the voter is waiting.
 * @param {Group} group
 * @param {Element} key
 * @returns {Bases}
 */
export function makeBases(group, key) {
  return { group, g: group.fixedBase(group.generator), y: group.fixedBase(key) };
}

/**
 * @param {Bases} bases
 * @param {Opening} opening of 0 or 1
 * @returns {Ciphertext}
 */
export function encrypt({ group, g, y }, { randomness, plaintext }) {
  const encoded = [group.identity, group.generator][plaintext];
  return { alpha: g(randomness), beta: group.multiply(y(randomness), encoded) };
}

/**
 * An encryption of the sum of the numbers in the ciphertexts (§2.4).
 * @param {Group} group
 * @param {Ciphertext[]} ciphertexts
 * @returns {Ciphertext}
 */
export function product(group, ciphertexts) {
  return {
    alpha: ciphertexts.map(({ alpha }) => alpha).reduce(group.multiply, group.identity),
    beta: ciphertexts.map(({ beta }) => beta).reduce(group.multiply, group.identity),
  };
}

/**
 * The opening of `product`.
 * @param {Group} group
 * @param {Opening[]} openings
 * @returns {Opening}
 */
export function sum(group, openings) {
  return {
    randomness: openings.reduce((total, { randomness }) => total + randomness, 0n) % group.order,
    plaintext: openings.reduce((total, { plaintext }) => total + plaintext, 0),
  };
}

/**
 * A list of ciphertexts, whose elements are members of the group.
 * Refuses with `json.*` or `element.invalid`, at `[index]`.
 * @param {Group} group
 * @param {import("./wire.js").Json | undefined} value
 * @param {number} [length] how many there must be
 * @returns {Ciphertext[]}
 */
export function parseCiphertexts(group, value, length) {
  return array(value, length).map((item, index) =>
    within(`[${index}]`, () => {
      const [alpha, beta] = fields(item, "alpha", "beta");
      return { alpha: group.decode(text(alpha)), beta: group.decode(text(beta)) };
    }),
  );
}

/**
 * The groups that elections may use, by name (§1.1, §1.2), behind one interface, written
 * multiplicatively. Exponents are in [0, q).
 */
import { Code, Rejected } from "./errors.js";
import { makeEd25519 } from "./ed25519.js";
import { makeFiniteField } from "./finite_field.js";
import { belenios2048 } from "./finite_field_numbers.js";

/**
 * A member of a group. Only the group that made it looks inside.
 * @typedef {any} Element
 */

/**
 * n to n random bytes, fit for secrets.
 * @typedef {(n: number) => Uint8Array} Random
 */

/**
 * The powers of one base, from a table of them.
 * @typedef {(exponent: bigint) => Element} FixedBase
 */

/**
 * @typedef {object} Group
 * @property {string} name
 * @property {bigint} order q, a prime
 * @property {Element} generator g
 * @property {Element} identity
 * @property {(text: string) => Element} decode the element with this string form, which is
 *   canonical and a member of the group; refuses others with `element.invalid`
 * @property {(elements: Element[]) => string[]} encode the string forms (§1): give it many at once,
 *   which is cheaper for a curve
 * @property {(a: Element, b: Element) => Element} multiply
 * @property {(base: Element, exponent: bigint) => Element} power base^exponent
 * @property {(base: Element) => FixedBase} fixedBase tens of milliseconds; worth it from some ten
 *   powers on
 * @property {(random: Random) => bigint} randomScalar a scalar without noticeable bias: at least
 *   128 bits more than q's, modulo q
 */

/** @type {Record<string, () => Group>} */
const makers = {
  "Ed25519": makeEd25519,
  "BELENIOS-2048": () => makeFiniteField("BELENIOS-2048", belenios2048),
};

/** @type {Map<string, Group>} */
const made = new Map();

/**
 * The group of that name: always the same object. Refuses others with `group.unknown`.
 * @param {string} name
 * @returns {Group}
 */
export function group(name) {
  if (!Object.hasOwn(makers, name)) throw new Rejected(Code.GROUP_UNKNOWN);
  const known = made.get(name) ?? makers[name]();
  made.set(name, known);
  return known;
}

/**
 * JSON as Belenios writes it: compact, fields in a fixed order, raw UTF-8 (§1).
 *
 * Scalars and elements are strings, so that the numbers of JSON itself are small whole ones.
 */
import { Code, Rejected } from "./errors.js";

/** @typedef {null | boolean | number | string | any[] | { [name: string]: any }} Json */

const maximumDepth = 32;
const decimal = /^(0|[1-9][0-9]*)$/;
const wholeNumber = /^-?(0|[1-9][0-9]*)$/;
const loneSurrogate = /\p{Surrogate}/u;
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * The canonical bytes of `value` (§1): no white space, insertion order, raw UTF-8.
 * @param {unknown} value
 * @returns {Uint8Array}
 */
export function render(value) {
  return new TextEncoder().encode(JSON.stringify(value));
}

/**
 * Reads JSON strictly: UTF-8, each key once, whole numbers up to 2^53, bounded depth.
 * Refuses with `json.invalid`.
 * @param {Uint8Array} raw
 * @returns {Json}
 */
export function parse(raw) {
  return read(raw).value;
}

/**
 * Like `parse`, and the bytes must be those that `render` makes.
 * Refuses with `json.invalid` or `json.not_canonical`.
 * @param {Uint8Array} raw
 * @returns {Json}
 */
export function parseCanonical(raw) {
  const { value, text, canonical } = read(raw);
  if (text !== canonical) throw new Rejected(Code.JSON_NOT_CANONICAL);
  return value;
}

/** @param {Uint8Array} raw */
function read(raw) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    return { value: /** @type {Json} */ (JSON.parse(text)), text, canonical: scan(text) };
  } catch {
    throw new Rejected(Code.JSON_INVALID);
  }
}

/**
 * Looks again at a text that `JSON.parse` accepted: it takes the last of two fields with one name,
 * rounds numbers, and nests as deep as there is memory. Returns the text in its canonical form,
 * token by token: an object in memory may have lost the order of its fields.
 * @param {string} text
 */
function scan(text) {
  /** @type {(Set<string> | null)[]} the names so far of each open object, null for an array */
  const open = [];
  const canonical = [];
  for (const [part] of text.matchAll(token)) {
    if (part === "{" || part === "[") open.push(part === "{" ? new Set() : null);
    else if (part === "}" || part === "]") open.pop();
    if (open.length > maximumDepth) throw new RangeError("nested too deeply");
    const written = canonicalToken(part);
    const before = canonical[canonical.length - 1];
    if (written.startsWith('"') && (before === "{" || before === ","))
      checkName(open[open.length - 1], written);
    canonical.push(written);
  }
  return canonical.join("");
}

/** @param {string} part */
function canonicalToken(part) {
  const value = /^["\d-]/.test(part) ? JSON.parse(part) : undefined;
  if (value === undefined) return part;
  if (typeof value === "number" && !(wholeNumber.test(part) && Number.isSafeInteger(value))) {
    throw new RangeError("not a whole number");
  }
  if (loneSurrogate.test(value)) throw new RangeError("half of a surrogate pair");
  return JSON.stringify(value);
}

/**
 * @param {Set<string> | null} names of the innermost object; null inside an array
 * @param {string} name
 */
function checkName(names, name) {
  if (names?.has(name)) throw new RangeError("a name occurs twice");
  names?.add(name);
}

// Shapes: each takes a parsed value and returns it with its type, or refuses with `json.shape`.

/**
 * The values of an object with exactly these fields, in this order. A name that ends in `?` may be
 * absent (its value is then undefined) but never null. The right fields in another order are
 * refused with `json.not_canonical`.
 * @param {Json | undefined} value
 * @param {...string} names
 * @returns {Json[]}
 */
export function fields(value, ...names) {
  const values = knownFields(value, ...names);
  const present = values.filter((item) => item !== undefined).length;
  if (Object.keys(mapping(value)).length > present) throw new Rejected(Code.JSON_SHAPE);
  return values;
}

/**
 * Like `fields`, for objects that may have more fields than we know (§2.1).
 * @param {Json | undefined} value
 * @param {...string} names
 * @returns {Json[]}
 */
export function knownFields(value, ...names) {
  const found = mapping(value);
  const known = names.map((name) => name.replace(/\?$/, ""));
  const complete = names.every((name) => name.endsWith("?") || Object.hasOwn(found, name));
  if (!complete || known.some((name) => Object.hasOwn(found, name) && found[name] === null)) {
    throw new Rejected(Code.JSON_SHAPE);
  }
  const order = Object.keys(found).filter((name) => known.includes(name));
  const expected = known.filter((name) => Object.hasOwn(found, name));
  if (order.join() !== expected.join()) throw new Rejected(Code.JSON_NOT_CANONICAL);
  return known.map((name) =>
    Object.hasOwn(found, name) ? found[name] : /** @type {any} */ (undefined),
  );
}

/**
 * @param {Json | undefined} value
 * @returns {{ [name: string]: Json }}
 */
export function mapping(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Rejected(Code.JSON_SHAPE);
  return value;
}

/**
 * A list, of exactly `length` items if that is given.
 * @param {Json | undefined} value
 * @param {number} [length]
 * @returns {Json[]}
 */
export function array(value, length) {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw new Rejected(Code.JSON_SHAPE);
  }
  return value;
}

/**
 * @param {Json | undefined} value
 * @returns {string}
 */
export function text(value) {
  if (typeof value !== "string") throw new Rejected(Code.JSON_SHAPE);
  return value;
}

/**
 * A whole number, not negative.
 * @param {Json | undefined} value
 * @returns {number}
 */
export function integer(value) {
  if (typeof value !== "number" || value < 0) throw new Rejected(Code.JSON_SHAPE);
  return value;
}

/**
 * A number of Z_q: a decimal string without leading zeros, below the group's order (§1).
 * Refuses with `json.not_canonical` or `scalar.out_of_range`.
 * @param {Json | undefined} value
 * @param {bigint} order
 * @returns {bigint}
 */
export function scalar(value, order) {
  const digits = text(value);
  if (!decimal.test(digits)) throw new Rejected(Code.JSON_NOT_CANONICAL);
  if (digits.length > order.toString().length || BigInt(digits) >= order) {
    throw new Rejected(Code.SCALAR_OUT_OF_RANGE);
  }
  return BigInt(digits);
}

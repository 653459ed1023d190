/**
 * The group Ed25519 (§1.2) on noble-curves.
 *
 * The string form of a point is the number y + 2^255 * (x mod 2) in hexadecimal, which is the 32
 * bytes of RFC 8032 reversed.
 */
import { edwards } from "../vendor/noble-curves/abstract/edwards.js";
import { normalizeZ } from "../vendor/noble-curves/abstract/curve.js";
import { Code, Rejected } from "./errors.js";
import { fixedBase } from "./fixed_base.js";
import { scalarDrawer } from "./scalar.js";

/**
 * The curve of RFC 8032, -x² + y² = 1 + dx²y², its subgroup of order n and base point. We take the
 * library's curve arithmetic alone, and so need none of its signatures and hashes to curves.
 */
export const curve = Object.freeze({
  p: 2n ** 255n - 19n,
  n: 2n ** 252n + 27742317777372353535851937790883648493n,
  h: 8n,
  a: 2n ** 255n - 20n,
  d: BigInt("0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3"),
  Gx: BigInt("0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
  Gy: BigInt("0x6666666666666666666666666666666666666666666666666666666666666658"),
});

/** 512 bits, from which every implementation of EdDSA makes its scalars too. */
const scalarBytes = 64;

/** @returns {import("./group.js").Group} */
export function makeEd25519() {
  const Point = edwards(curve);
  const order = curve.n;
  const identity = Point.ZERO;
  const multiply = (/** @type {any} */ a, /** @type {any} */ b) => a.add(b);
  return {
    name: "Ed25519",
    order,
    identity,
    generator: Point.BASE,
    decode: (text) => decode(Point, text),
    encode: (points) => normalizeZ(Point, points).map(encode),
    multiply,
    power: (base, exponent) => (exponent === 0n ? identity : base.multiply(exponent)),
    fixedBase: (base) => fixedBase({ order, identity, multiply }, base),
    randomScalar: scalarDrawer(order, scalarBytes),
  };
}

/**
 * A point whose Z is 1.
 * @param {any} point
 */
function encode({ X, Y }) {
  return (Y + ((X & 1n) << 255n)).toString(16).padStart(64, "0");
}

/**
 * Refuses y >= p and the sign of x = 0, both other names of a point, and points with a part outside
 * the subgroup.
 * @param {any} Point
 * @param {string} text
 */
function decode(Point, text) {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Rejected(Code.ELEMENT_INVALID);
  const point = decompress(Point, text);
  if (!point.isTorsionFree() || encode(point) !== text) throw new Rejected(Code.ELEMENT_INVALID);
  return point;
}

/**
 * @param {any} Point
 * @param {string} text
 */
function decompress(Point, text) {
  try {
    return Point.fromHex(/** @type {string[]} */ (text.match(/../g)).reverse().join(""));
  } catch {
    throw new Rejected(Code.ELEMENT_INVALID);
  }
}

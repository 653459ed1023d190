/**
 * Powers of a base that is used often. A prover needs many powers of g and y and of nothing else
 * (§2.4), so all of its cost is here.
 */
import { digits } from "./scalar.js";

/**
 * All base^(d * 256^i), so that a power is one multiplication per byte of the exponent. Row 0 of
 * each digit is the identity: the number of multiplications does not depend on the exponent.
 * @param {{ order: bigint, identity: any, multiply: (a: any, b: any) => any }} group
 * @param {import("./group.js").Element} base
 * @returns {import("./group.js").FixedBase}
 */
export function fixedBase({ order, identity, multiply }, base) {
  const length = Math.ceil(order.toString(16).length / 2);
  /** @type {import("./group.js").Element[][]} */
  const rows = [];
  for (let step = base; rows.length < length;) {
    const row = [identity];
    while (row.length < 256) row.push(multiply(row[row.length - 1], step));
    rows.push(row);
    step = multiply(row[255], step);
  }
  return (exponent) =>
    digits(exponent, length).reduce(
      (power, digit, index) => multiply(power, rows[index][digit]),
      identity,
    );
}

/** Numbers modulo q, the exponents of a group. */

/**
 * n random bytes as a big-endian number modulo q. With 128 bits more than q has, its bias is far
 * below what could ever be noticed.
 * @param {bigint} order
 * @param {number} length in bytes
 * @returns {(random: import("./group.js").Random) => bigint}
 */
export function scalarDrawer(order, length) {
  if (BigInt(8 * length) < bitLength(order) + 128n)
    throw new RangeError("too few random bytes for a scalar");
  return (random) => fromBytes(random(length)) % order;
}

/**
 * nonce - secret * challenge modulo q: the response of every proof (§2).
 * @param {import("./group.js").Group} group
 * @param {bigint} nonce
 * @param {bigint} secret
 * @param {bigint} challenge
 * @returns {bigint}
 */
export function respond(group, nonce, secret, challenge) {
  return modulo(nonce - secret * challenge, group.order);
}

/**
 * The representative in [0, modulus), also of a negative number.
 * @param {bigint} number
 * @param {bigint} modulus
 * @returns {bigint}
 */
export function modulo(number, modulus) {
  const rest = number % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/**
 * Of 8-bit digits, least significant first.
 * @param {bigint} number
 * @param {number} length how many
 * @returns {number[]}
 */
export function digits(number, length) {
  return Array.from({ length }, (_, index) => Number((number >> BigInt(8 * index)) & 255n));
}

/** @param {bigint} number */
export function bitLength(number) {
  return BigInt(number.toString(2).length);
}

/** @param {Uint8Array} bytes big-endian */
function fromBytes(bytes) {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
}

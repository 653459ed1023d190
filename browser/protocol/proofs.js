/**
 * Zero-knowledge proofs (§2): knowledge of a secret, equality of two secrets, one of several.
 *
 * All have the shape {"challenge", "response"} with response = nonce - secret * challenge.
 */
import { challenge } from "./hashing.js";
import { modulo, respond } from "./scalar.js";

/** @typedef {import("./elgamal.js").Bases} Bases */
/** @typedef {import("./elgamal.js").Opening} Opening */
/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./group.js").Random} Random */

/**
 * @typedef {object} Proof in JSON's form
 * @property {string} challenge
 * @property {string} response
 */

/**
 * Knowledge of the secret behind a public element: trustees' keys and signatures (§2.2, §2.4).
 * @param {Group} group
 * @param {bigint} secret
 * @param {string} prefix
 * @param {Random} random
 * @returns {Proof}
 */
export function proveKnowledge(group, secret, prefix, random) {
  return proveEquality(group, secret, [group.generator], prefix, random);
}

/**
 * That the public elements base^secret of all bases have one exponent: partial decryptions (§2.5).
 * @param {Group} group
 * @param {bigint} secret
 * @param {Element[]} bases
 * @param {string} prefix
 * @param {Random} random
 * @returns {Proof}
 */
export function proveEquality(group, secret, bases, prefix, random) {
  const nonce = group.randomScalar(random);
  const commitments = bases.map((base) => group.power(base, nonce));
  const common = challenge(group, prefix, group.encode(commitments));
  return proof(common, respond(group, nonce, secret, common));
}

/**
 * One case of a proof of one of several: that a ciphertext, of which `opening` is known, encrypts
 * `value`.
 * @typedef {object} Branch
 * @property {Opening} opening
 * @property {number} value
 */

/**
 * The first half of a proof of one of several: all but the hash of its commitments, so that those
 * of many proofs are encoded at once.
 * @typedef {object} Commitment
 * @property {Element[]} elements A_0, B_0, A_1, B_1, ... (§2.4)
 * @property {Branch[]} branches
 * @property {number} truth the first branch that is true
 * @property {bigint[]} nonces
 * @property {bigint[]} challenges
 */

/**
 * Commits to a proof that at least one branch is true (§2.4), and one is.
 *
 * In every branch A = g^nonce and B = y^nonce * g^((m - value) * challenge), with random challenge:
 * the r of the ciphertext is known, so that g and y are the only bases. Where m = value, B does not
 * depend on the challenge, which `finishOneOf` sets. As many powers are computed whichever is true.
 * @param {Bases} bases
 * @param {Branch[]} branches
 * @param {Random} random
 * @returns {Commitment}
 */
export function startOneOf({ group, g, y }, branches, random) {
  const truth = branches.findIndex(({ opening, value }) => opening.plaintext === value);
  const nonces = branches.map(() => group.randomScalar(random));
  const challenges = branches.map(() => group.randomScalar(random));
  const elements = branches.flatMap(({ opening, value }, index) => {
    const excess = BigInt(opening.plaintext - value) * challenges[index];
    const shift = index === truth ? group.identity : g(modulo(excess, group.order));
    return [g(nonces[index]), group.multiply(y(nonces[index]), shift)];
  });
  return { elements, branches, truth, nonces, challenges };
}

/**
 * One proof per branch, the challenges of which sum up to `common`.
 * @param {Group} group
 * @param {Commitment} commitment
 * @param {bigint} common the hash of the commitment's elements
 * @returns {Proof[]}
 */
export function finishOneOf(group, { branches, truth, nonces, challenges }, common) {
  const others = challenges.reduce(
    (total, own, index) => (index === truth ? total : total + own),
    0n,
  );
  return branches.map(({ opening }, index) => {
    const own = index === truth ? modulo(common - others, group.order) : challenges[index];
    return proof(own, respond(group, nonces[index], opening.randomness, own));
  });
}

/**
 * @param {bigint} own
 * @param {bigint} response
 * @returns {Proof}
 */
function proof(own, response) {
  return { challenge: own.toString(), response: response.toString() };
}

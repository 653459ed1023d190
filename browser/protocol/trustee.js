/** What a trustee makes: a secret and its public key (§2.2). */
import { proveKnowledge } from "./proofs.js";
import { render } from "./wire.js";

/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./group.js").Random} Random */

/**
 * @param {Group} group
 * @param {Random} random
 * @returns {bigint}
 */
export function makeSecret(group, random) {
  return group.randomScalar(random);
}

/**
 * The string form of the public key of a secret.
 * @param {Group} group
 * @param {bigint} secret
 * @returns {string}
 */
export function publicKey(group, secret) {
  return group.encode([group.power(group.generator, secret)])[0];
}

/**
 * The object K of a single trustee, with the proof that its maker knows the secret (§2.2).
 * @param {Group} group
 * @param {bigint} secret
 * @param {Random} random
 * @param {string} [name] shown with the key
 * @returns {Uint8Array}
 */
export function makeKey(group, secret, random, name) {
  const key = publicKey(group, secret);
  const pok = proveKnowledge(group, secret, `pok|${group.name}|${key}|`, random);
  return render({ pok, public_key: key, ...(name === undefined ? {} : { name }) });
}

/** Partial decryptions, one per trustee (§2.5): alpha^x for every ciphertext of the tally. */
import { proveEquality } from "./proofs.js";
import { parseEncryptedTally } from "./tally.js";
import { publicKey } from "./trustee.js";
import { render } from "./wire.js";

/** @typedef {import("./election.js").Election} Election */

/**
 * What the trustee with this secret publishes.
 *
 * Refuses with `json.*`, `element.invalid` or `tally.shape` a tally that the secret must not touch.
 * @param {Election} election
 * @param {bigint} secret
 * @param {Uint8Array} encryptedTally
 * @param {import("./group.js").Random} random
 * @param {(done: number, total: number) => void} [onProgress]
 * @returns {Uint8Array}
 */
export function makePartialDecryption(
  election,
  secret,
  encryptedTally,
  random,
  onProgress = () => {},
) {
  const { group, fingerprint } = election;
  const rows = parseEncryptedTally(encryptedTally, election);
  const prefix = `decrypt|${fingerprint}|${publicKey(group, secret)}|`;
  const total = rows.flat().length;
  let done = 0;
  const parts = rows.map((row) =>
    row.map(({ alpha }) => {
      const factor = group.power(alpha, secret);
      const proof = proveEquality(group, secret, [group.generator, alpha], prefix, random);
      onProgress(++done, total);
      return { factor, proof };
    }),
  );
  return render({
    decryption_factors: parts.map((row) => group.encode(row.map(({ factor }) => factor))),
    decryption_proofs: parts.map((row) => row.map(({ proof }) => proof)),
  });
}

/** Voting codes and the credentials that are derived from them (§2.3). */
import { Code, Rejected } from "./errors.js";
import { sha256Hex, utf8 } from "./hashing.js";

const symbols = 22;
const alphabet = /^[1-9A-HJ-NP-Za-km-z]*$/; // Base58: without 0, I, O and l
const separators = /[\s\u2010-\u2015-]/g;

/**
 * The code as it is hashed, XXXXX-XXXXXX-XXXXX-XXXXXX, from what a person typed or pasted: spaces
 * and dashes of any kind may be missing or be anywhere.
 * Refuses with `voting_code.alphabet` or `voting_code.length`.
 * @param {string} text
 * @returns {string}
 */
export function normaliseCode(text) {
  const code = text.replace(separators, "");
  if (!alphabet.test(code)) throw new Rejected(Code.VOTING_CODE_ALPHABET);
  if (code.length !== symbols) throw new Rejected(Code.VOTING_CODE_LENGTH);
  return [code.slice(0, 5), code.slice(5, 11), code.slice(11, 16), code.slice(16)].join("-");
}

/**
 * The secret of a voting code: 512 bits of SHA-256 modulo q.
 * @param {import("./group.js").Group} group
 * @param {string} uuid of the election
 * @param {string} code as `normaliseCode` returns it
 * @returns {bigint}
 */
export function derive(group, uuid, code) {
  const [high, low] = [0, 1].map((index) =>
    sha256Hex(utf8(`derive_credential|${uuid}|${index}|${code}`)),
  );
  return BigInt(`0x${high}${low}`) % group.order;
}

/**
 * The public credential, which the election's list has.
 * @param {import("./group.js").Group} group
 * @param {bigint} secret
 * @returns {string}
 */
export function publicCredential(group, secret) {
  return group.encode([group.power(group.generator, secret)])[0];
}

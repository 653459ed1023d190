/** The encrypted tally (§2.5): the counted ballots, added up without being opened. */
import { size } from "./election.js";
import { parseCiphertexts } from "./elgamal.js";
import { Code, renamed, within } from "./errors.js";
import { array, parseCanonical } from "./wire.js";

/**
 * The ciphertexts of each question, whoever made them: their elements are members of the group, so
 * that a secret may touch them.
 *
 * Refuses with `json.*`, `element.invalid` or `tally.shape`.
 * @param {Uint8Array} raw
 * @param {import("./election.js").Election} election
 * @returns {import("./elgamal.js").Ciphertext[][]}
 */
export function parseEncryptedTally(raw, { group, questions }) {
  return renamed({ [Code.JSON_SHAPE]: Code.TALLY_SHAPE }, () => {
    const rows = array(parseCanonical(raw), questions.length);
    return questions.map((question, index) =>
      within(`[${index}]`, () => parseCiphertexts(group, rows[index], size(question))),
    );
  });
}

/** Ballots (§2.4): answers bound to an election and signed with a credential. */
import { size } from "./election.js";
import { Code, Rejected, renamed, within } from "./errors.js";
import { sha256B64 } from "./hashing.js";
import { array, fields, parseCanonical, render, scalar, text } from "./wire.js";

/** @typedef {import("./election.js").Election} Election */
/** @typedef {import("./election.js").Question} Question */
/** @typedef {import("./wire.js").Json} Json */

const codes = {
  [Code.JSON_INVALID]: Code.BALLOT_NOT_JSON,
  [Code.JSON_NOT_CANONICAL]: Code.BALLOT_NOT_CANONICAL,
  [Code.JSON_SHAPE]: Code.BALLOT_SHAPE,
};

/**
 * h: the hash of the ballot without its signature.
 * @param {object} body
 * @returns {string}
 */
export function hashToSign(body) {
  return sha256B64(render(body));
}

/**
 * What the voter keeps to find the ballot again: its hash, in Base64.
 * @param {Uint8Array} raw
 * @returns {string}
 */
export function tracker(raw) {
  return sha256B64(raw);
}

/**
 * Refuses bytes that cannot be a ballot of this election, whatever their elements and proofs are:
 * a mistake of ours is noticed before the voter casts it, or casts again what the browser kept.
 * It says nothing about the proofs, which the server and every verifier check.
 * @param {Uint8Array} raw
 * @param {Election} election
 */
export function checkShape(raw, election) {
  renamed(codes, () => {
    const [uuid, fingerprint, credential, answers, signature] = fields(
      parseCanonical(raw),
      ...["election_uuid", "election_hash", "credential", "answers", "signature"],
    );
    if (uuid !== election.uuid) throw new Rejected(Code.BALLOT_OTHER_ELECTION);
    if (fingerprint !== election.fingerprint) throw new Rejected(Code.BALLOT_OTHER_FINGERPRINT);
    text(credential);
    if (array(answers).length !== election.questions.length)
      throw new Rejected(Code.BALLOT_ANSWER_COUNT, "answers");
    election.questions.forEach((question, index) =>
      within(`answers[${index}]`, () =>
        checkAnswer(array(answers)[index], question, election.group.order),
      ),
    );
    const [hash, proof] = fields(signature, "hash", "proof");
    text(hash);
    checkProof(proof, election.group.order);
  });
}

/**
 * @param {Json} value
 * @param {Question} question
 * @param {bigint} order
 */
function checkAnswer(value, question, order) {
  const names = [
    "choices",
    "individual_proofs",
    "overall_proof",
    ...(question.blank ? ["blank_proof"] : []),
  ];
  const [choices, individual, overall, blank] = fields(value, ...names);
  for (const choice of array(choices, size(question)))
    fields(choice, "alpha", "beta").forEach(text);
  for (const proofs of array(individual, size(question))) checkProofs(proofs, 2, order);
  checkProofs(overall, question.max - question.min + 1 + Number(question.blank), order);
  if (question.blank) checkProofs(blank, 2, order);
}

/**
 * @param {Json} value
 * @param {number} length
 * @param {bigint} order
 */
function checkProofs(value, length, order) {
  for (const proof of array(value, length)) checkProof(proof, order);
}

/**
 * @param {Json} value
 * @param {bigint} order
 */
function checkProof(value, order) {
  for (const number of fields(value, "challenge", "response")) scalar(number, order);
}

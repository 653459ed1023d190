/** Making ballots (§2.4). */
import { checkShape, hashToSign } from "./ballot.js";
import { publicCredential } from "./credential.js";
import { Code, Rejected, within } from "./errors.js";
import { checkChoices, makeAnswer } from "./homomorphic_making.js";
import { proveKnowledge } from "./proofs.js";
import { render } from "./wire.js";

/** @typedef {import("./election.js").Election} Election */
/** @typedef {import("./group.js").Random} Random */

/**
 * The bytes to cast, signed with the secret credential.
 *
 * Refuses with `choices.*` what the questions do not allow. `random` is drawn from in a fixed
 * order, so that the same stream makes the same ballot in every implementation.
 * @param {Election} election
 * @param {import("./elgamal.js").Bases} bases of the election's group and key
 * @param {bigint} secret
 * @param {number[][]} choices for each question a 0 or 1 per answer, after one for the blank vote
 *   if the question allows it
 * @param {Random} random
 * @param {(done: number, total: number) => void} [onProgress]
 * @returns {Uint8Array}
 */
export function makeBallot(election, bases, secret, choices, random, onProgress = () => {}) {
  if (choices.length !== election.questions.length) throw new Rejected(Code.CHOICES_SHAPE);
  election.questions.forEach((question, index) =>
    within(`[${index}]`, () => checkChoices(question, choices[index])),
  );
  const credential = publicCredential(election.group, secret);
  const s0 = `${election.fingerprint}|${credential}`;
  const tick = counter(election, onProgress);
  const body = {
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential,
    answers: election.questions.map((question, index) =>
      makeAnswer(bases, question, s0, choices[index], random, tick),
    ),
  };
  const raw = sign(election, secret, body, random);
  checkShape(raw, election);
  return raw;
}

/**
 * @param {Election} election
 * @param {bigint} secret
 * @param {object} body all of a ballot but its signature
 * @param {Random} random
 */
function sign({ group }, secret, body, random) {
  const hash = hashToSign(body);
  const proof = proveKnowledge(group, secret, `sig|${hash}|`, random);
  return render({ ...body, signature: { hash, proof } });
}

/**
 * Counts proofs: one per answer and two or three more per question.
 * @param {Election} election
 * @param {(done: number, total: number) => void} onProgress
 */
function counter({ questions }, onProgress) {
  const total = questions.reduce(
    (sum, { answers, blank }) => sum + answers.length + (blank ? 3 : 1),
    0,
  );
  let done = 0;
  return () => onProgress(++done, total);
}

/** Making answers to homomorphic questions (§2.4). */
import { encrypt, product, sum } from "./elgamal.js";
import { Code, Rejected } from "./errors.js";
import { challenge } from "./hashing.js";
import { size } from "./election.js";
import { finishOneOf, startOneOf } from "./proofs.js";

/** @typedef {import("./elgamal.js").Bases} Bases */
/** @typedef {import("./elgamal.js").Opening} Opening */
/** @typedef {import("./election.js").Question} Question */
/** @typedef {import("./proofs.js").Branch} Branch */
/** @typedef {import("./proofs.js").Commitment} Commitment */

/**
 * An answer, to be rendered as JSON. `choices` has a 0 or 1 per ciphertext: the blank indicator, if
 * there is one, and the answers; `checkChoices` accepts it.
 *
 * All group elements are computed before the first hash, so that they are encoded together.
 * @param {Bases} bases
 * @param {Question} question
 * @param {string} s0 the fingerprint and the credential, joined by `|`
 * @param {number[]} choices
 * @param {import("./group.js").Random} random
 * @param {() => void} tick called after each ciphertext's proof, in which the time goes
 */
export function makeAnswer(bases, question, s0, choices, random, tick) {
  const { group } = bases;
  const openings = choices.map((plaintext) => ({
    randomness: group.randomScalar(random),
    plaintext,
  }));
  const ciphertexts = openings.map((opening) => encrypt(bases, opening));
  const commitments = branches(bases, question, openings).map((each) => {
    const commitment = startOneOf(bases, each, random);
    tick();
    return commitment;
  });
  const total = product(group, ciphertexts.slice(Number(question.blank)));
  const [totalTexts, ...texts] = encodeAll(group, [
    [total.alpha, total.beta],
    ...ciphertexts.map(({ alpha, beta }) => [alpha, beta]),
    ...commitments.map(({ elements }) => elements),
  ]);
  const ciphertextTexts = texts.splice(0, ciphertexts.length);
  const hashed = prefixes(question, s0, ciphertextTexts, totalTexts);
  const proofs = commitments.map((commitment, index) =>
    finishOneOf(group, commitment, challenge(group, hashed[index], texts[index])),
  );
  return inJson(question, ciphertextTexts, proofs);
}

/**
 * What is proved, in the order of `prefixes`: of each ciphertext that it encrypts 0 or 1; that
 * `min` to `max` are chosen, or the vote is blank; and, where a vote may be blank, that it chooses
 * nothing then.
 * @param {Bases} bases
 * @param {Question} question
 * @param {Opening[]} openings
 * @returns {Branch[][]}
 */
function branches({ group }, { min, max, blank }, openings) {
  const total = sum(group, openings.slice(Number(blank)));
  const allowed = Array.from({ length: max - min + 1 }, (_, index) => ({
    opening: total,
    value: min + index,
  }));
  const individual = openings.map((opening) => [
    { opening, value: 0 },
    { opening, value: 1 },
  ]);
  if (!blank) return [...individual, allowed];
  const [indicator] = openings;
  const nothing = { opening: total, value: 0 };
  return [
    ...individual,
    [{ opening: indicator, value: 1 }, ...allowed],
    [{ opening: indicator, value: 0 }, nothing],
  ];
}

/**
 * What the challenges' hashes begin with. S is S0 and all ciphertexts of the answer.
 * @param {Question} question
 * @param {string} s0
 * @param {string[][]} ciphertexts
 * @param {string[]} total
 * @returns {string[]}
 */
function prefixes({ blank }, s0, ciphertexts, total) {
  const s = `${s0}|${ciphertexts.join()}`;
  const individual = ciphertexts.map((own) => `prove|${s0}|${own.join()}|`);
  return [
    ...individual,
    ...(blank ? [`bproof1|${s}|`, `bproof0|${s}|`] : [`prove|${s}|${total.join()}|`]),
  ];
}

/**
 * The string forms of lists of elements, encoded all at once.
 * @param {import("./group.js").Group} group
 * @param {import("./group.js").Element[][]} lists
 * @returns {string[][]}
 */
function encodeAll(group, lists) {
  const texts = group.encode(lists.flat());
  return lists.map(({ length }) => texts.splice(0, length));
}

/**
 * @param {Question} question
 * @param {string[][]} ciphertexts
 * @param {import("./proofs.js").Proof[][]} proofs
 */
function inJson(question, ciphertexts, proofs) {
  const count = size(question);
  return {
    choices: ciphertexts.map(([alpha, beta]) => ({ alpha, beta })),
    individual_proofs: proofs.slice(0, count),
    overall_proof: proofs[count],
    ...(question.blank ? { blank_proof: proofs[count + 1] } : {}),
  };
}

/**
 * Refuses with `choices.*` what the question does not allow.
 * @param {Question} question
 * @param {number[]} choices
 */
export function checkChoices(question, choices) {
  if (choices.length !== size(question) || choices.some((choice) => choice !== 0 && choice !== 1)) {
    throw new Rejected(Code.CHOICES_SHAPE);
  }
  const chosen = choices.slice(Number(question.blank)).reduce((total, choice) => total + choice, 0);
  if (question.blank && choices[0] === 1) {
    if (chosen > 0) throw new Rejected(Code.CHOICES_BLANK);
    return;
  }
  if (chosen < question.min) throw new Rejected(Code.CHOICES_TOO_FEW);
  if (chosen > question.max) throw new Rejected(Code.CHOICES_TOO_MANY);
}

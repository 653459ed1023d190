/**
 * Checks of proofs (§2), written from the equations of the verifier, that is without the shortcuts
 * of the prover. The archives in `vectors/` show that these checks are right themselves.
 */
import assert from "node:assert/strict";
import { product } from "../../protocol/elgamal.js";
import { size } from "../../protocol/election.js";
import { challenge, sha256B64 } from "../../protocol/hashing.js";
import { render } from "../../protocol/wire.js";
import { parseJson } from "./vectors.js";

/** base^response * public^challenge, for each pair of a base and a public value. */
function commitments(group, proof, pairs) {
  const [own, response] = [BigInt(proof.challenge), BigInt(proof.response)];
  assert.ok(own >= 0n && own < group.order && response >= 0n && response < group.order);
  return pairs.map(([base, value]) =>
    group.multiply(group.power(base, response), group.power(value, own)),
  );
}

function assertProof(group, prefix, proof, pairs) {
  const elements = commitments(group, proof, pairs);
  assert.equal(proof.challenge, challenge(group, prefix, group.encode(elements)).toString());
}

/** That one of the ciphertexts encrypts the value beside it. */
function assertOneOf({ group, publicKey }, prefix, proofs, branches) {
  assert.equal(proofs.length, branches.length);
  const elements = branches.flatMap(([{ alpha, beta }, value], index) => {
    const inverse = group.power(group.generator, (group.order - BigInt(value)) % group.order);
    const pairs = [
      [group.generator, alpha],
      [publicKey, group.multiply(beta, inverse)],
    ];
    return commitments(group, proofs[index], pairs);
  });
  const sum = proofs.reduce((total, proof) => total + BigInt(proof.challenge), 0n);
  assert.equal(sum % group.order, challenge(group, prefix, group.encode(elements)));
}

/** A ballot of the election, by the equations of §2.4. */
export function assertBallot(raw, election) {
  const { signature, ...body } = parseJson(raw);
  assert.equal(body.election_uuid, election.uuid);
  assert.equal(body.election_hash, election.fingerprint);
  assert.equal(signature.hash, sha256B64(render(body)));
  assertKnowledge(election.group, body.credential, `sig|${signature.hash}|`, signature.proof);
  const s0 = `${election.fingerprint}|${body.credential}`;
  assert.equal(body.answers.length, election.questions.length);
  election.questions.forEach((question, index) =>
    assertAnswer(election, question, s0, body.answers[index]),
  );
}

function assertAnswer(election, question, s0, answer) {
  const { group } = election;
  const texts = answer.choices.map(({ alpha, beta }) => `${alpha},${beta}`);
  const ciphertexts = answer.choices.map(({ alpha, beta }) => ({
    alpha: group.decode(alpha),
    beta: group.decode(beta),
  }));
  assert.equal(ciphertexts.length, size(question));
  ciphertexts.forEach((own, index) =>
    assertOneOf(election, `prove|${s0}|${texts[index]}|`, answer.individual_proofs[index], [
      [own, 0],
      [own, 1],
    ]),
  );
  const s = `${s0}|${texts.join()}`;
  const total = product(group, ciphertexts.slice(Number(question.blank)));
  const allowed = [];
  for (let count = question.min; count <= question.max; count++) allowed.push([total, count]);
  if (!question.blank) {
    const prefix = `prove|${s}|${group.encode([total.alpha, total.beta]).join()}|`;
    return assertOneOf(election, prefix, answer.overall_proof, allowed);
  }
  const [indicator] = ciphertexts;
  assertOneOf(election, `bproof1|${s}|`, answer.overall_proof, [[indicator, 1], ...allowed]);
  assertOneOf(election, `bproof0|${s}|`, answer.blank_proof, [
    [indicator, 0],
    [total, 0],
  ]);
}

/** That the maker of the proof knew the logarithm of `key`. */
export function assertKnowledge(group, key, prefix, proof) {
  assertProof(group, prefix, proof, [[group.generator, group.decode(key)]]);
}

/** A partial decryption by the owner of `key`, by the equations of §2.5. */
export function assertDecryption(raw, election, key, rows) {
  const { group, fingerprint } = election;
  const { decryption_factors: factors, decryption_proofs: proofs } = parseJson(raw);
  assert.deepEqual(
    factors.map((row) => row.length),
    rows.map((row) => row.length),
  );
  rows.forEach((row, i) =>
    row.forEach(({ alpha }, j) => {
      const pairs = [
        [group.generator, group.decode(key)],
        [alpha, group.decode(factors[i][j])],
      ];
      assertProof(group, `decrypt|${fingerprint}|${key}|`, proofs[i][j], pairs);
    }),
  );
}

/** That the action refuses with this code, at this place. */
export function assertRefused(code, action, where = "", what = "") {
  assert.throws(
    action,
    (refusal) => {
      assert.equal(refusal.code, code, refusal.stack);
      assert.equal(refusal.where, where);
      return true;
    },
    what,
  );
}

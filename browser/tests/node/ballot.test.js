import assert from "node:assert/strict";
import { test } from "node:test";
import { checkShape, tracker } from "../../protocol/ballot.js";
import { makeBallot } from "../../protocol/ballot_making.js";
import { derive } from "../../protocol/credential.js";
import { parseElection } from "../../protocol/election.js";
import { makeBases } from "../../protocol/elgamal.js";
import { Code } from "../../protocol/errors.js";
import { render } from "../../protocol/wire.js";
import { assertBallot, assertRefused } from "./checks.js";
import { code, electionWith, groups, question } from "./elections.js";
import { seeded } from "./seeded.js";
import { parseJson, readArchive } from "./vectors.js";

for (const name of ["ed25519-33-h-single", "h-weighted-3trustees"]) {
  test(`${name}: the ballots of other programs pass our checks and have our shape`, () => {
    const { election: raw, ballots } = readArchive(name);
    const election = parseElection(raw);
    for (const ballot of ballots) checkShape(ballot, election);
    assertBallot(ballots[0], election);
  });
}

for (const groupName of groups) {
  const election = electionWith(
    groupName,
    question(3, 1, 2),
    question(2, 0, 1, true),
    question(1, 0, 3),
  );
  const bases = makeBases(election.group, election.publicKey);
  const secret = derive(election.group, election.uuid, code);
  const make = (choices, seed = "ballot", onProgress = undefined) =>
    makeBallot(election, bases, secret, choices, seeded(seed), onProgress);

  test(`${groupName}: every allowed vote makes a ballot whose proofs hold`, () => {
    const votes = [
      [[1, 0, 0], [0, 0, 0], [0]],
      [[0, 1, 1], [1, 0, 0], [1]],
      [[1, 0, 1], [0, 0, 1], [1]],
    ];
    for (const choices of votes) assertBallot(make(choices), election);
  });

  test(`${groupName}: the same random bytes make the same ballot, others another`, () => {
    const choices = [[1, 0, 0], [0, 0, 0], [0]];
    assert.equal(tracker(make(choices)), tracker(make(choices)));
    assert.notEqual(tracker(make(choices)), tracker(make(choices, "another")));
  });

  test(`${groupName}: as many random bytes are drawn whatever is voted`, () => {
    const drawn = [
      [[1, 0, 0], [0, 0, 0], [0]],
      [[0, 1, 1], [1, 0, 0], [1]],
    ].map((choices) => {
      const lengths = [];
      const source = seeded("ballot");
      makeBallot(election, bases, secret, choices, (n) => (lengths.push(n), source(n)));
      return lengths;
    });
    assert.deepEqual(drawn[0], drawn[1]);
  });

  test(`${groupName}: progress is told, up to the end`, () => {
    const told = [];
    make([[1, 0, 0], [0, 0, 0], [0]], "ballot", (done, total) => told.push([done, total]));
    assert.deepEqual(
      told,
      Array.from({ length: 11 }, (_, index) => [index + 1, 11]),
    );
  });

  test(`${groupName}: what a question does not allow is refused before anything is made`, () => {
    const fine = [[1, 0, 0], [0, 0, 0], [0]];
    const cases = [
      [0, [0, 0, 0], Code.CHOICES_TOO_FEW],
      [0, [1, 1, 1], Code.CHOICES_TOO_MANY],
      [0, [1, 0], Code.CHOICES_SHAPE],
      [0, [2, 0, 0], Code.CHOICES_SHAPE],
      [0, ["1", 0, 0], Code.CHOICES_SHAPE],
      [1, [0, 1, 1], Code.CHOICES_TOO_MANY],
      [1, [1, 1, 0], Code.CHOICES_BLANK],
    ];
    for (const [index, choices, expected] of cases) {
      assertRefused(expected, () => make(replaced(fine, index, choices)), `[${index}]`);
    }
    assertRefused(Code.CHOICES_SHAPE, () => make(fine.slice(1)));
  });

  test(`${groupName}: bytes that are no ballot of this election are refused`, () => {
    const ballot = parseJson(make([[1, 0, 0], [0, 0, 0], [0]]));
    const [answer, ...others] = ballot.answers;
    const inAnswer = (changes) => ({ answers: [{ ...answer, ...changes }, ...others] });
    const proof = { challenge: election.group.order.toString(), response: "0" };
    const cases = [
      [{ election_uuid: "UY215YSJRAJxZw" }, Code.BALLOT_OTHER_ELECTION],
      [{ election_hash: "" }, Code.BALLOT_OTHER_FINGERPRINT],
      [{ answers: others }, Code.BALLOT_ANSWER_COUNT, "answers"],
      [{ signature: {} }, Code.BALLOT_SHAPE],
      [{ more: 1 }, Code.BALLOT_SHAPE],
      [inAnswer({ choices: answer.choices.slice(1) }), Code.BALLOT_SHAPE, "answers[0]"],
      [inAnswer({ blank_proof: [] }), Code.BALLOT_SHAPE, "answers[0]"],
      [inAnswer({ overall_proof: answer.overall_proof.slice(1) }), Code.BALLOT_SHAPE, "answers[0]"],
      [inAnswer({ overall_proof: [proof, proof] }), Code.SCALAR_OUT_OF_RANGE, "answers[0]"],
    ];
    for (const [changes, expected, where] of cases) {
      assertRefused(
        expected,
        () => checkShape(render({ ...ballot, ...changes }), election),
        where,
        expected,
      );
    }
    assertRefused(Code.BALLOT_NOT_JSON, () => checkShape(new Uint8Array(), election));
    const { election_uuid: moved, ...rest } = ballot;
    assertRefused(Code.BALLOT_NOT_CANONICAL, () =>
      checkShape(render({ ...rest, election_uuid: moved }), election),
    );
  });
}

function replaced(list, index, item) {
  return list.map((own, position) => (position === index ? item : own));
}

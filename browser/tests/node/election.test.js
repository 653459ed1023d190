import assert from "node:assert/strict";
import { test } from "node:test";
import { parseElection } from "../../protocol/election.js";
import { Code } from "../../protocol/errors.js";
import { render } from "../../protocol/wire.js";
import { assertRefused } from "./checks.js";
import { electionFields, groups, question } from "./elections.js";
import { readArchive, readJson } from "./vectors.js";

for (const name of [
  "ed25519-33-h-single",
  "h-weighted-3trustees",
  "h-threshold-2of3",
  "made-by-prototype-ed25519-h",
]) {
  test(`${name}: the election is read`, () => {
    const election = parseElection(readArchive(name).election);
    assert.equal(election.fingerprint.length, 43);
    assert.equal(
      election.fingerprint,
      readJson("trace.json")[name]?.fingerprint ?? election.fingerprint,
    );
    assert.ok(election.questions.length > 0);
  });
}

for (const groupName of groups) {
  const parse = (changes) =>
    parseElection(render({ ...electionFields(groupName, [question(3, 0, 2)]), ...changes }));

  test(`${groupName}: fields that the protocol does not know are bound and let through`, () => {
    const election = parse({ rules: { 2: "a", 1: "b" } });
    assert.notEqual(election.fingerprint, parse({}).fingerprint);
    assert.equal(
      parse({ questions: [{ ...question(2, 0, 1, true), id: 7 }] }).questions[0].blank,
      true,
    );
  });

  test(`${groupName}: what no voter should see is refused`, () => {
    const identity = { "Ed25519": `${"0".repeat(63)}1`, "BELENIOS-2048": "1" }[groupName];
    const cases = [
      [{ version: 2 }, Code.ELECTION_VERSION, "version"],
      [{ uuid: "pxzGHk87Nvdgw" }, Code.ELECTION_UUID, "uuid"],
      [{ uuid: "pxzGHk87NvdgwI" }, Code.ELECTION_UUID, "uuid"],
      [{ group: "RFC-3526-2048" }, Code.GROUP_UNKNOWN],
      [{ public_key: "2" }, Code.ELEMENT_INVALID, "public_key"],
      [{ public_key: identity }, Code.ELECTION_PUBLIC_KEY, "public_key"],
      [{ name: 7 }, Code.ELECTION_SHAPE],
      [{ questions: {} }, Code.ELECTION_SHAPE],
      [{ administrator: 7 }, Code.ELECTION_SHAPE],
      [{ questions: [question(3, 2, 1)] }, Code.QUESTION_BOUNDS, "questions[0]"],
      [
        { questions: [{ ...question(3, 0, 1), answers: [7] }] },
        Code.ELECTION_SHAPE,
        "questions[0]",
      ],
      [
        { questions: [{ answers: [], blank: 1, min: 0, max: 0, question: "" }] },
        Code.ELECTION_SHAPE,
        "questions[0]",
      ],
      [
        { questions: [{ type: "NonHomomorphic", value: {} }] },
        Code.QUESTION_UNSUPPORTED,
        "questions[0]",
      ],
    ];
    for (const [changes, code, where] of cases)
      assertRefused(code, () => parse(changes), where, code);
  });
}

test("an election that is not written canonically is refused", () => {
  const { version, ...rest } = electionFields("Ed25519", []);
  assertRefused(Code.JSON_NOT_CANONICAL, () => parseElection(render({ ...rest, version })));
  const spaced = new TextEncoder().encode(JSON.stringify(electionFields("Ed25519", []), null, 1));
  assertRefused(Code.JSON_NOT_CANONICAL, () => parseElection(spaced));
});

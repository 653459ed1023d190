import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { tracker } from "../../protocol/ballot.js";
import { render } from "../../protocol/wire.js";
import { assertBallot, assertDecryption, assertKnowledge } from "./checks.js";
import { code, electionFields, electionWith, groups, question } from "./elections.js";
import { group } from "../../protocol/group.js";
import { parseEncryptedTally } from "../../protocol/tally.js";
import { parseJson } from "./vectors.js";

/** A worker that is asked one thing at a time, and what it said last. */
function startWorker(t) {
  const worker = new Worker(new URL("worker_thread.js", import.meta.url));
  t.after(() => worker.terminate());
  let lastId = 0;
  return (type, asked) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      const progress = [];
      const listen = ({ id: answered, type, ...answer }) => {
        assert.equal(answered, id);
        if (type === "progress") return progress.push(answer);
        worker.off("message", listen);
        resolve({ type, progress, ...answer });
      };
      worker.on("message", listen);
      worker.once("error", reject);
      worker.postMessage({ id, type, ...asked });
    });
}

for (const groupName of groups) {
  const election = electionWith(groupName, question(2, 0, 1));
  const raw = render(electionFields(groupName, [question(2, 0, 1)]));

  test(`${groupName}: a voter's page prepares, derives and makes a ballot`, async (t) => {
    const ask = startWorker(t);
    const { fingerprint, questions, type } = await ask("prepare", { election: raw });
    assert.deepEqual([type, fingerprint, questions.length], ["done", election.fingerprint, 1]);
    const { credential } = await ask("derive", { code: code.replaceAll("-", " ") });
    const { ballot, progress, ...made } = await ask("makeBallot", { code, choices: [[0, 1]] });
    assertBallot(ballot, election);
    assert.equal(parseJson(ballot).credential, credential);
    assert.equal(made.tracker, tracker(ballot));
    assert.deepEqual(progress.at(-1), { done: 3, total: 3 });
    const again = await ask("makeBallot", { code, choices: [[0, 1]] });
    assert.notEqual(again.tracker, made.tracker);
  });

  test(`${groupName}: a trustee's page makes a key, and decrypts with its file later`, async (t) => {
    const ask = startWorker(t);
    const { key, keyFile, publicKey } = await ask("makeKey", {
      election: "e",
      trustee: "t",
      group: groupName,
      name: "Ana",
    });
    assertKnowledge(
      group(groupName),
      publicKey,
      `pok|${groupName}|${publicKey}|`,
      parseJson(key).pok,
    );
    const expected = { election: "e", group: groupName, publicKey };
    assert.equal((await ask("checkKeyFile", { keyFile, expected })).trustee, "t");
    const { alpha, beta } = { alpha: publicKey, beta: publicKey };
    const encryptedTally = render([
      [
        { alpha, beta },
        { alpha, beta },
      ],
    ]);
    const later = startWorker(t);
    const made = await later("makePartialDecryption", {
      election: raw,
      encryptedTally,
      keyFile,
      expected,
    });
    assert.equal(made.encryptedTallyHash.length, 64);
    assertDecryption(
      made.decryption,
      election,
      publicKey,
      parseEncryptedTally(encryptedTally, election),
    );
  });
}

test("a refusal comes with its code and place", async (t) => {
  const ask = startWorker(t);
  const refused = async (type, asked) => {
    const { type: answer, code, where } = await ask(type, asked);
    return [answer, code, where];
  };
  await ask("prepare", { election: render(electionFields("Ed25519", [question(2, 1, 1)])) });
  assert.deepEqual(await refused("derive", { code: "0" }), ["refused", "voting_code.alphabet", ""]);
  assert.deepEqual(await refused("makeBallot", { code, choices: [[1, 1]] }), [
    "refused",
    "choices.too_many",
    "[0]",
  ]);
  assert.deepEqual(await refused("prepare", { election: render({}) }), [
    "refused",
    "election.shape",
    "",
  ]);
});

test("a fault of our own tells nothing but where it was", async (t) => {
  const { progress, ...answer } = await startWorker(t)("derive", { code });
  assert.deepEqual(answer, { type: "refused", code: "internal", where: "derive" });
});

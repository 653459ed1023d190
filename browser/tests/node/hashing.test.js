import assert from "node:assert/strict";
import { test } from "node:test";
import { tracker } from "../../protocol/ballot.js";
import { group } from "../../protocol/group.js";
import { challenge, sha256B64, sha256Hex, utf8 } from "../../protocol/hashing.js";
import { readArchive, readJson, readTable } from "./vectors.js";

const trace = readJson("trace.json");

for (const [name, groupName] of [
  ["ed25519-33-h-single", "Ed25519"],
  ["h-weighted-3trustees", "BELENIOS-2048"],
]) {
  const expected = trace[name];

  test(`${name}: challenges are those of the vectors`, () => {
    for (const hashed of [...expected.trustee_pok, ...expected.ballot0_hashes_in_order]) {
      assert.equal(sha256Hex(utf8(hashed.hash_input)), hashed.sha256);
      assert.equal(challenge(group(groupName), hashed.hash_input, []).toString(), hashed.mod_q);
    }
  });

  test(`${name}: fingerprint, trackers and the tally's hash are those of the vectors`, () => {
    const { election, ballots, encryptedTally } = readArchive(name);
    assert.equal(sha256B64(election), expected.fingerprint);
    assert.equal(tracker(ballots[0]), expected.ballot0_sha256_b64_tracker);
    assert.deepEqual(
      ballots.map(tracker),
      readTable(`${name}/trackers.tsv`, "\t").map((line) => line[2]),
    );
    assert.equal(sha256Hex(encryptedTally), expected.encrypted_tally_sha256);
  });
}

test("the elements that are hashed are joined by commas", () => {
  const own = group("Ed25519");
  assert.equal(challenge(own, "p|", ["a", "b"]), challenge(own, "p|a,b", []));
});

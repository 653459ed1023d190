import assert from "node:assert/strict";
import { test } from "node:test";
import { makePartialDecryption } from "../../protocol/decryption.js";
import { parseElection } from "../../protocol/election.js";
import { Code } from "../../protocol/errors.js";
import { group } from "../../protocol/group.js";
import { makeKeyFile, parseKeyFile } from "../../protocol/key_file.js";
import { parseEncryptedTally } from "../../protocol/tally.js";
import { makeKey, makeSecret, publicKey } from "../../protocol/trustee.js";
import { render } from "../../protocol/wire.js";
import { assertDecryption, assertKnowledge, assertRefused } from "./checks.js";
import { electionWith, groups, question, trusteeSecret } from "./elections.js";
import { seeded } from "./seeded.js";
import { parseJson, readArchive } from "./vectors.js";

for (const name of ["ed25519-33-h-single", "h-weighted-3trustees"]) {
  test(`${name}: the keys and decryptions of other programs pass our checks`, () => {
    const { election: raw, trustees, encryptedTally, decryptions } = readArchive(name);
    const election = parseElection(raw);
    const [, { pok, public_key: key }] = parseJson(trustees)[0];
    assertKnowledge(election.group, key, `pok|${election.group.name}|${key}|`, pok);
    assertDecryption(decryptions[0], election, key, parseEncryptedTally(encryptedTally, election));
  });
}

for (const groupName of groups) {
  const own = group(groupName);
  const secret = trusteeSecret(groupName);
  const key = publicKey(own, secret);

  test(`${groupName}: a key is published with a proof that its maker knows the secret`, () => {
    const made = parseJson(makeKey(own, secret, seeded("key"), "Ana"));
    assert.deepEqual(Object.keys(made), ["pok", "public_key", "name"]);
    assert.equal(made.public_key, key);
    assertKnowledge(own, key, `pok|${groupName}|${key}|`, made.pok);
    assert.deepEqual(Object.keys(parseJson(makeKey(own, secret, seeded("key")))), [
      "pok",
      "public_key",
    ]);
  });

  test(`${groupName}: what is in a key file is read from it again`, () => {
    const raw = makeKeyFile({ election: "e", trustee: "t", group: own, secret });
    const expected = { election: "e", group: groupName, publicKey: key };
    assert.deepEqual(parseKeyFile(raw, expected), {
      ...expected,
      trustee: "t",
      group: own,
      secret,
    });
  });

  test(`${groupName}: a wrong key file is refused`, () => {
    const file = parseJson(makeKeyFile({ election: "e", trustee: "t", group: own, secret }));
    const parse = (raw, expected) =>
      parseKeyFile(raw, { election: "e", group: groupName, publicKey: key, ...expected });
    const shapes = [
      { type: "other" },
      { version: 2 },
      { group: "other" },
      { private_key: "x" },
      { private_key: 7 },
      { private_key: `${own.order}` },
      { trustee: null },
      { more: 1 },
    ];
    for (const changes of shapes) {
      assertRefused(Code.TRUSTEE_KEY_FILE_SHAPE, () => parse(render({ ...file, ...changes })));
    }
    for (const raw of [new Uint8Array(), new Uint8Array([255]), render([]), render(null)]) {
      assertRefused(Code.TRUSTEE_KEY_FILE_SHAPE, () => parse(raw));
    }
    const unchanged = render(file);
    assertRefused(Code.TRUSTEE_KEY_FILE_OTHER_ELECTION, () => parse(unchanged, { election: "f" }));
    assertRefused(Code.TRUSTEE_KEY_FILE_MISMATCH, () => parse(unchanged, { publicKey: "2" }));
    assertRefused(Code.TRUSTEE_KEY_FILE_MISMATCH, () => parse(unchanged, { group: "other" }));
    const otherSecret = render({
      ...file,
      private_key: makeSecret(own, seeded("other")).toString(),
    });
    assertRefused(Code.TRUSTEE_KEY_FILE_MISMATCH, () => parse(otherSecret));
  });

  const election = electionWith(groupName, question(2, 0, 1), question(1, 0, 1, true));
  const power = (exponent) => own.encode([own.power(own.generator, exponent)])[0];
  const ciphertext = (r, s) => ({ alpha: power(r), beta: power(s) });
  const tally = [
    [ciphertext(2n, 3n), ciphertext(0n, 0n)],
    [ciphertext(4n, 5n), ciphertext(6n, 7n)],
  ];
  const decrypt = (raw) => makePartialDecryption(election, secret, raw, seeded("decryption"));

  test(`${groupName}: a tally is decrypted with proofs, also where nobody voted`, () => {
    const raw = render(tally);
    assertDecryption(decrypt(raw), election, key, parseEncryptedTally(raw, election));
  });

  test(`${groupName}: a secret touches nothing but a tally of this election`, () => {
    const outside = {
      ...tally[0][0],
      alpha: { "Ed25519": "0".repeat(64), "BELENIOS-2048": "2" }[groupName],
    };
    const cases = [
      [[tally[0]], Code.TALLY_SHAPE],
      [[tally[0], tally[1].slice(1)], Code.TALLY_SHAPE, "[1]"],
      [[tally[0], [tally[1][0], {}]], Code.TALLY_SHAPE, "[1][1]"],
      [[[tally[0][0], outside], tally[1]], Code.ELEMENT_INVALID, "[0][1]"],
    ];
    for (const [value, code, where] of cases)
      assertRefused(code, () => decrypt(render(value)), where, code);
    assertRefused(Code.JSON_INVALID, () => decrypt(new Uint8Array()));
  });
}

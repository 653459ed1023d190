import assert from "node:assert/strict";
import { test } from "node:test";
import { derive, normaliseCode, publicCredential } from "../../protocol/credential.js";
import { Code } from "../../protocol/errors.js";
import { group } from "../../protocol/group.js";
import { assertRefused } from "./checks.js";
import { parseJson, readArchive, readJson, readTable } from "./vectors.js";

const vectors = readJson("kdf.json").filter(({ format }) => format.startsWith("2.4+"));

test("codes give the secrets and the credentials of the vectors", () => {
  assert.equal(vectors.length, 10);
  for (const { group: name, uuid, credential, secret, public: expected } of vectors) {
    const derived = derive(group(name), uuid, normaliseCode(credential));
    assert.equal(derived.toString(), secret);
    assert.equal(publicCredential(group(name), derived), expected);
  }
});

test("the codes of an archive's voters give the credentials in its list", () => {
  const { election, credentials } = readArchive("ed25519-33-h-single");
  const { uuid } = parseJson(election);
  const listed = parseJson(credentials).map((entry) => entry.split(",")[0]);
  const own = group("Ed25519");
  const derived = readTable("ed25519-33-h-single/private_creds.txt", " ").map(([, code]) =>
    publicCredential(own, derive(own, uuid, normaliseCode(code))),
  );
  assert.deepEqual(derived.sort(), listed.sort());
});

test("a code may be typed without dashes, with spaces, or with the dashes of a word processor", () => {
  const code = "nvtXk-n7QJ9h-VmwE3-B6vraw";
  for (const typed of [
    code,
    "nvtXkn7QJ9hVmwE3B6vraw",
    "  nvtXk n7QJ9h VmwE3 B6vraw\n",
    code.replace(/-/g, "\u2013"),
    "nvt-Xkn7QJ9hVmwE3-\u00a0B6vraw-",
  ]) {
    assert.equal(normaliseCode(typed), code);
  }
});

test("what is no code is refused", () => {
  for (const typed of ["", "nvtXk-n7QJ9h-VmwE3-B6vra", "nvtXk-n7QJ9h-VmwE3-B6vraww"]) {
    assertRefused(Code.VOTING_CODE_LENGTH, () => normaliseCode(typed));
  }
  for (const symbol of ["0", "O", "I", "l", "_", "é", "'"]) {
    assertRefused(Code.VOTING_CODE_ALPHABET, () =>
      normaliseCode(`nvtXk-n7QJ9h-VmwE3-B6vra${symbol}`),
    );
  }
});

/**
 * The Worker in which all secrets are computed with, so that the page stays responsive while a slow
 * telephone works. It has no network code. Elections, tallies, ballots, keys, decryptions and files
 * are bytes (Uint8Array).
 *
 * A question {id, type, ...} gets one answer {id, type: "done", ...} or {id, type: "refused", code,
 * where}, after any number of {id, type: "progress", done, total}. Questions are answered in order.
 *
 * - prepare {election}: {uuid, name, description, group, fingerprint, questions}
 * - derive {code}: {code (with its dashes), credential}
 * - makeBallot {code, choices}: {ballot, tracker}
 * - makeKey {election, trustee, group, name?}: {key (to publish), keyFile (to keep), publicKey}
 * - checkKeyFile {keyFile, expected: {election, group, publicKey}}: {trustee}
 * - makePartialDecryption {election, encryptedTally, keyFile, expected: {election, publicKey}}:
 *   {decryption, encryptedTallyHash}
 *
 * `derive` and `makeBallot` come after `prepare`. In `makeKey` and
 * `expected`, election is the text that names it for the trustee's page, not the object.
 */
import { tracker } from "./ballot.js";
import { makeBallot } from "./ballot_making.js";
import { derive, normaliseCode, publicCredential } from "./credential.js";
import { makePartialDecryption } from "./decryption.js";
import { parseElection } from "./election.js";
import { makeBases } from "./elgamal.js";
import { Rejected } from "./errors.js";
import { group } from "./group.js";
import { sha256Hex } from "./hashing.js";
import { makeKeyFile, parseKeyFile } from "./key_file.js";
import { makeKey, makeSecret, publicKey } from "./trustee.js";

/** @typedef {(done: number, total: number) => void} OnProgress */

/**
 * The election that `prepare` was given, and its tables.
 * @type {{ election: import("./election.js").Election, bases: import("./elgamal.js").Bases } | null}
 */
let prepared = null;

/** @type {Record<string, (question: any, onProgress: OnProgress) => object>} */
const handlers = {
  /** Reads the election and makes the tables of its bases, while the voter reads. */
  prepare({ election: raw }) {
    const election = parseElection(raw);
    prepared = { election, bases: makeBases(election.group, election.publicKey) };
    const { uuid, name, description, fingerprint, questions } = election;
    return { uuid, name, description, fingerprint, questions, group: election.group.name };
  },

  /** Tells the public credential of a voting code, by which the server knows it. */
  derive({ code }) {
    const { election } = ready();
    const normalised = normaliseCode(code);
    return { code: normalised, credential: publicCredential(election.group, secretOf(normalised)) };
  },

  makeBallot({ code, choices }, onProgress) {
    const { election, bases } = ready();
    const ballot = makeBallot(
      election,
      bases,
      secretOf(normaliseCode(code)),
      choices,
      random,
      onProgress,
    );
    return { ballot, tracker: tracker(ballot) };
  },

  /** Makes a trustee's key: the object to publish, and the file to keep. */
  makeKey({ election, trustee, group: groupName, name }) {
    const own = group(groupName);
    const secret = makeSecret(own, random);
    const keyFile = makeKeyFile({ election, trustee, group: own, secret });
    return { key: makeKey(own, secret, random, name), keyFile, publicKey: publicKey(own, secret) };
  },

  /** Says of a file that it is the expected key, before the trustee is asked for more. */
  checkKeyFile({ keyFile, expected }) {
    return { trustee: parseKeyFile(keyFile, expected).trustee };
  },

  makePartialDecryption({ election: raw, encryptedTally, keyFile, expected }, onProgress) {
    const election = parseElection(raw);
    const { secret } = parseKeyFile(keyFile, { ...expected, group: election.group.name });
    const decryption = makePartialDecryption(election, secret, encryptedTally, random, onProgress);
    return { decryption, encryptedTallyHash: sha256Hex(encryptedTally) };
  },
};

function ready() {
  if (!prepared) throw new Error("the election comes first: send prepare");
  return prepared;
}

/** @param {string} code */
function secretOf(code) {
  const { election } = ready();
  return derive(election.group, election.uuid, code);
}

/** @type {import("./group.js").Random} */
function random(n) {
  return crypto.getRandomValues(new Uint8Array(n));
}

/** @param {MessageEvent} event */
function answer({ data: { id, type, ...question } }) {
  const onProgress = (/** @type {number} */ done, /** @type {number} */ total) =>
    postMessage({ id, type: "progress", done, total });
  try {
    postMessage({ id, type: "done", ...handlers[type](question, onProgress) });
  } catch (fault) {
    // A fault of ours has no code; its text could hold a secret, so it is not passed on.
    const { code, where } = fault instanceof Rejected ? fault : { code: "internal", where: type };
    postMessage({ id, type: "refused", code, where });
  }
}

addEventListener("message", answer);

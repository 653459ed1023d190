/**
 * The file in which a trustee keeps a secret key between making it and decrypting. It is ours, not
 * Belenios's; the server never sees it.
 */
import { Code, Rejected, renamed } from "./errors.js";
import { group as groupNamed } from "./group.js";
import { publicKey } from "./trustee.js";
import { fields, parse, render, scalar, text } from "./wire.js";

const type = "stembus-trustee-key";
const version = 1;

/**
 * @typedef {object} KeyFile
 * @property {string} election which election the key was made for
 * @property {string} trustee whose it is
 * @property {import("./group.js").Group} group
 * @property {string} publicKey
 * @property {bigint} secret
 */

/**
 * @param {Omit<KeyFile, "publicKey">} key
 * @returns {Uint8Array}
 */
export function makeKeyFile({ election, trustee, group, secret }) {
  return render({
    type,
    version,
    election,
    trustee,
    group: group.name,
    public_key: publicKey(group, secret),
    private_key: secret.toString(),
  });
}

/**
 * Reads a file that a trustee picked, which may be any file.
 *
 * Refuses with `trustee.key_file_shape` what is no key file, with `trustee.key_file_other_election`
 * the key of another election and with `trustee.key_file_mismatch` a key that is not the expected
 * one, or whose two halves do not belong together.
 * @param {Uint8Array} raw
 * @param {{ election: string, group: string, publicKey: string }} expected
 * @returns {KeyFile}
 */
export function parseKeyFile(raw, expected) {
  const key = renamed(allShape, () => parseShape(raw));
  if (key.election !== expected.election) throw new Rejected(Code.TRUSTEE_KEY_FILE_OTHER_ELECTION);
  const derived = publicKey(key.group, key.secret);
  if (
    key.group.name !== expected.group ||
    key.publicKey !== expected.publicKey ||
    key.publicKey !== derived
  ) {
    throw new Rejected(Code.TRUSTEE_KEY_FILE_MISMATCH);
  }
  return key;
}

/** All that can be wrong with the file's form means one thing to its owner: it is another file. */
const allShape = Object.fromEntries(
  [
    Code.JSON_INVALID,
    Code.JSON_NOT_CANONICAL,
    Code.JSON_SHAPE,
    Code.GROUP_UNKNOWN,
    Code.SCALAR_OUT_OF_RANGE,
  ].map((code) => [code, Code.TRUSTEE_KEY_FILE_SHAPE]),
);

/**
 * @param {Uint8Array} raw
 * @returns {KeyFile}
 */
function parseShape(raw) {
  const names = ["type", "version", "election", "trustee", "group", "public_key", "private_key"];
  const [foundType, foundVersion, election, trustee, groupName, key, secret] = fields(
    parse(raw),
    ...names,
  );
  if (foundType !== type || foundVersion !== version) throw new Rejected(Code.JSON_SHAPE);
  const group = groupNamed(text(groupName));
  return {
    election: text(election),
    trustee: text(trustee),
    group,
    publicKey: text(key),
    secret: scalar(secret, group.order),
  };
}

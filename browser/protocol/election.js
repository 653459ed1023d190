/** The election object (§2.1): what is voted on, under which key. Its bytes are its identity. */
import { Code, Rejected, renamed, within } from "./errors.js";
import { group as groupNamed } from "./group.js";
import { sha256B64 } from "./hashing.js";
import { array, integer, knownFields, mapping, parseCanonical, text } from "./wire.js";

/** @typedef {import("./wire.js").Json} Json */

/**
 * A question whose votes are added up under encryption: choose `min` to `max` answers, or, where
 * `blank` allows it, give a blank vote.
 * @typedef {object} Question
 * @property {string} title
 * @property {string[]} answers
 * @property {number} min
 * @property {number} max
 * @property {boolean} blank
 */

/**
 * @typedef {object} Election
 * @property {string} uuid
 * @property {string} name
 * @property {string} description
 * @property {import("./group.js").Group} group
 * @property {import("./group.js").Element} publicKey
 * @property {Question[]} questions
 * @property {string} fingerprint the hash of the election as published, in Base64
 */

/**
 * The number of ciphertexts in an answer: the blank vote's indicator, if there is one, comes first.
 * @param {Question} question
 * @returns {number}
 */
export function size({ answers, blank }) {
  return answers.length + Number(blank);
}

/**
 * Refuses with `json.*`, `election.*`, `group.unknown`, `element.invalid`, `question.bounds` or
 * `question.unsupported`. Fields that the protocol does not know are let through (§2.1).
 * @param {Uint8Array} raw as published, byte for byte
 * @returns {Election}
 */
export function parseElection(raw) {
  return renamed({ [Code.JSON_SHAPE]: Code.ELECTION_SHAPE }, () => {
    const names = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
    const optional = ["administrator?", "credential_authority?"];
    const [version, description, name, groupName, publicKey, questions, uuid, ...labels] =
      knownFields(parseCanonical(raw), ...names, ...optional);
    if (integer(version) !== 1) throw new Rejected(Code.ELECTION_VERSION, "version");
    labels.filter((label) => label !== undefined).forEach(text);
    const group = groupNamed(text(groupName));
    return {
      uuid: parseUuid(text(uuid)),
      name: text(name),
      description: text(description),
      group,
      publicKey: within("public_key", () => parsePublicKey(group, text(publicKey))),
      questions: array(questions).map((item, index) =>
        within(`questions[${index}]`, () => parseQuestion(item)),
      ),
      fingerprint: sha256B64(raw),
    };
  });
}

/** @param {string} uuid */
function parseUuid(uuid) {
  if (!/^[1-9A-HJ-NP-Za-km-z]{14,}$/.test(uuid)) throw new Rejected(Code.ELECTION_UUID, "uuid");
  return uuid;
}

/**
 * Under the identity every vote would be readable.
 * @param {import("./group.js").Group} group
 * @param {string} key
 */
function parsePublicKey(group, key) {
  const element = group.decode(key);
  if (key === group.encode([group.identity])[0]) throw new Rejected(Code.ELECTION_PUBLIC_KEY);
  return element;
}

/**
 * @param {Json} value
 * @returns {Question}
 */
function parseQuestion(value) {
  if (Object.hasOwn(mapping(value), "type")) throw new Rejected(Code.QUESTION_UNSUPPORTED);
  const [answers, blank, min, max, title] = knownFields(
    value,
    "answers",
    "blank?",
    "min",
    "max",
    "question",
  );
  if (integer(min) > integer(max)) throw new Rejected(Code.QUESTION_BOUNDS);
  if (blank !== undefined && typeof blank !== "boolean") throw new Rejected(Code.JSON_SHAPE);
  return {
    title: text(title),
    answers: array(answers).map(text),
    min: integer(min),
    max: integer(max),
    blank: blank === true,
  };
}

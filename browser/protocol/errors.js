/**
 * Refusals: one exception, whose codes are public API (docs/protocol/codes.md). The same code means
 * the same in Python.
 */

/** Why something was refused. */
export const Code = Object.freeze({
  JSON_INVALID: "json.invalid",
  JSON_NOT_CANONICAL: "json.not_canonical",
  JSON_SHAPE: "json.shape",

  GROUP_UNKNOWN: "group.unknown",
  ELEMENT_INVALID: "element.invalid",
  SCALAR_OUT_OF_RANGE: "scalar.out_of_range",

  VOTING_CODE_LENGTH: "voting_code.length",
  VOTING_CODE_ALPHABET: "voting_code.alphabet",

  ELECTION_SHAPE: "election.shape",
  ELECTION_VERSION: "election.version",
  ELECTION_UUID: "election.uuid",
  ELECTION_PUBLIC_KEY: "election.public_key",
  QUESTION_BOUNDS: "question.bounds",
  QUESTION_UNSUPPORTED: "question.unsupported",

  CHOICES_SHAPE: "choices.shape",
  CHOICES_TOO_FEW: "choices.too_few",
  CHOICES_TOO_MANY: "choices.too_many",
  CHOICES_BLANK: "choices.blank",

  BALLOT_NOT_JSON: "ballot.not_json",
  BALLOT_NOT_CANONICAL: "ballot.not_canonical",
  BALLOT_SHAPE: "ballot.shape",
  BALLOT_ANSWER_COUNT: "ballot.answer_count",
  BALLOT_OTHER_ELECTION: "ballot.other_election",
  BALLOT_OTHER_FINGERPRINT: "ballot.other_fingerprint",

  TRUSTEE_KEY_FILE_SHAPE: "trustee.key_file_shape",
  TRUSTEE_KEY_FILE_OTHER_ELECTION: "trustee.key_file_other_election",
  TRUSTEE_KEY_FILE_MISMATCH: "trustee.key_file_mismatch",

  TALLY_SHAPE: "tally.shape",
});

/** The input is refused. Neither `code` nor `where` (a path inside it) ever holds a secret. */
export class Rejected extends Error {
  /**
   * @param {string} code one of `Code`
   * @param {string} [where] for example `answers[0].choices[2]`
   */
  constructor(code, where = "") {
    super(where ? `${code} at ${where}` : code);
    this.name = "Rejected";
    this.code = code;
    this.where = where;
  }
}

/**
 * What `action` returns; if it refuses, then with `part` put before the place.
 * @template T
 * @param {string} part
 * @param {() => T} action
 * @returns {T}
 */
export function within(part, action) {
  try {
    return action();
  } catch (refusal) {
    if (!(refusal instanceof Rejected)) throw refusal;
    const separator = refusal.where === "" || refusal.where.startsWith("[") ? "" : ".";
    throw new Rejected(refusal.code, part + separator + refusal.where);
  }
}

/**
 * What `action` returns; general codes get the name that they have for one kind of object.
 * @template T
 * @param {Record<string, string>} codes from general to particular
 * @param {() => T} action
 * @returns {T}
 */
export function renamed(codes, action) {
  try {
    return action();
  } catch (refusal) {
    if (!(refusal instanceof Rejected)) throw refusal;
    throw new Rejected(codes[refusal.code] ?? refusal.code, refusal.where);
  }
}

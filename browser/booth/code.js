/**
 * What a voter typed or pasted as a voting code, forgivingly: groups, spaces, any dash, the whole
 * link. What is left must be a code (§2.3); capital letters matter, so they are never changed.
 */
import { normaliseCode } from "../protocol/credential.js";
import { Rejected } from "../protocol/errors.js";

const SEPARATORS = /[\s\u00ad\u200b-\u200d\u2060\ufeff.·_\-\u2010-\u2015\u2212]+/gu;
const NOT_BASE58 = /[^1-9A-HJ-NP-Za-km-z]/gu;

/** The code's characters alone, from a code in any grouping or from the whole link. */
export function bareCode(typed) {
  const pasted = typed.includes("#") ? typed.slice(typed.lastIndexOf("#") + 1) : typed;
  return pasted.replace(SEPARATORS, "");
}

/**
 * Reads a code, or says why it is none.
 * @returns {{code: string} | {fault: string, values: object}} the code as `derive` wants it, or the
 *   name of a text (the same as the code of the refusal) with what it mentions
 */
export function readCode(typed) {
  const bare = bareCode(typed);
  if (bare === "") return { fault: "code-missing", values: {} };
  const wrong = [...new Set(bare.match(NOT_BASE58) ?? [])].join(" ");
  if (wrong) return { fault: "voting_code.alphabet", values: { character: wrong } };
  try {
    return { code: normaliseCode(bare) };
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return { fault: error.code, values: { count: bare.length } };
  }
}

/**
 * The rules of a ballot paper, without a page: what one question allows, how a choice changes, and
 * what is still missing. A question is one of `parseElection` (§2.1); a choice is {marked: boolean for
 * each answer, blank: boolean} and is never altered.
 */

export function emptyChoice(question) {
  return { marked: question.answers.map(() => false), blank: false };
}

export function count(choice) {
  return choice.marked.filter(Boolean).length;
}

/** More answers than there are can't be chosen, whatever the paper says. */
export function limit(question) {
  return Math.min(question.max, question.answers.length);
}

/** Exactly one answer (or blank): one choice replaces the other, as with radio buttons. */
export function isSingle(question) {
  return question.min === 1 && limit(question) === 1;
}

/**
 * Marks or unmarks one answer.
 * @returns {{choice, event}} the new choice, and what the voter should be told about it:
 *   "changed", "too-many" (nothing was changed) or "unblanked"
 */
export function toggle(question, choice, index, marked) {
  const base = isSingle(question) ? emptyChoice(question).marked : choice.marked;
  const next = { marked: base.map((old, i) => (i === index ? marked : old)), blank: false };
  if (marked && count(next) > limit(question)) return { choice, event: "too-many" };
  return { choice: next, event: choice.blank && !isSingle(question) ? "unblanked" : "changed" };
}

/** Blank is alone: it takes the other choices away. */
export function toggleBlank(question, choice, blank) {
  if (!question.blank || !blank) return { choice: { ...choice, blank: false }, event: "changed" };
  const cleared = count(choice) > 0 && !isSingle(question);
  return { choice: { ...emptyChoice(question), blank: true }, event: cleared ? "blank-cleared" : "changed" };
}

/**
 * Where a choice stands.
 * @returns {{complete, count, missing, left, blank}} missing: how many must still be chosen;
 *   left: how many may still be chosen
 */
export function standing(question, choice) {
  const chosen = count(choice);
  const missing = choice.blank ? 0 : Math.max(0, question.min - chosen);
  const left = choice.blank ? 0 : Math.max(0, limit(question) - chosen);
  const fits = choice.blank ? chosen === 0 && Boolean(question.blank) : chosen <= limit(question);
  return { complete: missing === 0 && fits, count: chosen, missing, left, blank: choice.blank };
}

/** The plaintext of one question (§2.4): 0 or 1 for each answer, the blank indicator first. */
export function plaintext(question, choice) {
  const marks = choice.marked.map(Number);
  return question.blank ? [Number(choice.blank), ...marks] : marks;
}

/** Which words state the rule of a question: names of texts, with what they count. */
export function ruleTexts(question) {
  const { min } = question;
  const max = limit(question);
  const names = question.blank ? ["rule-blank"] : [];
  if (isSingle(question)) return ["rule-one", ...names];
  if (min === 0) return [max === 1 ? "rule-up-to-one" : "rule-up-to", ...names];
  return [min === max ? "rule-exact" : "rule-range", ...names];
}

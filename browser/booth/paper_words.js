/** What the ballot paper says in words: the rule of a question, where a choice stands, what happened. */
import { counted, text } from "../page/texts.js";
import { isSingle, limit, ruleTexts, standing } from "./choice.js";

/** "Choose exactly 4. Or vote blank." */
export function ruleWords(question) {
  const values = { min: question.min, max: limit(question) };
  return ruleTexts(question).map((name) => text(name, values)).join(" ");
}

/** "2 chosen. 1 more to choose." */
export function standingWords(question, choice) {
  const { count, missing, left, blank, complete } = standing(question, choice);
  if (blank) return text("count-blank");
  if (count === 0) return text(complete ? "count-none-allowed" : "count-none");
  const chosen = counted("count", count);
  if (isSingle(question)) return chosen;
  if (missing > 0) return `${chosen} ${counted("count-missing", missing)}`;
  return `${chosen} ${left > 0 ? counted("count-left", left) : text("count-full")}`;
}

/** What just happened (an event of `choice.js`), and where that leaves the choice. */
export function eventWords(event, question, choice) {
  if (event === "too-many") return counted(event, limit(question));
  const standing = standingWords(question, choice);
  return event === "changed" ? standing : `${text(event)} ${standing}`;
}

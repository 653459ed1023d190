/**
 * The ballot paper on the page: one fieldset for each question, whose inputs follow the rules of
 * `choice.js`. Names of candidates are text nodes, never markup.
 */
import { isSingle, emptyChoice, limit, ruleTexts, standing, toggle, toggleBlank } from "./choice.js";
import { counted, text } from "../page/texts.js";

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

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

/** What just happened, in words; what merely changed needs none besides the standing. */
function eventWords(event, question) {
  if (event === "too-many") return counted("too-many", limit(question));
  return event === "changed" ? "" : `${text(event)} `;
}

/** One question's part of the paper. `choice` is what is marked now. */
class QuestionPart {
  constructor(question, position, total, language) {
    this.question = question;
    this.choice = emptyChoice(question);
    this.id = `question-${position}`;
    this.status = make("p", "count");
    this.status.setAttribute("aria-live", "polite");
    this.inputs = question.answers.map((_answer, index) =>
      this.input((marked) => toggle(question, this.choice, index, marked)),
    );
    this.blankInput = this.input((marked) => toggleBlank(question, this.choice, marked));
    this.element = this.fieldset(position, total, language);
    this.refresh("");
  }

  input(change) {
    const input = document.createElement("input");
    input.type = isSingle(this.question) ? "radio" : "checkbox";
    input.name = this.id;
    input.addEventListener("change", () => {
      const { choice, event } = change(input.checked);
      this.choice = choice;
      this.refresh(event);
    });
    return input;
  }

  fieldset(position, total, language) {
    const { question } = this;
    const title = make("h2", "", question.title);
    title.lang = language;
    const number = total > 1 ? [make("p", "eyebrow", text("question-number", { number: position + 1, total }))] : [];
    const rule = make("p", "muted", ruleWords(question));
    rule.id = `${this.id}-rule`;
    const fieldset = make("fieldset", "card", make("legend", "", ...number, title), rule, this.options(language), this.status);
    fieldset.setAttribute("aria-describedby", rule.id);
    return fieldset;
  }

  options(language) {
    const labels = this.question.answers.map((answer, index) => {
      const name = make("span", "", answer);
      name.lang = language;
      return make("label", "option", this.inputs[index], name);
    });
    const blank = make("label", "option option-blank", this.blankInput, make("span", "", text("blank")));
    return make("div", "options", ...labels, ...(this.question.blank ? [blank] : []));
  }

  /** Shows the choice as it is: also where the browser had already ticked one too many. */
  refresh(event) {
    this.inputs.forEach((input, index) => {
      input.checked = this.choice.marked[index];
    });
    this.blankInput.checked = this.choice.blank;
    const tooMany = event === "too-many";
    this.status.classList.toggle("is-bad", tooMany);
    this.status.classList.toggle("is-good", !tooMany && this.complete);
    const standing = standingWords(this.question, this.choice);
    this.status.textContent = tooMany ? eventWords(event, this.question) : eventWords(event || "changed", this.question) + standing;
  }

  /** Tells beside the question that it is not complete yet, and puts the focus there. */
  demand() {
    this.status.className = "count is-bad";
    this.status.textContent = `${standingWords(this.question, this.choice)} ${ruleWords(this.question)}`;
    (this.inputs.find((input) => input.checked) ?? this.inputs[0] ?? this.blankInput).focus();
  }

  get complete() {
    return standing(this.question, this.choice).complete;
  }
}

/** The whole paper. `language` is that of the questions, which need not be the page's. */
export class Paper {
  constructor(questions, language) {
    this.parts = questions.map((question, index) => new QuestionPart(question, index, questions.length, language));
  }

  get elements() {
    return this.parts.map((part) => part.element);
  }

  get choices() {
    return this.parts.map((part) => part.choice);
  }

  /** The first question that is not complete, or null. */
  get incomplete() {
    return this.parts.find((part) => !part.complete) ?? null;
  }
}

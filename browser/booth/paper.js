/**
 * The ballot paper on the page: one fieldset for each question, whose inputs follow the rules of
 * `choice.js`.
 */
import { make, makeWords } from "../page/make.js";
import { text } from "../page/texts.js";
import { emptyChoice, isSingle, standing, toggle, toggleBlank } from "./choice.js";
import { ListFolds } from "./list_folds.js";
import { placeOf } from "./lists.js";
import { eventWords, ruleWords, standingWords } from "./paper_words.js";

/** One question's part of the paper. `choice` is what is marked now. */
class QuestionPart {
  constructor(question, position, total, language) {
    this.question = question;
    this.choice = emptyChoice(question);
    this.id = `question-${position}`;
    this.language = language;
    this.status = make("p", "count");
    this.status.setAttribute("aria-live", "polite");
    this.inputs = question.answers.map((_answer, index) =>
      this.input(this.group(index), (marked) => toggle(question, this.choice, index, marked)),
    );
    this.blankInput = this.input(this.id, (marked) => toggleBlank(question, this.choice, marked));
    this.folds = question.lists && new ListFolds(question.lists, this.labels(), this.id, language);
    this.element = this.fieldset(position, total);
    this.refresh("changed");
  }

  /**
   * The name of a group of radio buttons. Each list has one: the Tab key passes over a group whose
   * chosen button is folded away. That one choice replaces another is for `choice.js` to say.
   */
  group(index) {
    const place = placeOf(this.question, index);
    return place ? `${this.id}-list-${place.list.number}` : this.id;
  }

  input(group, change) {
    const input = document.createElement("input");
    input.type = isSingle(this.question) ? "radio" : "checkbox";
    input.name = group;
    input.addEventListener("change", () => {
      const { choice, event } = change(input.checked);
      this.choice = choice;
      this.refresh(event);
    });
    return input;
  }

  fieldset(position, total) {
    const { question } = this;
    const title = makeWords("h2", "", question.title, this.language);
    const number = total > 1 ? [make("p", "eyebrow", text("question-number", { number: position + 1, total }))] : [];
    const rule = make("p", "muted", ruleWords(question));
    rule.id = `${this.id}-rule`;
    const fieldset = make("fieldset", "card", make("legend", "", ...number, title), rule, this.options(), this.status);
    fieldset.setAttribute("aria-describedby", rule.id);
    return fieldset;
  }

  options() {
    const answers = this.folds ? [this.folds.element] : this.labels();
    const blank = make("label", "option option-blank", this.blankInput, make("span", "", text("blank")));
    return make("div", "options", ...answers, ...(this.question.blank ? [blank] : []));
  }

  /** One label for each answer; a candidate has its number on its list before its name. */
  labels() {
    return this.question.answers.map((answer, index) => {
      const place = placeOf(this.question, index);
      const number = place ? [make("span", "option-number", `${place.number}`)] : [];
      return make("label", "option", this.inputs[index], ...number, makeWords("span", "", answer, this.language));
    });
  }

  /** Shows the choice as it is: also where the browser had already ticked one too many. */
  refresh(event) {
    this.inputs.forEach((input, index) => {
      input.checked = this.choice.marked[index];
    });
    this.blankInput.checked = this.choice.blank;
    this.folds?.refresh(this.choice);
    const tooMany = event === "too-many";
    this.status.classList.toggle("is-bad", tooMany);
    this.status.classList.toggle("is-good", !tooMany && this.complete);
    this.status.textContent = eventWords(event, this.question, this.choice);
  }

  /** Tells beside the question that it is not complete yet, and puts the focus there. */
  demand() {
    this.status.className = "count is-bad";
    this.status.textContent = `${standingWords(this.question, this.choice)} ${ruleWords(this.question)}`;
    (this.folds ?? this.inputs.find((input) => input.checked) ?? this.inputs[0] ?? this.blankInput).focus();
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

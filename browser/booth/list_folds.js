/**
 * Candidate lists on the ballot paper: a fold for each list, and above them, unless the candidates
 * are few, a field to search in. What is chosen is in sight whatever is searched for.
 */
import { make, makeWords } from "../page/make.js";
import { counted, text } from "../page/texts.js";
import { emptyChoice } from "./choice.js";
import { countChosen, find } from "./lists.js";

/** So many candidates can be looked over at once: all folds are open, and there is no search. */
const FEW = 12;

/** One list: its name and counts, and under them its candidates' labels. */
class Fold {
  constructor(list, labels, id, language) {
    this.list = list;
    this.labels = new Map(list.candidates.map(({ index }) => [index, labels[index]]));
    this.chosen = make("span", "list-chosen");
    this.element = make("details", "list-fold", this.summary(id, language), this.candidates(id));
  }

  summary(id, language) {
    const name = makeWords("strong", "", this.list.name, language);
    const title = make("span", "list-title", make("span", "", text("list-number", this.list)), " ", name);
    title.id = id;
    const size = make("span", "muted", counted("list-size", this.list.candidates.length));
    return make("summary", "", make("span", "list-heading", title, " ", make("span", "list-counts", size, " ", this.chosen)));
  }

  /** A screen reader says with a candidate on which list it stands. */
  candidates(id) {
    const group = make("div", "list-candidates", ...this.labels.values());
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", id);
    return group;
  }

  refresh(choice) {
    const count = countChosen(this.list, choice);
    this.chosen.textContent = count > 0 ? counted("list-chosen", count) : "";
  }

  /** Shows the candidates for whom `shown` is true, and the list if there are any. */
  filter(shown) {
    for (const [index, label] of this.labels) label.hidden = !shown(index);
    this.element.hidden = [...this.labels.values()].every((label) => label.hidden);
  }
}

export class ListFolds {
  /** `labels`: one for each answer of the question; `id` begins the ids of what is made here. */
  constructor(lists, labels, id, language) {
    this.lists = lists;
    this.labels = labels;
    this.choice = emptyChoice({ answers: labels });
    this.folds = lists.map((list) => new Fold(list, labels, `${id}-list-${list.number}`, language));
    this.openBefore = null; // which folds were open before the search; null: nothing is searched for
    this.found = make("p", "list-found");
    this.found.setAttribute("role", "status");
    this.field = this.makeField(`${id}-search`);
    const few = labels.length <= FEW;
    for (const { element } of this.folds) element.open = few;
    const folds = make("div", few ? "lists lists-few" : "lists", ...this.folds.map(({ element }) => element));
    this.element = make("div", "", ...(few ? [] : [this.searchPart()]), folds);
  }

  makeField(id) {
    const field = Object.assign(document.createElement("input"), { id, type: "search", autocomplete: "off" });
    field.spellcheck = false;
    field.enterKeyHint = "search";
    field.addEventListener("input", () => this.search());
    field.addEventListener("keydown", (event) => event.key === "Enter" && this.goToFound(event));
    return field;
  }

  searchPart() {
    const label = make("label", "", text("list-search"));
    label.htmlFor = this.field.id;
    return make("div", "field list-search", label, this.field, this.found);
  }

  refresh(choice) {
    this.choice = choice;
    for (const fold of this.folds) fold.refresh(choice);
  }

  search() {
    const found = find(this.lists, this.field.value);
    if (found) this.showFound(found);
    else this.showAll();
  }

  /** What is chosen stays, so that no search hides it. */
  showFound(found) {
    this.openBefore ??= this.folds.map(({ element }) => element.open);
    const kept = (index) => this.choice.marked[index];
    for (const fold of this.folds) {
      fold.filter((index) => found.has(index) || kept(index));
      fold.element.open = !fold.element.hidden;
    }
    const extra = this.labels.some((_label, index) => kept(index) && !found.has(index));
    const words = found.size > 0 ? counted("list-found", found.size) : text("list-found-none");
    this.found.textContent = extra ? `${words} ${text("list-kept")}` : words;
  }

  showAll() {
    this.folds.forEach((fold, position) => {
      fold.filter(() => true);
      if (this.openBefore) fold.element.open = this.openBefore[position];
    });
    this.openBefore = null;
    this.found.textContent = "";
  }

  /** Enter goes to the first candidate that was found, and does not send the form. */
  goToFound(event) {
    event.preventDefault();
    const [first] = find(this.lists, this.field.value) ?? [];
    this.labels[first]?.querySelector("input").focus();
  }

  focus() {
    const target = this.field.isConnected ? this.field : this.folds[0].element.querySelector("summary");
    target.focus();
  }
}

/** Reading back: what was chosen, as a list, before anything is encrypted. */
import { make, makeWords } from "../page/make.js";
import { text } from "../page/texts.js";
import { placeOf } from "./lists.js";

/** "3. Fatima El Amrani – list 2, CNV"; a name alone where there are no lists. */
function chosenItem(question, index, language) {
  const name = question.answers[index];
  const place = placeOf(question, index);
  if (!place) return makeWords("li", "", name, language);
  const candidate = makeWords("span", "", `${place.number}. ${name}`, language);
  const list = make("span", "list-of-chosen", `– ${text("review-list", place.list)}`);
  return make("li", "", make("span", "", candidate, " ", list));
}

function chosenItems(question, choice, language) {
  if (choice.blank) return [make("li", "", text("review-blank"))];
  const indices = question.answers.map((_answer, index) => index).filter((index) => choice.marked[index]);
  return indices.map((index) => chosenItem(question, index, language));
}

/** One card for each question: its text and the answers that were chosen. */
function card(question, choice, language) {
  const title = makeWords("h2", "", question.title, language);
  const items = chosenItems(question, choice, language);
  const chosen = items.length > 0 ? make("ul", "chosen", ...items) : make("p", "muted", text("review-none"));
  return make("section", "card", title, chosen);
}

export function reviewCards(questions, choices, language) {
  return questions.map((question, index) => card(question, choices[index], language));
}

/** Reading back: what was chosen, as a list, before anything is encrypted. */
import { text } from "../page/texts.js";

function item(words, language) {
  const element = document.createElement("li");
  element.textContent = words;
  if (language) element.lang = language;
  return element;
}

function chosenItems(question, choice, language) {
  if (choice.blank) return [item(text("review-blank"))];
  const names = question.answers.filter((_answer, index) => choice.marked[index]);
  return names.map((name) => item(name, language));
}

/** One card for each question: its text and the answers that were chosen. */
function card(question, choice, language) {
  const section = document.createElement("section");
  section.className = "card";
  const title = document.createElement("h2");
  title.textContent = question.title;
  title.lang = language;
  const items = chosenItems(question, choice, language);
  const list = document.createElement(items.length > 0 ? "ul" : "p");
  list.className = items.length > 0 ? "chosen" : "muted";
  list.append(...(items.length > 0 ? items : [text("review-none")]));
  section.append(title, list);
  return section;
}

export function reviewCards(questions, choices, language) {
  return questions.map((question, index) => card(question, choices[index], language));
}

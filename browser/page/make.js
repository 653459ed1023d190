/** Makes an element. Words become text nodes, never markup; no class: "". */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Words in their own language, which need not be the page's. */
export function makeWords(tag, className, words, language) {
  const element = make(tag, className, words);
  element.lang = language;
  return element;
}

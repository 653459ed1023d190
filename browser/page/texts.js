/**
 * The words of the page. They stand in the HTML, where they are translated: each element with
 * `data-text` inside <template id="texts"> is one text, with places such as {count}.
 */

const template = document.getElementById("texts");

/** The text `name` with its places filled in; unknown names are a fault of the page, so they show. */
export function text(name, values = {}) {
  const element = template.content.querySelector(`[data-text="${CSS.escape(name)}"]`);
  if (!element) return name;
  const raw = element.textContent.trim().replace(/\s+/g, " ");
  return raw.replace(/\{(\w+)\}/g, (place, key) => (key in values ? String(values[key]) : place));
}

/** One text where it exists, else the text `fallback`: for codes, whose list may grow. */
export function textOr(name, fallback, values) {
  const found = text(name, values);
  return found === name ? text(fallback, values) : found;
}

/** `name-one` for 1, else `name`: Dutch and English have the same two forms. */
export function counted(name, count, values = {}) {
  const chosen = count === 1 ? `${name}-one` : name;
  return text(chosen, { count, ...values });
}

/** The element of the page with this data-id. All ids that scripts use are found in this way. */
export function part(name) {
  return document.querySelector(`[data-part="${CSS.escape(name)}"]`);
}

export function show(name, shown = true) {
  part(name).hidden = !shown;
}

/** New words for a live region. The same words twice would not be read out: clear them first. */
export function say(name, words) {
  const element = part(name);
  element.textContent = "";
  requestAnimationFrame(() => {
    element.textContent = words;
  });
}

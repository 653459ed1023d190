/**
 * One page, several steps: each is a <section data-step>, of which one is shown. Going to a step
 * puts the focus on its heading, so that a screen reader begins there and Tab goes on from it.
 */

const sections = [...document.querySelectorAll("section[data-step]")];
const markers = [...document.querySelectorAll(".steps [data-marker]")];

function mark(current) {
  const index = markers.findIndex((marker) => marker.dataset.marker === current);
  const bar = markers[0]?.closest(".steps");
  if (bar) bar.hidden = index < 0;
  markers.forEach((marker, position) => {
    marker.classList.toggle("is-done", position < index);
    marker.classList.toggle("is-now", position === index);
    marker.querySelector("[data-done]").hidden = position >= index;
    if (position === index) marker.setAttribute("aria-current", "step");
    else marker.removeAttribute("aria-current");
  });
}

export function currentStep() {
  return sections.find((section) => !section.hidden)?.dataset.step;
}

/** Shows step `name`. `quiet` leaves the focus where the browser put it: for the page's beginning. */
export function goTo(name, { quiet = false } = {}) {
  const target = sections.find((section) => section.dataset.step === name);
  for (const section of sections) section.hidden = section !== target;
  mark(name);
  if (quiet) return;
  scrollTo(0, 0);
  focusHeading(target);
}

export function focusHeading(element) {
  const heading = element.querySelector("h1, h2");
  heading.tabIndex = -1;
  heading.focus();
}

/** Warns who closes or leaves the page, from now until the returned function is called. */
export function guardLeaving() {
  const warn = (event) => event.preventDefault();
  addEventListener("beforeunload", warn);
  return () => removeEventListener("beforeunload", warn);
}

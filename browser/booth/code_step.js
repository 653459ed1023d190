/** The step in which a voter types the voting code: read at once, faults told beside the field. */
import { goTo } from "../page/steps.js";
import { part, show, textOr } from "../page/texts.js";
import { readCode } from "./code.js";

const field = document.getElementById("code");

function showFault(name, values) {
  const item = document.createElement("li");
  item.textContent = textOr(name, "code-missing", values);
  part("code-error").replaceChildren(item);
  show("code-error");
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

function clearFault() {
  show("code-error", false);
  field.removeAttribute("aria-invalid");
}

/** Asks for a code again and says why; `typed` is left in the field to be compared. */
export function askAgain(name, values = {}, typed = field.value) {
  goTo("code");
  field.value = typed;
  showFault(name, values);
}

/** No code stays on the page once it is in use. */
export function forgetTypedCode() {
  field.value = "";
  clearFault();
}

/** Calls `enter` with each code that is typed and could be one. */
export function onTypedCode(enter) {
  field.addEventListener("input", clearFault);
  part("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { code, fault, values } = readCode(field.value);
    if (fault) showFault(fault, values);
    else enter(code);
  });
}

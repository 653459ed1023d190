/** The key file as the trustee meets it: chosen, read, found right or wrong, in words. */
import { part, show, text, textOr } from "../page/texts.js";

/** A key file has some hundred bytes, in the larger group a few thousand. */
const LARGEST = 100_000;

class FileFault extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** The bytes of the file that is chosen in `input`. */
export async function chosenBytes(input) {
  const file = input.files[0];
  if (!file) throw new FileFault("file-missing");
  if (file.size > LARGEST) throw new FileFault("trustee.key_file_shape");
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new FileFault("file-unreadable");
  }
}

/** Whether a fault is one that choosing another file repairs. */
export function isFileFault(fault) {
  return fault instanceof FileFault || /^trustee\.key_file_/.test(fault.code ?? "");
}

/** Says what is wrong with the file, and what to do; `input` gets the focus. */
export function showFileFault(name, input, fault, state) {
  const values = { code: fault.code, election: state.election.name, key: shortKey(state.key) };
  const item = document.createElement("li");
  item.textContent = textOr(fault.code, "file-unreadable", values);
  part(name).replaceChildren(item);
  show(name);
  input.setAttribute("aria-invalid", "true");
  input.value = "";
  input.focus();
}

export function clearFileFault(name, input) {
  part(name).replaceChildren();
  show(name, false);
  input.removeAttribute("aria-invalid");
}

/** Enough of a public key to compare by eye. */
export function shortKey(key) {
  return key && key.length > 20 ? `${key.slice(0, 10)}…${key.slice(-10)}` : (key ?? text("key-file"));
}

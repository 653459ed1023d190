/** Making the key: in the Worker, saved as a file, chosen again as a proof, and only then sent. */
import { fileName, saveFile } from "../page/save.js";
import { goTo, guardLeaving } from "../page/steps.js";
import { part, say, text } from "../page/texts.js";
import { chosenBytes, clearFileFault, isFileFault, showFileFault } from "./key_file.js";
import { sendKey } from "./service.js";

const input = document.getElementById("prove-file");

/**
 * Makes the steps "make", "keep" and "prove" work.
 * @param {{worker, currentState, stop, finished}} with the page's Worker, what the server said last,
 *   what to do with a fault, and what to do when the server has the key
 * @returns what shows the step that is to be done: a key that was made is not made again
 */
export function prepareMaking({ worker, currentState, stop, finished }) {
  let made = null;
  let release = () => {};

  async function make() {
    if (made) return goTo("keep");
    part("make").disabled = true;
    say("make-status", text("making"));
    const { election, trustee, group } = currentState();
    made = await worker.ask("makeKey", { election: election.id, trustee: trustee.id, group, name: trustee.name });
    release = guardLeaving();
    return goTo("keep");
  }

  function save() {
    const { election, trustee } = currentState();
    const name = `${fileName(text("key-file"), election.name, trustee.name)}.json`;
    saveFile(name, made.keyFile);
    part("kept").disabled = false;
    say("key-saved", text("key-saved", { name }));
  }

  async function prove() {
    clearFileFault("prove-error", input);
    say("prove-status", text("checking"));
    const { publicKey, key } = made;
    const { election, group } = currentState();
    const expected = { election: election.id, group, publicKey };
    await worker.ask("checkKeyFile", { keyFile: await chosenBytes(input), expected });
    say("prove-status", text("sending-key"));
    await sendKey(key, publicKey, () => say("prove-status", text("sending-trouble")));
    release();
    return finished();
  }

  /** A wrong file is told beside the field; all else stops the page. */
  function refuse(fault) {
    say("prove-status", "");
    if (isFileFault(fault)) showFileFault("prove-error", input, fault, { ...currentState(), key: made.publicKey });
    else stop(fault);
  }

  part("make").addEventListener("click", () => make().catch(stop));
  part("save-key").addEventListener("click", save);
  part("kept").addEventListener("click", () => goTo("prove"));
  part("back-to-keep").addEventListener("click", () => goTo("keep"));
  input.addEventListener("change", () => input.files.length > 0 && prove().catch(refuse));
  return (options) => goTo(made ? "prove" : "make", options);
}

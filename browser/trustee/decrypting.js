/** Decrypting: this trustee's part of each poll's total, made in the Worker with the key file. */
import { goTo, guardLeaving } from "../page/steps.js";
import { part, say, text } from "../page/texts.js";
import { utf8 } from "../protocol/hashing.js";
import { chosenBytes, clearFileFault, isFileFault, showFileFault } from "./key_file.js";
import { sendDecryption } from "./service.js";

const input = document.getElementById("decrypt-file");

/** What is left to do for this trustee. */
export function waitingPolls(state) {
  return state.polls.filter((poll) => poll.encrypted_tally !== null && !poll.decrypted);
}

function showProgress(done, total) {
  const bar = part("decrypt-progress");
  bar.max = total;
  bar.value = done;
}

function tallyRow(name, hash) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  const code = document.createElement("code");
  term.textContent = name;
  code.textContent = hash;
  value.append(code);
  row.append(term, value);
  return row;
}

/**
 * Makes the step "decrypt" work.
 * @param {{worker, currentState, stop, finished}} with as for making a key; `finished` gets rows
 *   that tell which totals were decrypted
 */
export function prepareDecrypting({ worker, currentState, stop, finished }) {
  async function decryptPoll(poll, keyFile, state, place) {
    say("decrypt-status", text("decrypting-one", { ...place, name: poll.name || state.election.name }));
    const expected = { election: state.election.id, publicKey: state.key };
    const tally = { election: utf8(poll.election), encryptedTally: utf8(poll.encrypted_tally) };
    const made = await worker.ask("makePartialDecryption", { ...tally, keyFile, expected }, showProgress);
    say("decrypt-status", text("sending-decryption", place));
    await sendDecryption(poll.uuid, made.decryption, () => say("decrypt-status", text("sending-trouble")));
    return tallyRow(poll.name || state.election.name, made.encryptedTallyHash);
  }

  /** The polls one after another: what was sent before a fault stays sent. */
  async function decryptAll(keyFile, state) {
    const polls = waitingPolls(state);
    const rows = [];
    for (const [index, poll] of polls.entries()) {
      rows.push(await decryptPoll(poll, keyFile, state, { number: index + 1, count: polls.length }));
    }
    return rows;
  }

  async function decrypt() {
    const state = currentState();
    clearFileFault("decrypt-error", input);
    const keyFile = await chosenBytes(input);
    const expected = { election: state.election.id, group: state.group, publicKey: state.key };
    await worker.ask("checkKeyFile", { keyFile, expected });
    goTo("decrypting");
    const release = guardLeaving();
    try {
      return await finished(await decryptAll(keyFile, state));
    } finally {
      release();
    }
  }

  function refuse(fault) {
    if (!isFileFault(fault)) return stop(fault);
    goTo("decrypt");
    return showFileFault("decrypt-error", input, fault, currentState());
  }

  part("decrypt").addEventListener("click", () => decrypt().catch(refuse));
  input.addEventListener("change", () => clearFileFault("decrypt-error", input));
}

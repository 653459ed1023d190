/**
 * Casting: encrypt in the Worker, then send the same bytes until the server has settled it. Meanwhile
 * the voter sees in calm words what is happening, and is warned before leaving.
 */
import { ask } from "../page/ask.js";
import { guardLeaving } from "../page/steps.js";
import { part, say, show, text } from "../page/texts.js";

/** From this attempt on (some ten seconds) the words tell that it takes long. */
const LONG = 5;

function showProgress(done, total) {
  const bar = part("cast-progress");
  bar.max = total;
  bar.value = done;
}

/** A bar without a value moves by itself: something is going on, nobody knows how long. */
function showSending() {
  part("cast-progress").removeAttribute("value");
  tell("sending");
}

let told = "";

/** The same words twice would be read out twice: only new ones are said. */
function tell(name) {
  if (name === told) return;
  told = name;
  say("cast-status", text(name));
}

function tellTrouble(attempts) {
  if (!navigator.onLine) return tell("offline");
  tell(attempts < LONG ? "trouble" : "trouble-long");
}

/**
 * Encrypts the choices.
 * @returns {Promise<{ballot: Uint8Array, tracker: string}>}
 */
export async function encrypt(worker, code, choices) {
  told = "";
  show("cast-gave-up", false);
  tell("preparing");
  return worker.ask("makeBallot", { code, choices }, showProgress);
}

/** Resolves when the voter asks for it: after the patience is over. */
function askedAgain() {
  show("cast-gave-up");
  return new Promise((resolve) => {
    part("again").addEventListener("click", resolve, { once: true });
  });
}

/**
 * Sends the ballot, which can do no harm twice, until there is an answer.
 * @returns {Promise<{status, body}>}
 */
export async function send(uuid, ballot) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: ballot };
  const release = guardLeaving();
  try {
    for (;;) {
      show("cast-gave-up", false);
      showSending();
      const answer = await ask(`/polls/${uuid}/ballots`, options, tellTrouble);
      if (answer !== null) return answer;
      await askedAgain();
    }
  } finally {
    release();
  }
}

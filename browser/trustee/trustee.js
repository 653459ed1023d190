/**
 * The trustee's page: makes a key before the vote and decrypts after it. Which of them it is, the
 * server's state says. The secret key is in the Worker and in the trustee's file, nowhere else.
 */
import { keepInLanguageLinks, onNewLink, secretFromLink } from "../page/address.js";
import { checkCode } from "../page/assets.js";
import { currentStep, goTo } from "../page/steps.js";
import { part, say, show, text, textOr } from "../page/texts.js";
import { startWorker } from "../protocol/client.js";
import { prepareDecrypting, waitingPolls } from "./decrypting.js";
import { prepareMaking } from "./making.js";
import { fetchState, Refusal } from "./service.js";

/** How often a page that waits looks whether it is its turn. */
const LOOK_AGAIN = 15_000;
const BEFORE_OPENING = ["draft", "ready"];

let state;
let worker;
let resumeMaking;

/** Which step of the page belongs to a state, and for waiting ones which words. */
function place({ phase, key, polls }) {
  if (phase === "published") return { step: "done", words: "published" };
  if (!key) return BEFORE_OPENING.includes(phase) ? { step: "make" } : { step: "waiting", words: "late" };
  if (BEFORE_OPENING.includes(phase)) return { step: "waiting", words: "waiting-draft" };
  if (phase === "open") return { step: "waiting", words: "waiting-open" };
  if (waitingPolls({ polls }).length > 0) return { step: "decrypt" };
  const ready = polls.every((poll) => poll.decrypted);
  return ready ? { step: "done", words: "done" } : { step: "waiting", words: "waiting-closed" };
}

function showWords(step, words) {
  part(`${step}-title`).textContent = text(`${words}-title`);
  part(`${step}-text`).textContent = text(words);
}

function showState({ quiet = false } = {}) {
  const { step, words } = place(state);
  if (words) showWords(step, words);
  part("public-key").textContent = state.key ?? "–";
  if (step === "make") return resumeMaking({ quiet });
  if (step !== currentStep()) goTo(step, { quiet });
}

/** Asks the server and shows what it says. */
async function refresh(options) {
  state = await fetchState(() => say("loading", text("loading-trouble")));
  showState(options);
}

async function decrypted(rows) {
  part("tallies").replaceChildren(...rows);
  show("tallies-card", rows.length > 0);
  await refresh();
}

/** A page that waits notices by itself that it is its turn; a failure to ask is tried again. */
function lookAgain() {
  const waits = currentStep() === "waiting" || (currentStep() === "done" && state.phase !== "published");
  if (waits && !document.hidden) refresh().catch(() => {});
}

function stop(fault) {
  const name = fault?.code ?? "internal";
  part("stopped").textContent = fault instanceof Refusal ? fault.message : textOr(`stopped-${name}`, "stopped-any");
  part("stopped-code").textContent = name;
  goTo("stopped");
  console.error(name, fault?.where ?? "");
}

/** The page's code is checked once, and only then the Worker starts. */
async function prepare() {
  if (worker) return;
  await checkCode();
  worker = startWorker();
  const shared = { worker, stop, currentState: () => state };
  resumeMaking = prepareMaking({ ...shared, finished: refresh });
  prepareDecrypting({ ...shared, finished: decrypted });
  setInterval(lookAgain, LOOK_AGAIN);
}

async function begin(options) {
  if (!secretFromLink) return goTo("link", options);
  await prepare();
  await refresh(options);
}

keepInLanguageLinks(() => secretFromLink);
onNewLink(() => begin().catch(stop));
part("retry").addEventListener("click", () => begin().catch(stop));
begin({ quiet: true }).catch(stop);

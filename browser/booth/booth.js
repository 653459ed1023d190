/**
 * The booth: code → choose → read back → cast → receipt. What is secret (the voting code, the
 * choices) is in this module's memory and in the Worker's, and only the encrypted ballot leaves.
 */
import { keepInLanguageLinks, onNewLink, secretFromLink } from "../page/address.js";
import { checkCode } from "../page/assets.js";
import { currentStep, goTo } from "../page/steps.js";
import { part, say, show, text, textOr } from "../page/texts.js";
import { startWorker } from "../protocol/client.js";
import { encrypt, send } from "./casting.js";
import { plaintext } from "./choice.js";
import { readCode } from "./code.js";
import { askAgain, forgetTypedCode, onTypedCode } from "./code_step.js";
import { lookUp } from "./listing.js";
import { Paper } from "./paper.js";
import { fetchPaper } from "./paper_source.js";
import { standingWords } from "./paper_words.js";
import { forgetReceipt, showReceipt } from "./receipt_step.js";
import { reviewCards } from "./review.js";

const booth = document.getElementById("booth");
/** How long a voter who typed a code waits to hear that it is on the list. */
const LOOK_UP = 4000;

let published;
let worker;
let paper;
let code = "";

// ---- code

/** Sends the voter back to the code if it is not on the list, while nothing has been cast. */
function useListing(typed, { refusal, weight }) {
  if (typed !== code || !["code", "choose", "review"].includes(currentStep())) return;
  part("weight").textContent = text("weight", { count: weight });
  show("weight", weight !== 1);
  if (!refusal) return;
  code = "";
  askAgain(refusal, {}, typed);
}

/** Goes on with a code. The promise is there for who waits to hear whether it is on the list. */
async function admit(typed) {
  code = typed;
  show("weight", false);
  useListing(typed, await lookUp(worker, published.uuid, typed));
}

async function enterTyped(typed) {
  const looked = admit(typed).catch(stop);
  await Promise.race([looked, new Promise((resolve) => setTimeout(resolve, LOOK_UP))]);
  if (code === typed && currentStep() === "code") openPaper();
}

function beginWith(secret) {
  const { code: read, fault, values } = readCode(secret);
  if (fault === "code-missing") return goTo("code");
  if (fault) return askAgain(fault, values, secret);
  admit(read).catch(stop);
  return openPaper();
}

// ---- choose and read back

function openPaper() {
  forgetTypedCode();
  paper = new Paper(published.questions, published.language);
  part("questions").replaceChildren(...paper.elements);
  show("paper-error", false);
  goTo("choose");
}

function readBack(event) {
  event.preventDefault();
  const open = paper.incomplete;
  show("paper-error", Boolean(open));
  if (open) {
    const status = standingWords(open.question, open.choice);
    part("paper-error").firstElementChild.textContent = text("incomplete", { question: open.question.title, status });
    open.demand();
    return;
  }
  part("choices").replaceChildren(...reviewCards(published.questions, paper.choices, published.language));
  goTo("review");
}

// ---- cast

async function cast() {
  goTo("cast");
  const choices = published.questions.map((question, index) => plaintext(question, paper.choices[index]));
  const { ballot, tracker } = await encrypt(worker, code, choices);
  const { status, body } = await send(published.uuid, ballot);
  if (status === 200) showReceipt(body, { ...published, tracker });
  else refuse(body);
}

function refuse({ code: refusal, message }) {
  part("refusal").textContent = message ?? text("stopped-any");
  part("refusal-code").textContent = refusal;
  goTo("refused");
}

function voteAgain() {
  forgetReceipt();
  openPaper();
}

// ---- beginning and end

function stop(fault) {
  const name = fault?.code ?? "internal";
  part("stopped").textContent = textOr(`stopped-${name}`, "stopped-any");
  part("stopped-code").textContent = name;
  goTo("stopped");
  console.error(name, fault?.where ?? "");
}

/** Words of the election, in its own language; none are not shown. */
function showWords(name, words) {
  part(name).textContent = words;
  part(name).lang = published.language;
  show(name, words !== "");
}

/** Begins anew without losing the code: it passes through the address bar for a moment. */
function reload() {
  if (code) history.replaceState(null, "", `#${code}`);
  location.reload();
}

function showPublished() {
  part("election-fingerprint").textContent = published.fingerprint;
  const known = document.querySelector(".top-name").textContent.trim();
  for (const name of ["paper-name", "review-name"]) showWords(name, published.name === known ? "" : published.name);
  showWords("paper-description", published.description);
}

function listen() {
  onTypedCode(enterTyped);
  part("paper").addEventListener("submit", readBack);
  part("change").addEventListener("click", () => goTo("choose"));
  part("cast").addEventListener("click", () => cast().catch(stop));
  part("refused-back").addEventListener("click", () => goTo("choose"));
  part("vote-again").addEventListener("click", voteAgain);
  part("reload").addEventListener("click", reload);
  keepInLanguageLinks(() => code);
  onNewLink((secret) => published && currentStep() !== "cast" && beginWith(secret));
}

async function begin() {
  listen();
  const trouble = () => say("loading", text("loading-trouble"));
  const [fetched] = await Promise.all([fetchPaper(booth.dataset.uuid, trouble), checkCode()]);
  published = fetched;
  showPublished();
  worker = startWorker();
  worker.ask("prepare", { election: published.raw }).catch(stop);
  beginWith(secretFromLink);
}

begin().catch(stop);

/**
 * The code authority's page: gives the task, takes the public credentials. The codes themselves are
 * made off the server and off this page; a file that has them is not sent.
 */
import { keepInLanguageLinks, onNewLink, secretFromLink } from "../page/address.js";
import { checkCode } from "../page/assets.js";
import { post, Refusal } from "../page/bearing.js";
import { saveFile } from "../page/save.js";
import { goTo } from "../page/steps.js";
import { part, say, show, text, textOr } from "../page/texts.js";

const TASK = "codes-task.json";
const id = document.getElementById("authority").dataset.id;
const input = document.getElementById("delivery-file");
let checked = false;

function call(service, body = "{}", status = "loading") {
  return post(`/authorities/${id}/${service}`, body, () => say(status, text("loading-trouble")));
}

async function fetchTask() {
  say("task-status", text("fetching"));
  saveFile(TASK, JSON.stringify(await call("task", "{}", "task-status")));
  say("task-status", text("fetched", { name: TASK }));
}

function showFault(words) {
  const item = document.createElement("li");
  item.textContent = words;
  part("delivery-error").replaceChildren(item);
  show("delivery-error");
  say("delivery-status", "");
  input.setAttribute("aria-invalid", "true");
  input.focus();
}

function clearFault() {
  part("delivery-error").replaceChildren();
  show("delivery-error", false);
  input.removeAttribute("aria-invalid");
}

/** What is no JSON object is not sent: it could be the file with the codes. */
async function deliver() {
  clearFault();
  const file = input.files[0];
  if (!file) return showFault(text("file-missing"));
  const content = await file.text();
  if (!content.trimStart().startsWith("{")) return showFault(text("file-secret"));
  say("delivery-status", text("sending"));
  try {
    await call("credentials", content, "delivery-status");
  } catch (fault) {
    if (!(fault instanceof Refusal) || !fault.code.startsWith("public_creds.")) throw fault;
    return showFault(`${fault.message} (${fault.code})`);
  }
  say("delivery-status", "");
  return goTo("handed_in");
}

function stop(fault) {
  const name = fault?.code ?? "internal";
  part("stopped").textContent = fault instanceof Refusal ? fault.message : textOr(`stopped-${name}`, "stopped-any");
  part("stopped-code").textContent = name;
  goTo("stopped");
  console.error(name);
}

async function begin(options) {
  if (!secretFromLink) return goTo("link", options);
  if (!checked) await checkCode();
  checked = true;
  goTo((await call("state")).step, options);
}

keepInLanguageLinks(() => secretFromLink);
onNewLink(() => begin().catch(stop));
part("fetch-task").addEventListener("click", () => fetchTask().catch(stop));
part("deliver").addEventListener("click", () => deliver().catch(stop));
part("again").addEventListener("click", () => goTo("codes"));
for (const name of ["retry", "look-again"]) part(name).addEventListener("click", () => begin().catch(stop));
input.addEventListener("change", clearFault);
begin({ quiet: true }).catch(stop);

/** The last step: the tracker, the receipt to keep, and where the ballot can be looked up. */
import { copy, fileName, saveFile } from "../page/save.js";
import { goTo } from "../page/steps.js";
import { part, say, show, text } from "../page/texts.js";
import { checkReceipt, receiptFile } from "./receipt.js";

let shown = null;

/** The code of what is wrong with the server's answer, or null. */
function faultOf(answer, own) {
  try {
    checkReceipt(answer, own);
    return null;
  } catch (fault) {
    return fault.code ?? "receipt.shape";
  }
}

function showBoard(tracker) {
  const { board } = document.getElementById("booth").dataset;
  part("board-link").href = `${board}?q=${encodeURIComponent(tracker)}`;
}

/** Shows the tracker that this browser computed, whatever the server said. */
export function showReceipt(answer, own) {
  const fault = faultOf(answer, own);
  shown = { receipt: answer.receipt, tracker: own.tracker, name: own.name };
  part("tracker").textContent = own.tracker;
  part("receipt-code").textContent = fault ?? "";
  part("saved").textContent = "";
  show("receipt-bad", fault !== null);
  show("receipt-good", fault === null);
  showBoard(own.tracker);
  goTo("receipt");
}

export function forgetReceipt() {
  shown = null;
}

part("save").addEventListener("click", () => {
  const name = fileName(text("receipt-file"), shown.name, shown.tracker.slice(0, 8));
  saveFile(`${name}.json`, receiptFile(shown.receipt));
  say("saved", text("saved"));
});

part("copy").addEventListener("click", async () => {
  say("saved", text((await copy(shown.tracker)) ? "copied" : "not-copied"));
});

/** The trustee's three services. The token of the link stands in a header, so no log has it. */
import { secretFromLink } from "../page/address.js";
import { ask } from "../page/ask.js";
import { PageFault } from "../page/fault.js";

const id = document.getElementById("trustee").dataset.id;

/** What the server refused: its code, and its words for the reader. */
export class Refusal extends Error {
  constructor({ code, message }) {
    super(message ?? code);
    this.code = code;
  }
}

async function post(path, body, onTrouble) {
  const headers = { Authorization: `Bearer ${secretFromLink}`, "Content-Type": "application/json" };
  const answer = await ask(`/trustees/${id}/${path}`, { method: "POST", headers, body }, onTrouble);
  if (answer === null) throw new PageFault("page.unreachable");
  if (answer.status !== 200) throw new Refusal(answer.body);
  return answer.body;
}

/** Where the election and this trustee stand. */
export function fetchState(onTrouble) {
  return post("state", "{}", onTrouble);
}

/** Publishes the public key. The answer to the first try may have been lost: then it is there. */
export async function sendKey(key, publicKey, onTrouble) {
  try {
    await post("key", key, onTrouble);
  } catch (fault) {
    if (fault.code !== "trustee.key_exists" || (await fetchState(onTrouble)).key !== publicKey) throw fault;
  }
}

/** Sends a partial decryption; one that is there already is as good. */
export async function sendDecryption(poll, decryption, onTrouble) {
  try {
    await post(`decryptions/${poll}`, decryption, onTrouble);
  } catch (fault) {
    if (fault.code !== "decryption.exists") throw fault;
  }
}

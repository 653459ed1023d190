/** The trustee's three services. */
import { post as postTo, Refusal } from "../page/bearing.js";

export { Refusal };

const id = document.getElementById("trustee").dataset.id;

function post(path, body, onTrouble) {
  return postTo(`/trustees/${id}/${path}`, body, onTrouble);
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

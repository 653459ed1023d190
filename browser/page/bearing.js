/** Services for who bears the token of an invitation. It stands in a header, so no log has it. */
import { secretFromLink } from "./address.js";
import { ask } from "./ask.js";
import { PageFault } from "./fault.js";

/** What the server refused: its code, and its words for the reader. */
export class Refusal extends Error {
  constructor({ code, message }) {
    super(message ?? code);
    this.code = code;
  }
}

/** The answer to a POST, which goes on until the server settles it. */
export async function post(path, body, onTrouble) {
  const headers = { Authorization: `Bearer ${secretFromLink}`, "Content-Type": "application/json" };
  const answer = await ask(path, { method: "POST", headers, body }, onTrouble);
  if (answer === null) throw new PageFault("page.unreachable");
  if (answer.status !== 200) throw new Refusal(answer.body);
  return answer.body;
}

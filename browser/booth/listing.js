/** Whether a voting code is one to vote with, and for how many votes it counts. */
import { ask } from "../page/ask.js";

const REFUSALS = ["ballot.credential_unlisted", "ballot.credential_replaced"];

/**
 * Only the public credential leaves the browser. Not to get an answer is no obstacle: casting asks
 * again.
 * @returns {Promise<{refusal: string|null, weight: number}>} `refusal`: the code's own, if it has one
 */
export async function lookUp(worker, uuid, code) {
  const { credential } = await worker.ask("derive", { code });
  const headers = { "Content-Type": "application/json" };
  const options = { method: "POST", headers, body: JSON.stringify({ credential }) };
  const answer = await ask(`/polls/${uuid}/credential`, options);
  const refusal = REFUSALS.includes(answer?.body.code) ? answer.body.code : null;
  return { refusal, weight: answer?.body.weight ?? 1 };
}

/** Whether a voting code is on the poll's list, and for how many votes it counts. */
import { ask } from "../page/ask.js";

/**
 * Only the public credential leaves the browser. Not to get an answer is no obstacle: casting asks
 * again.
 * @returns {Promise<{unlisted: boolean, weight: number}>}
 */
export async function lookUp(worker, uuid, code) {
  const { credential } = await worker.ask("derive", { code });
  const headers = { "Content-Type": "application/json" };
  const options = { method: "POST", headers, body: JSON.stringify({ credential }) };
  const answer = await ask(`/polls/${uuid}/credential`, options);
  return { unlisted: answer?.body.code === "ballot.credential_unlisted", weight: answer?.body.weight ?? 1 };
}

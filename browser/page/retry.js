/**
 * Sending the same bytes until somebody answers. Pure but for the `wait`, `now` and `random` that
 * it is given: a voter sees a short wait through a failover, never an error or a doubt.
 */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
/** How long it goes on by itself; after that the voter is asked. */
export const PATIENCE = 15 * 60_000;

/** Milliseconds to wait after `failures + 1` failed attempts: doubling, capped, and spread over half
 * of it so that browsers that failed together do not come back together. `random`: [0, 1). */
export function backOff(failures, random) {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(failures, 10));
  return full / 2 + (random() * full) / 2;
}

/** Whether a server's answer settles the matter; anything else (an overloaded server, a proxy's
 * own page, a captive portal) says nothing about the ballot and is tried again. */
export function settles(status, body) {
  if (body === null || typeof body !== "object") return false;
  if (status === 408 || status === 425 || status === 429 || status >= 500) return false;
  return status === 200 || (status >= 400 && typeof body.code === "string");
}

/**
 * Calls `attempt` until it gives something, for `patience` milliseconds.
 * @param {object} with
 *   attempt: () => Promise; null or an exception means: try again;
 *   wait: (milliseconds) => Promise; now: () => milliseconds; random: () => [0, 1);
 *   onTrouble: (number of attempts so far) => void, called before each wait.
 * @returns what `attempt` gave, or null when the patience is over
 */
export async function persist({ attempt, wait, now, random, onTrouble, patience = PATIENCE }) {
  const start = now();
  for (let attempts = 1; ; attempts++) {
    const answer = await attempt().catch(() => null);
    if (answer !== null) return answer;
    const delay = backOff(attempts - 1, random);
    if (now() - start + delay > patience) return null;
    onTrouble(attempts);
    await wait(delay);
  }
}

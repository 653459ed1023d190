/** Requests to our own server that go on until it answers. */
import { persist, settles } from "./retry.js";

/** A connection that died without a word is given up after this; the same bytes are sent again. */
const ONE_ATTEMPT = 60_000;

/** Waits, but not longer than until the device is on line again. */
function wait(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      removeEventListener("online", done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });
}

/** A number in [0, 1), for spreading only. */
function random() {
  return crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;
}

function request(url, options) {
  const headers = { "Accept-Language": document.documentElement.lang, ...options.headers };
  const signal = AbortSignal.timeout(ONE_ATTEMPT);
  // A redirect is a captive portal or a mistake: our services never redirect.
  return fetch(url, { cache: "no-store", redirect: "error", credentials: "omit", ...options, headers, signal });
}

/**
 * Sends a request until the server settles it.
 * @param {(attempts: number) => void} onTrouble is told of each failure, before the wait
 * @returns {Promise<{status, body} | null>} the answer, its body parsed as JSON; null: no answer
 */
export function ask(url, options, onTrouble = () => {}) {
  const attempt = async () => {
    const response = await request(url, options);
    const answer = { status: response.status, body: await response.json() };
    return settles(answer.status, answer.body) ? answer : null;
  };
  return persist({ attempt, wait, now: Date.now, random, onTrouble });
}

/** The bytes of a file of ours, until they come; null: no answer. A 404 is an answer too. */
export function fetchBytes(url, options = {}, onTrouble = () => {}) {
  const attempt = async () => {
    const response = await request(url, { cache: "default", ...options });
    if (response.status !== 200 && response.status !== 404) return null;
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
  };
  return persist({ attempt, wait, now: Date.now, random, onTrouble });
}

/** Questions to the Worker, as promises. Pages talk to worker.js through this and nothing else. */
import { Rejected } from "./errors.js";

/**
 * @typedef {object} Client
 * @property {(type: string, question: object, onProgress?: (done: number, total: number) => void) =>
 *   Promise<any>} ask the Worker's answer; refuses with `Rejected`, as the protocol's functions do
 * @property {() => void} close forgets all secrets that the Worker holds
 */

/** @returns {Client} */
export function startWorker() {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  /** @type {Map<number, { resolve: Function, reject: Function, onProgress?: Function }>} */
  const open = new Map();
  let lastId = 0;
  let broken = false;

  worker.addEventListener("message", ({ data: { id, type, ...answer } }) => {
    const { resolve, reject, onProgress } = /** @type {any} */ (open.get(id));
    if (type === "progress") return onProgress?.(answer.done, answer.total);
    open.delete(id);
    if (type === "done") resolve(answer);
    else reject(new Rejected(answer.code, answer.where));
  });
  // The Worker's modules could not be loaded: no question will ever be answered.
  worker.addEventListener("error", () => {
    broken = true;
    for (const { reject } of open.values()) reject(new Rejected("internal", "worker"));
    open.clear();
  });

  return {
    ask: (type, question, onProgress) =>
      new Promise((resolve, reject) => {
        if (broken) throw new Rejected("internal", "worker");
        const id = ++lastId;
        open.set(id, { resolve, reject, onProgress });
        worker.postMessage({ id, type, ...question });
      }),
    close: () => worker.terminate(),
  };
}

/** Runs protocol/worker.js in a thread of Node, under the names that a browser gives to things. */
import { webcrypto } from "node:crypto";
import { parentPort } from "node:worker_threads";

globalThis.crypto ??= webcrypto;
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.addEventListener = (type, listener) => parentPort.on(type, (data) => listener({ data }));
await import("../../protocol/worker.js");

/** Bytes that look random and are the same in every run, and in Python's tests/protocol/making.py. */
import { createHash } from "node:crypto";

/**
 * @param {string} seed
 * @returns {import("../../protocol/group.js").Random}
 */
export function seeded(seed) {
  let calls = 0;
  return (n) => {
    const hash = createHash("shake256", { outputLength: n });
    return new Uint8Array(hash.update(`${seed}|${calls++}`).digest());
  };
}

/** Hashes (§1): challenges, fingerprints and trackers. */
import { sha256 } from "../vendor/noble-hashes/sha2.js";

/**
 * H(prefix, e1..en) of §1: SHA-256 of the prefix and the elements' string forms, joined by commas;
 * read as a big-endian number and reduced modulo q.
 * @param {import("./group.js").Group} group
 * @param {string} prefix
 * @param {string[]} texts
 * @returns {bigint}
 */
export function challenge(group, prefix, texts) {
  return BigInt(`0x${sha256Hex(utf8(prefix + texts.join()))}`) % group.order;
}

/**
 * 64 lower-case hexadecimal digits.
 * @param {Uint8Array} raw
 * @returns {string}
 */
export function sha256Hex(raw) {
  return hex(sha256(raw));
}

/**
 * Standard Base64 without padding: 43 characters (§1).
 * @param {Uint8Array} raw
 * @returns {string}
 */
export function sha256B64(raw) {
  return btoa(String.fromCharCode(...sha256(raw))).replace(/=+$/, "");
}

/**
 * @param {Uint8Array} raw
 * @returns {string}
 */
export function hex(raw) {
  return Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

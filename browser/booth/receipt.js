/**
 * The receipt: the server's signed promise that the ballot with this tracker will be on the board.
 * It is checked here against what this browser itself computed, so that a wrong one is noticed
 * while the voter can still do something about it.
 */
import { curve } from "../protocol/ed25519.js";
import { utf8 } from "../protocol/hashing.js";
import { eddsa, edwards } from "../vendor/noble-curves/abstract/edwards.js";
import { sha512 } from "../vendor/noble-hashes/sha2.js";

export class ReceiptFault extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

function demand(condition, code) {
  if (!condition) throw new ReceiptFault(code);
}

function bytesOfHex(text) {
  demand(/^([0-9a-f]{2})*$/.test(text), "receipt.signature");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function bytesOfBase64(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new ReceiptFault("receipt.signature");
  }
}

/** The signature is Ed25519 (RFC 8032) in Base64, over this text in UTF-8. */
function signedText({ uuid, fingerprint, tracker }) {
  return utf8(`stembus-receipt|1|${uuid}|${fingerprint}|${tracker}`);
}

function verifies(receipt, own) {
  try {
    const scheme = eddsa(edwards(curve), sha512);
    return scheme.verify(bytesOfBase64(receipt.signature), signedText(own), bytesOfHex(receipt.public_key));
  } catch {
    return false; // wrong lengths
  }
}

/**
 * Checks the server's answer to a ballot; throws `ReceiptFault` with the code of what is wrong.
 * @param {{tracker, receipt}} answer
 * @param {{uuid, fingerprint, tracker, receiptKey}} own what this browser knows to be right: the
 *   key is the one in the election object, in hexadecimal
 */
export function checkReceipt(answer, own) {
  const { receipt } = answer;
  demand(receipt?.type === "stembus-receipt" && receipt.version === 1, "receipt.shape");
  demand(answer.tracker === own.tracker && receipt.tracker === own.tracker, "receipt.tracker");
  const sameElection = receipt.election_uuid === own.uuid && receipt.election_hash === own.fingerprint;
  demand(sameElection, "receipt.election");
  demand(receipt.public_key === own.receiptKey, "receipt.key");
  demand(verifies(receipt, own), "receipt.signature");
}

/** The receipt as a file: the same fields, one a line, for a person or a program. */
export function receiptFile(receipt) {
  return `${JSON.stringify(receipt, null, 2)}\n`;
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkReceipt, receiptFile } from "../../booth/receipt.js";

// Made by PyNaCl (libsodium), which signs the server's receipts.
const receipt = {
  type: "stembus-receipt",
  version: 1,
  election_uuid: "fASmSZLE4chSWY",
  election_hash: "5ePR40AcdHQ/OY174v7S1IIHcaHkTLhVHl5XtoAqqwI",
  tracker: "UlrWA+aktvGAglpxmRYzUHgG8urHlLs6h1miidIYbhk",
  public_key: "78a3fab33d3e49facb1b3c3cf1ab3cbddd7363a2a6cce128852dbcfebb86404e",
  signature: "HcJ2P0fOly9BkqJ5CGmvsj5Y3ue98QTHdaNS+/3bUp7S2xroRG9vRVc/7SIXpNARuBUpTTS/Lz/51KDSOUFKBw==",
};
const own = {
  uuid: receipt.election_uuid,
  fingerprint: receipt.election_hash,
  tracker: receipt.tracker,
  receiptKey: receipt.public_key,
};

function refusal(changed, known = own, tracker = changed?.tracker) {
  try {
    checkReceipt({ tracker, receipt: changed }, known);
    return null;
  } catch (fault) {
    return fault.code;
  }
}

test("a receipt that libsodium signed is accepted", () => {
  assert.equal(refusal(receipt), null);
});

test("a receipt for another ballot is refused", () => {
  assert.equal(refusal(receipt, { ...own, tracker: "x".repeat(43) }), "receipt.tracker");
  assert.equal(refusal(receipt, own, "x".repeat(43)), "receipt.tracker");
});

test("a receipt for another election is refused", () => {
  assert.equal(refusal(receipt, { ...own, fingerprint: "x".repeat(43) }), "receipt.election");
  assert.equal(refusal({ ...receipt, election_uuid: "11111111111111" }), "receipt.election");
});

test("a key that the election does not name is refused", () => {
  assert.equal(refusal(receipt, { ...own, receiptKey: "00".repeat(32) }), "receipt.key");
});

test("a signature that does not verify is refused, whatever it looks like", () => {
  for (const signature of ["", "A".repeat(86) + "==", "AAAA", "not base64!", undefined, 7]) {
    assert.equal(refusal({ ...receipt, signature }), "receipt.signature", String(signature));
  }
});

test("what is no receipt is refused", () => {
  assert.equal(refusal(undefined), "receipt.shape");
  assert.equal(refusal({ ...receipt, version: 2 }), "receipt.shape");
});

test("the file holds the receipt's fields and no more", () => {
  assert.deepEqual(JSON.parse(receiptFile(receipt)), receipt);
});

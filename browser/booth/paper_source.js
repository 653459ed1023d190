/** The ballot paper as published: fetched, read strictly, and its fingerprint computed here. */
import { parseElection } from "../protocol/election.js";
import { parse } from "../protocol/wire.js";
import { fetchBytes } from "../page/ask.js";
import { PageFault } from "../page/fault.js";
import { withLists } from "./lists.js";

/** @typedef {{raw: Uint8Array, uuid: string, questions: object[], fingerprint: string,
 *   language: string, receiptKey: string}} Published questions: with their `lists` (lists.js) */

/**
 * @param {string} uuid which poll the page is about: another one's paper is refused
 * @param {(attempts: number) => void} onTrouble
 * @returns {Promise<Published>} all of `parseElection`, its bytes, and what Stembus adds to it
 */
export async function fetchPaper(uuid, onTrouble) {
  const answer = await fetchBytes(`/polls/${uuid}/election.json`, {}, onTrouble);
  if (answer === null) throw new PageFault("page.unreachable");
  if (answer.status === 404) throw new PageFault("poll.unknown");
  const raw = answer.bytes;
  const election = parseElection(raw);
  if (election.uuid !== uuid) throw new PageFault("ballot.other_election");
  const { language = "", receipt_key: receiptKey = "", questions } = parse(raw).stembus ?? {};
  return { ...election, questions: withLists(election.questions, questions), raw, language, receiptKey };
}

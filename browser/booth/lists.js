/**
 * Candidate lists, without a page. A question's answers are its candidates, list after list; what
 * Stembus adds to the election says where each list ends:
 * `questions: [{lists: [{name, size}, …]}, {}]`, one entry for each question.
 */
import { PageFault } from "../page/fault.js";

/** @typedef {{index: number, number: number, name: string}} Candidate index: among the question's
 *   answers, from 0; number: on its list, from 1 */
/** @typedef {{number: number, name: string, candidates: Candidate[]}} List */

/** Letters that people type without their stroke or as two letters; Unicode has no accent there. */
const LETTERS = { ı: "i", ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae", œ: "oe" };

function demand(condition) {
  if (!condition) throw new PageFault("paper.lists");
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The questions, each with its `lists`: List[], or null where it has none.
 * @param {object[]} questions of `parseElection`
 * @param {unknown} entries as published; undefined: no question has lists
 * @throws {PageFault} paper.lists
 */
export function withLists(questions, entries = questions.map(() => ({}))) {
  demand(Array.isArray(entries) && entries.length === questions.length);
  return questions.map((question, index) => ({ ...question, lists: parseLists(question, entries[index]) }));
}

function parseLists({ answers }, entry) {
  demand(isObject(entry));
  if (!Object.hasOwn(entry, "lists")) return null;
  demand(Array.isArray(entry.lists) && entry.lists.length > 0);
  let next = 0;
  const lists = entry.lists.map((value, position) => {
    const { name, size } = parseList(value);
    const names = answers.slice(next, next + size);
    const candidates = names.map((name, place) => ({ index: next + place, number: place + 1, name }));
    next += size;
    return { number: position + 1, name, candidates };
  });
  demand(next === answers.length);
  return lists;
}

function parseList(value) {
  demand(isObject(value));
  const { name, size } = value;
  demand(typeof name === "string" && name.trim() !== "");
  demand(Number.isSafeInteger(size) && size >= 1);
  return { name, size };
}

/**
 * Where an answer stands.
 * @returns {{list: List, number: number} | null} null: on no list
 */
export function placeOf({ lists }, index) {
  const list = lists?.findLast(({ candidates }) => candidates[0].index <= index);
  return list ? { list, number: index - list.candidates[0].index + 1 } : null;
}

/** How many of a list's candidates are marked. */
export function countChosen(list, choice) {
  return list.candidates.filter(({ index }) => choice.marked[index]).length;
}

/** Words as they are compared: without capitals, accents and punctuation. */
function plain(words) {
  const letters = words.normalize("NFKD").toLowerCase().replace(/[\p{M}'’ʼ]+/gu, "");
  return letters.replace(/[ıøłđßæœ]/gu, (letter) => LETTERS[letter]).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * The candidates in whose name, with that of their list, all the words occur, or parts of words.
 * @returns {Set<number> | null} their indices; null: nothing was asked
 */
export function find(lists, words) {
  const asked = plain(words).split(" ");
  if (asked[0] === "") return null;
  const fits = (text) => asked.every((word) => text.includes(word));
  const found = lists.flatMap((list) => list.candidates.filter(({ name }) => fits(plain(`${name} ${list.name}`))));
  return new Set(found.map(({ index }) => index));
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { countChosen, find, placeOf, withLists } from "../../booth/lists.js";

const answers = ["Fatima El Amrani", "Joris van ’t Hof", "Mehmet Yıldız", "Zoë Łukasz-Jansen", "Anneke de Boer"];
const question = { title: "?", answers, min: 1, max: 1, blank: true };
const CNV = { name: "CNV", size: 2 };
const OTHERS = { name: "Vrije Lijst Überstraße", size: 3 };

const [listed] = withLists([question], [{ lists: [CNV, OTHERS], seats: 3 }]);
const found = (words) => [...find(listed.lists, words)];

test("answers are grouped list after list, and numbered within their list", () => {
  assert.deepEqual(listed.lists, [
    {
      number: 1,
      name: "CNV",
      candidates: [
        { index: 0, number: 1, name: "Fatima El Amrani" },
        { index: 1, number: 2, name: "Joris van ’t Hof" },
      ],
    },
    {
      number: 2,
      name: "Vrije Lijst Überstraße",
      candidates: [
        { index: 2, number: 1, name: "Mehmet Yıldız" },
        { index: 3, number: 2, name: "Zoë Łukasz-Jansen" },
        { index: 4, number: 3, name: "Anneke de Boer" },
      ],
    },
  ]);
  assert.deepEqual(placeOf(listed, 1), { list: listed.lists[0], number: 2 });
  assert.deepEqual(placeOf(listed, 2), { list: listed.lists[1], number: 1 });
});

test("a question without lists stays as it is", () => {
  const decision = { ...question, answers: ["Yes", "No"] };
  const [, plain] = withLists([question, decision], [{ lists: [CNV, OTHERS] }, {}]);
  assert.deepEqual(plain, { ...decision, lists: null });
  assert.equal(placeOf(plain, 0), null);
  assert.deepEqual(withLists([question], undefined), [{ ...question, lists: null }]);
});

test("lists that are not what they should be stop the page", () => {
  const list = (change) => [{ lists: [{ ...CNV, ...change }, OTHERS] }];
  const entries = [null, {}, "", [], [{}, {}], [null], [[]], [{ lists: null }], [{ lists: {} }], [{ lists: [] }]];
  const names = [null, "", " ", 3, undefined].map((name) => list({ name }));
  const sizes = [0, -2, 1, 3, 2.5, "2", null, undefined].map((size) => list({ size }));
  const shapes = [[{ lists: [null] }], [{ lists: [["CNV", 5]] }], [{ lists: [{ name: "CNV", size: 0 }, { name: "FNV", size: 5 }] }]];
  for (const wrong of [...entries, ...names, ...sizes, ...shapes]) {
    assert.throws(() => withLists([question], wrong), { code: "paper.lists" }, JSON.stringify(wrong));
  }
});

test("a search finds parts of names, without capitals, accents or punctuation", () => {
  assert.deepEqual(found("FATIMA"), [0]);
  assert.deepEqual(found("yildiz"), [2]);
  assert.deepEqual(found("zoe lukasz jansen"), [3]);
  assert.deepEqual(found("van t hof"), [1]);
  assert.deepEqual(found("van 't hof"), [1]);
  assert.deepEqual(found("Amrani, Fatima"), [0]);
  assert.deepEqual(found("an"), [0, 1, 3, 4]);
  assert.deepEqual(found("nobody"), []);
});

test("a search finds all candidates of a list by its name, and fewer with more words", () => {
  assert.deepEqual(found("uberstrasse"), [2, 3, 4]);
  assert.deepEqual(found("vrije boer"), [4]);
  assert.deepEqual(found("cnv boer"), []);
});

test("nothing asked is no search", () => {
  for (const words of ["", "  ", "-", "’"]) assert.equal(find(listed.lists, words), null);
});

test("what is chosen is counted in each list", () => {
  const choice = { marked: [false, true, true, false, true], blank: false };
  assert.deepEqual(listed.lists.map((list) => countChosen(list, choice)), [1, 2]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyChoice, plaintext, ruleTexts, standing, toggle, toggleBlank } from "../../booth/choice.js";

const question = (min, max, blank = true, answers = ["A", "B", "C", "D"]) => ({ title: "?", answers, min, max, blank });

/** The choice after marking these answers one after another. */
function marking(paper, ...indices) {
  return indices.reduce((choice, index) => toggle(paper, choice, index, true).choice, emptyChoice(paper));
}

test("an exact number is complete with that number and with nothing less", () => {
  const paper = question(3, 3);
  assert.deepEqual(standing(paper, marking(paper, 0, 1)), { complete: false, count: 2, missing: 1, left: 1, blank: false });
  assert.deepEqual(standing(paper, marking(paper, 0, 1, 3)), { complete: true, count: 3, missing: 0, left: 0, blank: false });
});

test("one too many is not marked, and the voter is told", () => {
  const paper = question(1, 2);
  const full = marking(paper, 0, 1);
  assert.deepEqual(toggle(paper, full, 2, true), { choice: full, event: "too-many" });
  assert.equal(toggle(paper, full, 1, false).event, "changed");
});

test("where exactly one is chosen, another choice takes its place", () => {
  const paper = question(1, 1);
  const { choice, event } = toggle(paper, marking(paper, 0), 2, true);
  assert.deepEqual(choice.marked, [false, false, true, false]);
  assert.equal(event, "changed");
});

test("where at most one is chosen, the choice can be taken back", () => {
  const paper = question(0, 1, false);
  const { choice } = toggle(paper, marking(paper, 0), 0, false);
  assert.equal(standing(paper, choice).complete, true);
});

test("blank is alone: it clears the answers, and an answer clears it", () => {
  const paper = question(1, 3);
  const blank = toggleBlank(paper, marking(paper, 0, 1), true);
  assert.equal(blank.event, "blank-cleared");
  assert.deepEqual(plaintext(paper, blank.choice), [1, 0, 0, 0, 0]);
  assert.equal(standing(paper, blank.choice).complete, true);
  const back = toggle(paper, blank.choice, 2, true);
  assert.equal(back.event, "unblanked");
  assert.deepEqual(plaintext(paper, back.choice), [0, 0, 0, 1, 0]);
});

test("blank can't be voted where the paper does not have it", () => {
  const paper = question(1, 1, false);
  assert.equal(toggleBlank(paper, emptyChoice(paper), true).choice.blank, false);
  assert.equal(standing(paper, { ...emptyChoice(paper), blank: true }).complete, false);
});

test("the plaintext has the blank indicator first, only where blank is allowed", () => {
  assert.deepEqual(plaintext(question(1, 2), marking(question(1, 2), 1, 3)), [0, 0, 1, 0, 1]);
  assert.deepEqual(plaintext(question(1, 2, false), marking(question(1, 2, false), 1)), [0, 1, 0, 0]);
});

test("nothing has to be chosen where the minimum is zero", () => {
  const paper = question(0, 2);
  assert.equal(standing(paper, emptyChoice(paper)).complete, true);
});

test("a maximum above the number of answers is that number", () => {
  const paper = question(1, 9, false);
  assert.equal(standing(paper, marking(paper, 0, 1, 2, 3)).left, 0);
});

test("the rule is stated as exactly, a range, or up to", () => {
  assert.deepEqual(ruleTexts(question(1, 1, false)), ["rule-one"]);
  assert.deepEqual(ruleTexts(question(2, 2)), ["rule-exact", "rule-blank"]);
  assert.deepEqual(ruleTexts(question(1, 3, false)), ["rule-range"]);
  assert.deepEqual(ruleTexts(question(0, 3)), ["rule-up-to", "rule-blank"]);
  assert.deepEqual(ruleTexts(question(0, 1, false)), ["rule-up-to-one"]);
});

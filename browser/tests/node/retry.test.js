import assert from "node:assert/strict";
import { test } from "node:test";
import { backOff, PATIENCE, persist, settles } from "../../page/retry.js";

/** A clock that only waiting moves, and what was waited for. */
function clock() {
  const waits = [];
  let time = 0;
  const wait = async (milliseconds) => {
    waits.push(milliseconds);
    time += milliseconds;
  };
  return { waits, wait, now: () => time, random: () => 0.5, onTrouble: () => {} };
}

test("the waits double from half a second to fifteen, each spread over its upper half", () => {
  assert.deepEqual([0, 1, 2, 4].map((failures) => backOff(failures, () => 1)), [500, 1000, 2000, 8000]);
  assert.equal(backOff(50, () => 1), 15_000);
  assert.equal(backOff(50, () => 0), 7_500);
});

test("it goes on until there is something", async () => {
  const answers = [null, null, { status: 200 }];
  const time = clock();
  assert.deepEqual(await persist({ ...time, attempt: async () => answers.shift() }), { status: 200 });
  assert.equal(time.waits.length, 2);
});

test("an exception is a failure like any other", async () => {
  let calls = 0;
  const attempt = async () => {
    if (++calls < 3) throw new TypeError("network");
    return calls;
  };
  assert.equal(await persist({ ...clock(), attempt }), 3);
});

test("it goes on for more than ten minutes and then gives nothing", async () => {
  const time = clock();
  assert.equal(await persist({ ...time, attempt: async () => null }), null);
  assert.ok(time.now() > 10 * 60_000);
  assert.ok(time.now() <= PATIENCE);
});

test("each failure is told, with the number of attempts", async () => {
  const told = [];
  const answers = [null, null, 1];
  await persist({ ...clock(), attempt: async () => answers.shift(), onTrouble: (attempts) => told.push(attempts) });
  assert.deepEqual(told, [1, 2]);
});

test("a receipt or a refusal with a code settles the matter", () => {
  assert.ok(settles(200, { tracker: "x" }));
  assert.ok(settles(409, { code: "poll.closed" }));
});

test("overload, a proxy's page or a captive portal settles nothing", () => {
  for (const status of [408, 425, 429, 500, 502, 503, 504]) assert.ok(!settles(status, { code: "service.unavailable" }));
  assert.ok(!settles(403, { error: "forbidden" }));
  assert.ok(!settles(302, {}));
  assert.ok(!settles(200, null));
  assert.ok(!settles(200, "<html>"));
});

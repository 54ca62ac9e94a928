import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { atEvery, nextTick } from "../../../../stdlib/monitoring/rounds/schedule.ts";

test("rounds keep to the multiples of the interval, and skip those that a slow one has missed", () => {
  assert.is(nextTick(1, 40, 40), 2);
  assert.is(nextTick(1, 79, 40), 2);
  assert.is(nextTick(1, 81, 40), 3);
  assert.is(nextTick(3, 1000, 40), 25);
});

test("the first round comes after the interval, and none overlaps another", async () => {
  const begun = performance.now();
  let [running, most, rounds] = [0, 0, 0];
  await new Promise<void>((done) => {
    const schedule = atEvery(20, async () => {
      if (rounds === 0) assert.ok(performance.now() - begun >= 19);
      most = Math.max(most, ++running);
      await sleep(45);
      running--;
      if (++rounds === 3) done(void schedule.stop());
    });
  });
  assert.is(most, 1);
  assert.ok(performance.now() - begun >= 3 * 45);
});

test("stop ends the wait at once, and the work under way by its signal", async () => {
  const waiting = atEvery(60_000, async () => {});
  const begun = performance.now();
  await waiting.stop();
  await waiting.ended;
  let aborted = false;
  const working = atEvery(5, async (signal) => {
    await sleep(60_000, undefined, { signal }).catch(() => (aborted = true));
  });
  await sleep(30);
  await working.stop();
  assert.ok(aborted);
  assert.ok(performance.now() - begun < 20_000);
});

test("an interval beyond what a timer holds does not fire at once", async () => {
  let rounds = 0;
  const schedule = atEvery(40 * 86_400_000, async () => void rounds++);
  await sleep(20);
  await schedule.stop();
  assert.is(rounds, 0);
});

test("the run's own signal stops it, too, and work that rejects ends it", async () => {
  const controller = new AbortController();
  const stopped = atEvery(60_000, async () => {}, controller.signal);
  controller.abort();
  await stopped.ended;
  const failing = atEvery(1, async () => {
    throw new Error("broken");
  });
  try {
    await failing.ended;
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, "broken");
  }
});

test.run();

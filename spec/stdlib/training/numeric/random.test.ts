import { test } from "uvu";
import * as assert from "uvu/assert";
import { randomFrom } from "../../../../stdlib/training/numeric/random.ts";

const draw = (seed: number, stream: number, count: number): number[] => {
  const random = randomFrom(seed, stream);
  return Array.from({ length: count }, () => random.uniform());
};

test("a seed and a stream name one sequence", () => {
  assert.equal(draw(7, 1, 20), draw(7, 1, 20));
  assert.not.equal(draw(7, 1, 20), draw(7, 2, 20));
  assert.not.equal(draw(7, 1, 20), draw(8, 1, 20));
  assert.not.equal(draw(7, 1, 20), draw(7 + 2 ** 32, 1, 20));
});

test("numbers are uniform, and streams independent", () => {
  const [a, b] = [draw(0, 0, 20_000), draw(0, 1, 20_000)];
  const mean = a.reduce((sum, value) => sum + value, 0) / a.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01 && a.every((value) => value >= 0 && value < 1));
  const together = a.reduce((sum, value, i) => sum + (value - 0.5) * ((b[i] ?? 0) - 0.5), 0) / a.length;
  assert.ok(Math.abs(together) < 0.003);
  const tenths = new Array<number>(10).fill(0);
  for (const value of a) tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1;
  assert.ok(tenths.every((count) => Math.abs(count - 2_000) < 200));
});

test("whole numbers stay below their bound", () => {
  const random = randomFrom(3);
  const seen = new Set(Array.from({ length: 500 }, () => random.below(5)));
  assert.equal([...seen].sort(), [0, 1, 2, 3, 4]);
});

test.run();

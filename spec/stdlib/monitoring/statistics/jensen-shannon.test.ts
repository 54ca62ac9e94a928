import { test } from "uvu";
import * as assert from "uvu/assert";
import { jensenShannon, jensenShannonByChance } from "../../../../stdlib/monitoring/statistics/jensen-shannon.ts";
import { close, randomFrom } from "./close.ts";

test("agrees with scipy's jensenshannon, for shares and counts, with empty categories", () => {
  close(jensenShannon([0.5, 0.3, 0.2], [0.4, 0.4, 0.2]), 0.07979472622921702);
  close(jensenShannon([10, 0, 5], [3, 4, 9]), 0.4156026578910432);
  close(jensenShannon([1, 0], [0, 9]), Math.sqrt(Math.LN2));
  assert.is(jensenShannon([3, 3], [7, 7]), 0);
});

test("chance exceeds its threshold as often as promised", () => {
  const random = randomFrom(3);
  const threshold = jensenShannonByChance(0.05, 8, 2000, 1200);
  const rounds = 400;
  let exceeded = 0;
  for (let i = 0; i < rounds; i++) {
    const draw = (size: number) => {
      const counts = new Array<number>(8).fill(0);
      for (let j = 0; j < size; j++) {
        const at = Math.floor(random() * 8);
        counts[at] = (counts[at] ?? 0) + 1;
      }
      return counts;
    };
    if (jensenShannon(draw(2000), draw(1200)) >= threshold) exceeded++;
  }
  assert.ok(exceeded / rounds > 0.02 && exceeded / rounds < 0.09, `exceeded ${exceeded / rounds}`);
});

test.run();

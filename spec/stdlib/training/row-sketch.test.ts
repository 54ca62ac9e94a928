import { test } from "uvu";
import * as assert from "uvu/assert";
import { isSuspicious, shareSeen, sketchRows } from "../../../stdlib/training/row-sketch.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { rowsFrom } from "../features/recipes.ts";

const csv = (rows: readonly (readonly [number, string])[]): string => `a,b\n${rows.map((row) => row.join(",")).join("\n")}\n`;
const numbered = (from: number, to: number): (readonly [number, string])[] => Array.from({ length: to - from }, (_, at) => [from + at, `t${(from + at) % 7}`]);

async function withContext(work: (context: TestContext) => Promise<void>): Promise<void> {
  const context = await testContext();
  try {
    await work(context);
  } finally {
    await context.close();
  }
}

test("the share of rows that come again is told, whatever their order and the other columns", async () => {
  await withContext(async (context) => {
    const sketch = await sketchRows(await rowsFrom(context, csv(numbered(0, 1000))), ["b", "a"], context);
    const again = await rowsFrom(context, csv([...numbered(1000, 1300), ...numbered(0, 100)].reverse()));
    assert.equal(await shareSeen(sketch, again, context), { share: 0.25, rows: 400 });
  });
});

test("of many rows a sample is kept, and the share is estimated", async () => {
  await withContext(async (context) => {
    const sketch = await sketchRows(await rowsFrom(context, csv(numbered(0, 40_000))), ["a", "b"], context);
    assert.ok(sketch.hashes.length > 3500 && sketch.hashes.length < 4700, String(sketch.hashes.length));
    const found = await shareSeen(sketch, await rowsFrom(context, csv(numbered(30_000, 70_000))), context);
    assert.ok(found && Math.abs(found.share - 0.25) < 0.03, JSON.stringify(found));
  });
});

test("rows that repeat among themselves are expected to come again", async () => {
  await withContext(async (context) => {
    const coarse = await sketchRows(await rowsFrom(context, csv(numbered(0, 900).map(([a]) => [a % 20, "x"]))), ["a", "b"], context);
    assert.is(coarse.repeated, 1);
    assert.not.ok(isSuspicious({ share: 1, rows: 100 }, coarse));
    assert.ok(isSuspicious({ share: 0.2, rows: 100 }, { ...coarse, repeated: 0.05 }));
    assert.not.ok(isSuspicious({ share: 0.01, rows: 100 }, { ...coarse, repeated: 0 }), "a single row may be chance");
  });
});

test("rows without one of the columns cannot be looked up, and a missing value is a value of its own", async () => {
  await withContext(async (context) => {
    const sketch = await sketchRows(await rowsFrom(context, "a,b\n1,x\n,x\n"), ["a", "b"], context);
    assert.is(await shareSeen(sketch, await rowsFrom(context, "a\n1\n"), context), undefined);
    assert.equal(await shareSeen(sketch, await rowsFrom(context, "a,b\n,x\n2,x\n"), context), { share: 0.5, rows: 2 });
  });
});

test.run();

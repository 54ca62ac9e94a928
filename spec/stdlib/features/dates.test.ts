import { test } from "uvu";
import * as assert from "uvu/assert";
import { fitRecipe } from "../../../stdlib/features/fit-recipe.ts";
import { matrixOf } from "../../../stdlib/training/matrix.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { named, recipeOf, rowsFrom, run, standardContext } from "./recipes.ts";

const context = await standardContext();
test.after(() => context.close());

const csv = 'd,t,y\n2024-02-29,2024-12-31 23:59:30,1\n1999-01-01,1969-12-31 00:00:00,0\n"","",1\n2023-12-31,2024-01-06 12:30:00,0\n';
const rows = () => rowsFrom(context, csv);

test("parts of dates, in their column's place", async () => {
  const made = await run("dates", { rows: await rows(), columns: named("d", "t"), parts: ["year", "quarter", "month", "week", "day", "day_of_year", "weekday", "hour", "minute", "is_weekend"] }, context);
  const [first, second, third, last] = (await context.rowsOf(made)).map((row) => Object.values(row));
  assert.equal(first, [2024, 1, 2, 9, 29, 60, 4, 0, 0, false, 2024, 4, 12, 1, 31, 366, 2, 23, 59, false, 1]);
  assert.equal(second, [1999, 1, 1, 53, 1, 1, 5, 0, 0, false, 1969, 4, 12, 1, 31, 365, 3, 0, 0, false, 0]);
  assert.ok(third?.slice(0, -1).every((value) => value === null));
  assert.equal(last?.slice(0, 10), [2023, 4, 12, 52, 31, 365, 7, 0, 0, true]);
  assert.equal(made.schema.columns.slice(0, 3).map(({ name }) => name), ["d_year", "d_quarter", "d_month"]);
});

test("cyclic parts lie on a circle, and are looked up: to the last bit those of JavaScript", async () => {
  const { recipe } = await fitRecipe(recipeOf("y", ["dates", { columns: named("d", "t"), cyclic: ["month", "hour", "weekday", "day_of_year"], parts: ["is_weekend"], since: "2024-01-01 06:00" }]), await rows(), context);
  const x = await matrixOf(await rows(), recipe, context);
  const dense = new Map(x.blocks.flatMap((block) => (block.kind === "dense" ? [[block.name, block.values] as const] : [])));
  assert.is(dense.get("d_month_sin")?.[0], Math.sin(Math.PI / 3));
  assert.is(dense.get("t_hour_cos")?.[3], -1);
  assert.is(dense.get("d_days_since")?.[0], 58.75);
  assert.ok(Number.isNaN(dense.get("t_days_since")?.[2]));
  for (const part of ["d_month", "t_hour", "t_weekday", "d_day_of_year"]) assert.ok(Math.abs(dense.get(`${part}_sin`)![0]! ** 2 + dense.get(`${part}_cos`)![0]! ** 2 - 1) < 1e-15, part);
});

test("time since a date is counted in its unit, with fractions, and the column may stay", async () => {
  const made = await run("dates", { rows: await rows(), columns: named("t"), since: "2024-01-06", unit: "hours", keep: true }, context);
  assert.equal(made.schema.columns.map(({ name }) => name), ["d", "t", "t_hours_since", "y"]);
  assert.is((await context.rowsOf(made))[3]?.["t_hours_since"], 12.5);
});

test("without any option, dates become year, month, day and weekday", async () => {
  assert.equal((await run("dates", { rows: await rows(), columns: named("d") }, context)).schema.columns.map(({ name }) => name), ["d_year", "d_month", "d_day", "d_weekday", "t", "y"]);
});

const mistakes: readonly (readonly [what: string, code: string, args: Readonly<Record<string, unknown>>])[] = [
  ["a column of numbers", "MLP6245", { columns: named("y") }],
  ["a date that is none", "MLP6240", { columns: named("d"), since: "tomorrow" }],
  ["a unit of no time", "MLP6240", { columns: named("d"), unit: "hours" }],
  ["the same part twice", "MLP6207", { columns: named("d"), parts: ["year", "year"] }],
];
for (const [what, code, args] of mistakes) {
  test(`${what} is told`, async () => assert.is((await diagnosticOf(run("dates", { rows: await rows(), ...args }, context))).code, code));
}

test.run();

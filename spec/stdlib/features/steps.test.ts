import { test } from "uvu";
import * as assert from "uvu/assert";
import { diagnosticOf } from "../../kit/nodes.ts";
import { named, numeric, rowsFrom, run, standardContext } from "./recipes.ts";

const context = await standardContext();
test.after(() => context.close());

const x = "x\n3.5\n-1.25\n7.0\nNA\n0.1\n12.75\n4.0\n";
const numbers = () => rowsFrom(context, x.replace("NA", '""'));

const column = async (rows: Awaited<ReturnType<typeof numbers>>, name: string) => (await context.rowsOf(rows)).map((row) => row[name]);

function near(actual: readonly unknown[], wanted: readonly (number | null)[]): void {
  assert.is(actual.length, wanted.length);
  wanted.forEach((value, index) => {
    const own = actual[index];
    if (value === null) assert.is(own, null);
    else assert.ok(typeof own === "number" && Math.abs(own - value) <= 1e-9 * Math.max(1, Math.abs(value)), `${String(own)} is not ${value}`);
  });
}

// scikit-learn 1.9: StandardScaler, MinMaxScaler, RobustScaler and MaxAbsScaler of the same numbers.
const scaled = {
  standard: [-0.18413832348108092, -1.2131466017577088, 0.574078302617487, null, -0.9206916174054042, 1.819719902636563, -0.07582166260985691],
  min_max: [0.3392857142857143, 0, 0.5892857142857143, null, 0.09642857142857142, 1, 0.375],
  robust: [-0.04716981132075472, -0.9433962264150944, 0.6132075471698113, null, -0.6886792452830188, 1.6981132075471699, 0.04716981132075472],
  max_abs: [0.27450980392156865, -0.09803921568627451, 0.5490196078431373, null, 0.00784313725490196, 1, 0.3137254901960784],
} as const;

for (const [method, wanted] of Object.entries(scaled)) {
  test(`${method} scales as scikit-learn does, and leaves gaps`, async () => near(await column(await run("scale", { rows: await numbers(), columns: numeric, method }, context), "x"), wanted));
}

for (const method of Object.keys(scaled)) {
  test(`${method} divides a constant column by 1`, async () => {
    const rows = await run("scale", { rows: await rowsFrom(context, "x\n0.1\n0.1\n0.1\n"), columns: numeric, method }, context);
    near(await column(rows, "x"), method === "max_abs" ? [1, 1, 1] : [0, 0, 0]);
  });
}

test("gaps are filled with the mean or the median of what is there", async () => {
  near(await column(await run("impute", { rows: await numbers(), columns: numeric, with: "mean" }, context), "x"), [3.5, -1.25, 7, 4.35, 0.1, 12.75, 4]);
  near(await column(await run("impute", { rows: await numbers(), columns: numeric, with: "median" }, context), "x"), [3.5, -1.25, 7, 3.75, 0.1, 12.75, 4]);
});

test("of values that are equally frequent the smallest fills gaps, in every type", async () => {
  const rows = await rowsFrom(context, 'a,b,c,d\nz,3,true,2024-05-01\ny,2,false,2024-05-01\ny,2,false,2023-01-01\nz,3,true,2023-01-01\n"","","",""\n');
  const [, , , , last] = await context.rowsOf(await run("impute", { rows, columns: { select: "all" }, with: "most_frequent" }, context));
  assert.equal(last, { a: "y", b: 2, c: false, d: "2023-01-01" });
});

test("a constant fills gaps", async () => {
  const rows = await rowsFrom(context, 'a\nz\n""\n');
  assert.equal(await column(await run("impute", { rows, columns: named("a"), with: "constant", value: "none" }, context), "a"), ["z", "none"]);
});

test("one_hot on a dataset makes a column of zeros and ones a category, and all zeros of a gap", async () => {
  const rows = await rowsFrom(context, 'a,b\nz,1\n"",2\nB,3\na,4\n');
  const encoded = await run("encode", { rows, columns: named("a") }, context);
  assert.equal(await context.rowsOf(encoded), [
    { "a=B": 0, "a=a": 0, "a=z": 1, b: 1 },
    { "a=B": 0, "a=a": 0, "a=z": 0, b: 2 },
    { "a=B": 1, "a=a": 0, "a=z": 0, b: 3 },
    { "a=B": 0, "a=a": 1, "a=z": 0, b: 4 },
  ]);
});

test("ordinal replaces a category by its place: numbers by size, false before true", async () => {
  const rows = await rowsFrom(context, 'a,n,b\nz,10,true\n"",9,false\nB,10,true\n');
  assert.equal(await context.rowsOf(await run("encode", { rows, columns: { select: "all" }, method: "ordinal" }, context)), [
    { a: 1, n: 1, b: 1 },
    { a: null, n: 0, b: 0 },
    { a: 0, n: 1, b: 1 },
  ]);
});

const mistakes: readonly (readonly [what: string, code: string, step: string, csv: string, args: Readonly<Record<string, unknown>>])[] = [
  ["a column that is not there", "MLP6201", "scale", "x\n1\n", { columns: named("y") }],
  ["a mean of text", "MLP6202", "impute", "x\na\n", { columns: named("x"), with: "mean" }],
  ["a scale of text", "MLP6202", "scale", "x\na\n", { columns: named("x") }],
  ["a column without values", "MLP6203", "impute", 'x,y\n"",1\n"",2\n', { columns: named("x"), with: "most_frequent" }],
  ["a constant without a value", "MLP6204", "impute", "x\n1\n", { columns: named("x"), with: "constant" }],
  ["a value without a constant", "MLP6204", "impute", "x\n1\n", { columns: named("x"), with: "mean", value: 1 }],
  ["a constant of another type", "MLP6204", "impute", "x\n1\n", { columns: named("x"), with: "constant", value: "a" }],
  ["an encoded column that is there already", "MLP6207", "encode", "a,a=z\nz,1\n", { columns: named("a") }],
];
for (const [what, code, step, csv, args] of mistakes) {
  test(`${what} is told`, async () => assert.is((await diagnosticOf(run(step, { rows: await rowsFrom(context, csv), ...args }, context))).code, code));
}

test.run();

import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Expr } from "../../../language/graph/graph.ts";
import type { Schema } from "../../../language/types/schema.ts";
import { project } from "../../../runtime/relational/dataset.ts";
import type { ColumnValues } from "../../../runtime/engine/engine.ts";
import { rowFunctionNamed } from "../../../stdlib/data/functions/index.ts";
import { columnForm, columnsFor } from "../../../stdlib/features/column-form.ts";
import { literal } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { testContext } from "../../kit/context.ts";

const schema: Schema = {
  columns: [
    { name: "a", type: { kind: "float" }, nullable: true },
    { name: "b", type: { kind: "float" }, nullable: true },
    { name: "n", type: { kind: "int" }, nullable: true },
  ],
};

type Row = Readonly<Record<"a" | "b" | "n", number | null>>;

function datasetOf(rows: readonly Row[]): DatasetValue {
  const values = rows.map(({ a, b, n }, index) => `(${[index, ...[a, b].map((value) => `CAST(${literal(value)} AS DOUBLE)`), `CAST(${literal(n)} AS BIGINT)`].join(", ")})`);
  return { kind: "dataset", schema, table: { sql: `SELECT * FROM (VALUES ${values.join(", ")}) AS given("__mlp_row", "a", "b", "n")` }, path: { input: schema, steps: [] } };
}

const leaf: fc.Arbitrary<Expr> = fc.oneof(
  fc.constantFrom<Expr>({ column: "a" }, { column: "b" }, { column: "n" }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((literal): Expr => ({ literal })),
  fc.integer({ min: -3, max: 3 }).map((literal): Expr => ({ literal })),
);
const { expr } = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.tuple(fc.constantFrom("+", "-", "*", "/", "??"), tie("expr"), tie("expr")).map(([call, a, b]): Expr => ({ call, args: [a, b] })),
    tie("expr").map((arg): Expr => ({ call: "to_float", args: [arg] })),
  ),
}));

const number = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, 1e308, 5e-324));
const rows = fc.array(fc.record({ a: fc.option(number), b: fc.option(number), n: fc.option(fc.integer()) }), { minLength: 1, maxLength: 5 });

test("the column form of an expression gives what its SQL form gives, or there is none", async () => {
  const context = await testContext();
  try {
    const engine = await context.engine();
    let computed = 0;
    await fc.assert(
      fc.asyncProperty(rows, expr, async (all, made) => {
        if (columnsFor(made, schema) === undefined) return;
        const dataset = datasetOf(all);
        const columns = await engine.columns(dataset, ["a", "b", "n"]);
        const own = columnForm(made, schema, columns);
        if (!own) return;
        computed++;
        const theirs = (await engine.columns(project(dataset, [{ name: "made", expr: made }], rowFunctionNamed), ["made"])).get("made") as ColumnValues;
        assert.ok(own.kind === "numbers" && theirs.kind === "numbers");
        assert.equal([...own.values].map((value) => value + 0), [...theirs.values].map((value) => value + 0), JSON.stringify(made));
      }),
      { seed: 3, numRuns: Number(process.env["RUNS"] ?? 300), includeErrorInReport: true },
    );
    assert.ok(computed > 50, String(computed));
  } finally {
    await context.close();
  }
});

test("integers among themselves, text and functions are left to the engine", () => {
  for (const made of [{ call: "+", args: [{ column: "n" }, { literal: 1 }] }, { call: "round", args: [{ column: "a" }] }, { literal: "x" }] as Expr[]) assert.is(columnsFor(made, schema), undefined);
});

test.run();

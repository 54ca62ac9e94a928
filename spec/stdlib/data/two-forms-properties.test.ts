import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileRow } from "../../../language/expressions/evaluate.ts";
import { resolveRow } from "../../../language/expressions/resolve.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import { identifier, render } from "../../../runtime/relational/sql.ts";
import { rowNumber } from "../../../runtime/values.ts";
import { rowFunctionNamed } from "../../../stdlib/data/functions/index.ts";
import { callsIn, definitions, drawnCalls, expressionOf, signatures } from "../../kit/arbitrary-expressions.ts";
import { asCell, datasetOf, sameCell, schemas, tables, told, type Table } from "../../kit/arbitrary-rows.ts";
import { testContext, type TestContext } from "../../kit/context.ts";

/** `RUNS=5000 SEED=7` hunts for longer, elsewhere. */
const runs = Number(process.env["RUNS"] ?? 120);
const seed = Number(process.env["SEED"] ?? 42);

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

/** All expressions over all rows in one query, held to what the row form makes of each row. */
async function holdEqual(expressions: readonly Expr[], table: Table): Promise<void> {
  const { schema, rows } = table;
  const engine = await context.engine();
  const resolved = expressions.map((expr) => resolveRow(expr, schema, rowFunctionNamed));
  const select = resolved.map((each, index) => `${asCell(render(each), each.type)} AS r${index}`);
  const query = `SELECT ${select.join(", ")} FROM ${await engine.tableOf(datasetOf(table))} ORDER BY ${identifier(rowNumber)}`;
  const results = await engine.rows(query).catch((error: unknown) => assert.unreachable(`SQL fails where the row form gives a value: ${told(expressions)} on ${told(rows)}: ${String(error instanceof Error ? (error.cause ?? error) : error)}`));
  expressions.forEach((expr, index) => {
    const evaluate = compileRow(expr, schema, rowFunctionNamed);
    const own = resolved[index];
    if (!own) throw new Error("an expression without a type");
    rows.forEach((row, at) => {
      const [inEngine, inRow] = [results?.[at]?.[`r${index}`], evaluate(row)];
      if (!sameCell(inEngine, inRow, own.type)) assert.unreachable(`${told(expr)} (${own.type.kind}) on ${told(row)}: SQL gives ${told(inEngine)}, the row form ${told(inRow)}`);
      if (inRow === null && !own.nullable) assert.unreachable(`${told(expr)} on ${told(row)} is null, and should never be`);
    });
  });
}

test("every function is one that an expression may be drawn from", () => {
  for (const { name } of definitions) assert.ok((signatures.get(name) ?? []).length > 0, name);
});

/** So many functions stand in one query. */
const together = 10;

/** All names in groups: each function is called in every run of its group, whichever numbers are drawn. */
const turns = (names: readonly string[]): readonly (readonly string[])[] => {
  const count = Math.ceil(names.length / together);
  return Array.from({ length: count }, (_, turn) => names.filter((_, index) => index % count === turn));
};

test("expressions over any columns give the same in SQL and by row, whichever function is called", async () => {
  const used = new Set<string>();
  const all = turns(definitions.map(({ name }) => name));
  for (const names of all) {
    const property = fc.asyncProperty(tables(schemas(), 6, 12), fc.tuple(...names.map(drawnCalls)), async (table, drawn) => {
      const expressions = drawn.map((each) => expressionOf(each, table.schema));
      for (const expr of expressions) callsIn(expr, used);
      await holdEqual(expressions, table);
    });
    await fc.assert(property, { seed, numRuns: Math.ceil(runs / all.length), includeErrorInReport: true });
  }
  assert.equal(definitions.map(({ name }) => name).filter((name) => !used.has(name)), []);
});

test.run();

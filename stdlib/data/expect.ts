import { diagnose, MlpError } from "../../language/diagnostics/diagnostic.ts";
import { expectationFailed } from "../../language/diagnostics/registry/data.ts";
import { columnsIn } from "../../language/graph/graph.ts";
import { expression, oneOf, share, withDefault } from "../../language/nodes/parameter.ts";
import type { Schema } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { identifier, sqlOf } from "../../runtime/relational/sql.ts";
import { rowFunctionNamed } from "./functions/index.ts";

export const expect = defineNode({
  name: "expect",
  version: 1,
  group: "data",
  summary: "Stops the run where the rows are not as they should be.",
  doc: "Gives the rows on unchanged. A row for which the condition is null, as a comparison with a missing value is, counts as one for which it does not hold.",
  examples: ["rows |> expect(.age >= 0 and .age <= 120)", "rows |> expect(where: .email != null, at_least: 95%, on_fail: warn)"],
  takes: {
    rows: datasetInput("The rows."),
    where: expression("What must hold for a row.", "bool"),
    at_least: withDefault(share("For which share of the rows it must hold."), 1),
    on_fail: withDefault(oneOf(["fail", "warn"], "Whether the run stops or only says so."), "fail"),
  },
  positional: ["rows", "where"],
  returns: "Dataset",
  rows: "keep",
  sameColumns: true,
  infer: (call) => call.rows(call.dataset("rows")?.schema),
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ rows, where, at_least, on_fail }, context) => {
      const engine = await context.engine();
      const table = await engine.tableOf(rows);
      const condition = `coalesce(${sqlOf(where, rows.schema, rowFunctionNamed)}, FALSE)`;
      const [counted] = await engine.rows(`SELECT count(*) AS n, count(*) FILTER (WHERE NOT ${condition}) AS failed FROM ${table}`, context.signal);
      const [all, failed] = [Number(counted?.["n"]), Number(counted?.["failed"])];
      if (failed > all * (1 - (at_least ?? 1)) + 1e-9) {
        const used = usedColumns(rows.schema, columnsIn(where));
        const examples = await engine.rows(`SELECT ${used.map(identifier).join(", ")} FROM ${table} WHERE NOT ${condition} LIMIT 5`, context.signal);
        const share = `${(100 * (1 - failed / all)).toPrecision(4)}%`;
        const found = diagnose(expectationFailed, undefined, { failed, rows: all, share, wanted: `${Number((100 * (at_least ?? 1)).toPrecision(6))}%`, examples: examples.map(shown) });
        if (on_fail !== "warn") throw new MlpError(found);
        context.log("warning", found.help === undefined ? found.message : `${found.message} (${found.help})`);
      }
      return rows;
    },
  },
});

/** The columns that a condition reads, or all where it reads none. */
function usedColumns(schema: Schema, used: ReadonlySet<string>): readonly string[] {
  const names = schema.columns.map(({ name }) => name);
  return used.size > 0 ? names.filter((name) => used.has(name)) : names;
}

function shown(row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row).map(([name, value]) => `${name} = ${typeof value === "number" ? String(value) : JSON.stringify(value)}`).join(", ").slice(0, 200);
}

import { changeColumns, datasetInput, defineNode, parameter, project, rowFunctionNamed, sameColumns } from "mlp";

/** A node of your own: extreme values are pulled in to the quantiles of the rows it is given. */
export const winsorize = defineNode({
  name: "winsorize",
  version: 1,
  group: "custom",
  summary: "Pulls extreme values in to the quantiles of the rows it is given.",
  examples: ["cars |> winsorize(.Horsepower, tail: 5%)"],
  takes: {
    rows: datasetInput("The rows."),
    column: parameter.column("The column.", "rows"),
    tail: parameter.withDefault(parameter.share("The share of values at each end that are pulled in.", { above: 0, below: 0.5 }), 0.05),
  },
  positional: ["rows", "column"],
  returns: "Dataset",
  // All rows stay, and the quantiles are learned from them: so the checker knows what this node has seen.
  rows: "keep",
  infer: (call) => {
    const rows = call.dataset("rows");
    const column = call.column("column");
    if (!rows?.schema || column === undefined) return call.rows(undefined);
    const learned = call.learn("quantiles", rows);
    return call.rows(changeColumns(rows.schema, [column], (one) => ({ ...one, type: { kind: "float" }, learned: [...(one.learned ?? []), learned] })));
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, column, tail }, context) => {
      const engine = await context.engine();
      const name = `"${column.replaceAll('"', '""')}"`;
      const [row] = await engine.rows(`SELECT quantile_cont(${name}, ${tail}) AS low, quantile_cont(${name}, ${1 - tail}) AS high FROM ${await engine.tableOf(rows)}`);
      const within = { call: "at_most", args: [{ call: "at_least", args: [{ column }, { literal: Number(row?.["low"]) }] }, { literal: Number(row?.["high"]) }] };
      const columns = sameColumns(rows.schema).map((one) => (one.name === column ? { name: column, expr: within } : one));
      return project(rows, columns, rowFunctionNamed);
    },
  },
});

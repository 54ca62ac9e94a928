import { fail } from "../../language/diagnostics/diagnostic.ts";
import { partEmpty, partsTooFew, sharesWrong, splitMethods } from "../../language/diagnostics/registry/data-split.ts";
import { timeIgnored } from "../../language/diagnostics/registry/soundness.ts";
import { column, columns, oneOf, optional, share } from "../../language/nodes/parameter.ts";
import { gapsOfPart } from "../../language/types/gaps.ts";
import type { Schema } from "../../language/types/schema.ts";
import { selectColumns, type Selector } from "../../language/types/selectors.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { choose } from "../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { mayOrderRows } from "./id-like.ts";
import type { Method, Part } from "./splitting/assign.ts";

const methods = ["stratify", "group", "by_time", "key"] as const;

export const split = defineNode({
  name: "split",
  version: 2,
  group: "data",
  summary: "Divides rows into parts that share none.",
  doc: [
    "Each argument besides the table and the method is a part, with its share of the rows; the shares add up to 100%. Rows are drawn by a mix of their number and the pipeline's seed, so the same file and seed give the same parts on any machine. Inside a part, rows keep their order.",
    "",
    "The last part is rounded up, then the last of the others from what is left, and so on; the first part has the rest. With `train` and `test` these are scikit-learn's sizes.",
    "",
    "- `stratify`: every part has the classes of this column in the same shares.",
    "- `group`: rows with the same value of this column stay together; the shares are shares of the groups.",
    "- `by_time`: the oldest rows go into the first part. Rows of one moment stay together, on the earlier side.",
    "- `key`: a seeded hash of this column, or of a list of columns, decides: `key: [.shop, .receipt]`. A row stays in its part when rows are added, removed or reordered, and rows with the same key stay together. The shares are met on average. The order in which the columns are written does not count.",
    "",
    "A random split, also a stratified one, is looked at for what makes scores too good. It is a warning if the rows have a date or a time (`order: random` says that it does not matter), if rows of one customer or device are in several parts (`repeated_ids: allowed`), and if equal rows are (`duplicates: allowed`); see MLP9001, MLP9002 and MLP9003.",
    "",
    "One of the four ways can be followed. Rows without a value in its column are an error, and so is a key of numbers that are not whole.",
  ].join("\n"),
  examples: [
    "{ train, test } = rows |> split(train: 80%, test: 20%, stratify: .plan)",
    "{ train, test } = rows |> split(train: 80%, test: 20%, key: .customer_id)",
    "{ past, future } = rows |> split(past: 70%, future: 30%, by_time: .date)",
  ],
  takes: {
    rows: datasetInput("The rows."),
    stratify: optional(column("The column whose classes every part has in the same shares.", "rows")),
    group: optional(column("The column by which rows stay together.", "rows")),
    by_time: optional(column("The column that orders rows in time.", "rows")),
    key: optional(columns("The column that identifies a row for good, or several that do so together.", "rows")),
    order: optional(oneOf(["random"], "Says that the rows' order in time does not matter.")),
    repeated_ids: optional(oneOf(["allowed"], "Says that rows with the same identifier may be in several parts.")),
    duplicates: optional(oneOf(["allowed"], "Says that equal rows may be in several parts.")),
  },
  rest: share("The part's share of the rows.", { above: 0, below: 1 }),
  positional: ["rows"],
  returns: "Parts",
  rows: "parts",
  random: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const parts = call.rest();
    const given = methods.filter((name) => call.has(name));
    if (given.length > 1) call.report(splitMethods, { given }, given[1]);
    const times = schema?.columns.filter(mayOrderRows).map(({ name }) => name) ?? [];
    if (times.length > 0 && !["by_time", "group", "key", "order"].some((name) => call.has(name))) call.report(timeIgnored, { columns: times }, "rows");
    if (parts.length < 2) call.report(partsTooFew, { parts: parts.length });
    const shares = parts.map(({ constant }) => constant).filter((constant) => typeof constant === "number");
    const sum = shares.reduce((a, b) => a + b, 0);
    if (parts.length >= 2 && shares.length === parts.length && !isWhole(sum)) call.report(sharesWrong, { sum: percent(sum) });
    const isRandom = given.every((name) => name === "stratify");
    const gaps = isRandom ? call.dataset("rows")?.gaps : undefined;
    const partOf = (name: string, share: unknown): DatasetType => ({ ...call.rows(schema, name), ...(gaps && typeof share === "number" && { gaps: gapsOfPart(gaps, share) }) });
    return { kind: "record", fields: Object.fromEntries(parts.map(({ name, constant }) => [name, partOf(name, constant)])) };
  },
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ rows, rest, order: _, repeated_ids, duplicates, ...by }, context) => {
      const parts = Object.entries(rest).map(([name, given]): Part => ({ name, share: Number(given) }));
      const sum = parts.reduce((total, part) => total + part.share, 0);
      if (parts.length < 2) fail(partsTooFew, { parts: parts.length });
      if (!isWhole(sum)) fail(sharesWrong, { sum: percent(sum) });
      const { assign } = await import("./splitting/assign.ts");
      const method = methodOf(by, rows.schema);
      const part = await assign(rows, parts, method, context);
      const counts = await countsOf(rows, part, context);
      const empty = parts.find((_, index) => !counts.has(index));
      const total = [...counts.values()].reduce((a, b) => a + b, 0);
      if (empty) fail(partEmpty, { part: empty.name, rows: total });
      // The other ways go by a row's content: equal rows cannot be in two parts.
      if (method.by === "row" || method.by === "stratify") {
        const { warnOfDivided } = await import("./duplicates.ts");
        await warnOfDivided(rows, { part, rows: total, classes: method.by === "stratify" ? method.column : undefined, ignore: { duplicates: duplicates !== undefined, ids: repeated_ids !== undefined } }, context);
      }
      const datasets = parts.map(({ name }, index): [string, DatasetValue] => [name, { ...choose(rows, (table) => `SELECT * FROM ${table} WHERE ${part} = ${index}`), rows: counts.get(index) ?? 0 }]);
      return { kind: "parts", parts: Object.fromEntries(datasets) };
    },
  },
});

const isWhole = (sum: number): boolean => Math.abs(sum - 1) < 1e-9;
const percent = (sum: number): string => `${Number((sum * 100).toPrecision(6))}%`;

type Given = { readonly stratify: string | undefined; readonly group: string | undefined; readonly by_time: string | undefined; readonly key: Selector | undefined };

function methodOf(by: Given, schema: Schema): Method {
  const given = methods.filter((name) => by[name] !== undefined);
  if (given.length > 1) fail(splitMethods, { given });
  if (by.key !== undefined) return { by: "key", columns: selectColumns(by.key, schema) };
  for (const name of ["stratify", "group", "by_time"] as const) {
    const column = by[name];
    if (column !== undefined) return { by: name, column };
  }
  return { by: "row" };
}

async function countsOf(rows: DatasetValue, part: string, context: Parameters<typeof import("./splitting/assign.ts").assign>[3]): Promise<ReadonlyMap<number, number>> {
  const engine = await context.engine();
  const found = await engine.rows(`SELECT ${part} AS part, count(*) AS n FROM ${await engine.tableOf(rows)} GROUP BY part`, context.signal);
  return new Map(found.map((row) => [Number(row["part"]), Number(row["n"])]));
}

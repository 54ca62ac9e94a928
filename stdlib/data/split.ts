import { fail } from "../../language/diagnostics/diagnostic.ts";
import { countUnfit, countWrong, partEmpty, partsTooFew, sharesWrong, splitMethods } from "../../language/diagnostics/registry/data-split.ts";
import { timeIgnored } from "../../language/diagnostics/registry/soundness.ts";
import { column, columns, duration, float, int, oneOf, optional } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { gapsOfPart } from "../../language/types/gaps.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import { choose } from "../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { mayOrderRows } from "./id-like.ts";
import { methodOf, reportMisfits, splitWays } from "./split-method.ts";
import { isCount } from "./splitting/sizes.ts";

export const split = defineNode({
  name: "split",
  version: 3,
  group: "data",
  summary: "Divides rows into parts that share none.",
  doc: [
    "Each argument besides the table and the method is a part, with its share of the rows, or with a number of rows from 2 on: `split(train: 100%, test: 1000)`. Parts with a number have just so many, and the shares, which add up to 100%, are of the rows that they leave. Rows are drawn by a mix of their number and the pipeline's seed, so the same file and seed give the same parts on any machine. Inside a part, rows keep their order.",
    "",
    "The last part is rounded up, then the last of the others from what is left, and so on; the first part has the rest. With `train` and `test` these are scikit-learn's sizes.",
    "",
    "- `stratify`: every part has the classes of this column in the same shares; of several columns (`stratify: [.plan, .country]`), every combination of their values is a class. With `bins: 10`, the column is a number, and ten ranges of it with as many rows each are the classes.",
    "- `group`: rows with the same value of this column stay together; the shares are shares of the groups.",
    "- `by_time`: the oldest rows go into the first part. Rows of one moment stay together, on the earlier side. With `gap: 7d`, rows that lie less than seven days before the first moment of the next part are in no part, as where a target tells of the days to come; how many these are is told with the run.",
    "- `key`: a seeded hash of this column, or of a list of columns, decides: `key: [.shop, .receipt]`. A row stays in its part when rows are added, removed or reordered, and rows with the same key stay together. The shares are met on average. The order in which the columns are written does not count.",
    "",
    "A random split, also a stratified one, is looked at for what makes scores too good. It is a warning if the rows have a date or a time (`order: random` says that it does not matter), if rows of one customer or device are in several parts (`repeated_ids: allowed`), and if equal rows are (`duplicates: allowed`); see MLP9001, MLP9002 and MLP9003.",
    "",
    "One of the four ways can be followed. Rows without a value in its column are an error, and so is a key of numbers that are not whole.",
  ].join("\n"),
  examples: [
    "{ train, test } = rows |> split(train: 80%, test: 20%, stratify: .plan)",
    "{ train, test } = rows |> split(train: 80%, test: 20%, key: .customer_id)",
    "{ past, future } = rows |> split(past: 70%, future: 30%, by_time: .date, gap: 7d)",
    "{ train, validation, test } = rows |> split(train: 90%, validation: 10%, test: 1000, stratify: .price, bins: 10)",
  ],
  takes: {
    rows: datasetInput("The rows."),
    stratify: optional(columns("The column whose classes every part has in the same shares, or several whose combinations are the classes.", "rows")),
    bins: optional(int("With `stratify`: into how many ranges with as many rows each a column of numbers is cut.", { min: 2, max: 1000 })),
    group: optional(column("The column by which rows stay together.", "rows")),
    by_time: optional(column("The column that orders rows in time.", "rows")),
    gap: optional(duration("With `by_time`: rows less than this before the next part are in no part.")),
    key: optional(columns("The column that identifies a row for good, or several that do so together.", "rows")),
    order: optional(oneOf(["random"], "Says that the rows' order in time does not matter.")),
    repeated_ids: optional(oneOf(["allowed"], "Says that rows with the same identifier may be in several parts.")),
    duplicates: optional(oneOf(["allowed"], "Says that equal rows may be in several parts.")),
  },
  rest: float("The part's share of the rows, such as `20%`, or how many rows it has, from 2 on.", { above: 0 }),
  positional: ["rows"],
  returns: "Parts",
  rows: "parts",
  random: true,
  divides: { inOrder: "by_time", together: ["group", "key"] },
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const parts = call.rest();
    const given = splitWays.filter((name) => call.has(name));
    if (given.length > 1) call.report(splitMethods, { given }, given[1]);
    const times = schema?.columns.filter(mayOrderRows).map(({ name }) => name) ?? [];
    if (times.length > 0 && !["by_time", "group", "key", "order"].some((name) => call.has(name))) call.report(timeIgnored, { columns: times }, "rows");
    if (parts.length < 2) call.report(partsTooFew, { parts: parts.length });
    const sizes = parts.map(({ constant }) => constant).filter((constant) => typeof constant === "number");
    if (parts.length >= 2 && sizes.length === parts.length) reportSizes(call, parts.map(({ name }) => name), sizes);
    reportMisfits(call, schema);
    const isRandom = given.every((name) => name === "stratify");
    const gaps = isRandom ? call.dataset("rows")?.gaps : undefined;
    const partOf = (name: string, share: unknown): DatasetType => ({ ...call.rows(schema, name), ...(gaps && typeof share === "number" && !isCount(share) && { gaps: gapsOfPart(gaps, share) }) });
    return { kind: "record", fields: Object.fromEntries(parts.map(({ name, constant }) => [name, partOf(name, constant)])) };
  },
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ rows, rest, order: _, repeated_ids, duplicates, ...by }, context) => {
      const parts = Object.entries(rest).map(([name, given]) => ({ name, size: Number(given) }));
      const wrong = wrongSizes(parts.map(({ name }) => name), parts.map(({ size }) => size));
      if (parts.length < 2) fail(partsTooFew, { parts: parts.length });
      if (wrong?.sum !== undefined) fail(sharesWrong, { sum: wrong.sum });
      if (wrong?.part !== undefined) fail(countWrong, wrong.part);
      const { assign } = await import("./splitting/assign.ts");
      const { sizingOf } = await import("./splitting/parts.ts");
      const method = methodOf(by, rows.schema);
      const part = await assign(rows, sizingOf(parts, method, context.seed), method, { purpose: "split" }, context);
      const counts = await countsOf(rows, part, context);
      const empty = parts.find((_, index) => !counts.has(index));
      const total = [...counts.values()].reduce((a, b) => a + b, 0);
      const left = counts.get(-1) ?? 0;
      if (left > 0) context.log("info", `${left} of ${total} rows lie in the gap before a part, and are in none`);
      if (empty) fail(partEmpty, { part: empty.name, rows: total });
      // The other ways go by a row's content: equal rows cannot be in two parts.
      if (method.by === "row" || method.by === "stratify") {
        const { warnOfDivided } = await import("./duplicates.ts");
        await warnOfDivided(rows, { part, rows: total, classes: method.by === "stratify" ? method.columns : [], ignore: { duplicates: duplicates !== undefined, ids: repeated_ids !== undefined } }, context);
      }
      const datasets = parts.map(({ name }, index): [string, DatasetValue] => [name, { ...choose(rows, (table) => `SELECT * FROM ${table} WHERE ${part} = ${index}`), rows: counts.get(index) ?? 0 }]);
      return { kind: "parts", parts: Object.fromEntries(datasets) };
    },
  },
});

const isWhole = (sum: number): boolean => Math.abs(sum - 1) < 1e-9;
const percent = (sum: number): string => `${Number((sum * 100).toPrecision(6))}%`;

interface WrongSizes {
  readonly sum?: string;
  readonly part?: { readonly part: string; readonly size: number };
}

/** What is wrong with sizes, some of which may be counts; `undefined` where nothing is. */
function wrongSizes(names: readonly string[], sizes: readonly number[]): WrongSizes | undefined {
  const broken = sizes.findIndex((size) => isCount(size) && !Number.isSafeInteger(size));
  if (broken >= 0) return { part: { part: names[broken] ?? "", size: sizes[broken] ?? 0 } };
  const shares = sizes.filter((size) => !isCount(size));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.length > 0 && !isWhole(sum) ? { sum: percent(sum) } : undefined;
}

function reportSizes(call: Call, names: readonly string[], sizes: readonly number[]): void {
  const wrong = wrongSizes(names, sizes);
  if (wrong?.sum !== undefined) call.report(sharesWrong, { sum: wrong.sum });
  if (wrong?.part) call.report(countWrong, wrong.part, wrong.part.part);
  const average = (["group", "key"] as const).find((name) => call.has(name));
  const counted = names[sizes.findIndex(isCount)];
  if (average && counted !== undefined) call.report(countUnfit, { part: counted, method: average }, counted);
}

async function countsOf(rows: DatasetValue, part: string, context: Pick<Context, "engine" | "signal">): Promise<ReadonlyMap<number, number>> {
  const engine = await context.engine();
  const found = await engine.rows(`SELECT ${part} AS part, count(*) AS n FROM ${await engine.tableOf(rows)} GROUP BY part`, context.signal);
  return new Map(found.map((row) => [Number(row["part"]), Number(row["n"])]));
}

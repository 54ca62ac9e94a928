import { fail } from "../../language/diagnostics/diagnostic.ts";
import { groupRareLimits, stepNeedsText } from "../../language/diagnostics/registry/features-computed.ts";
import { compareText } from "../../language/expressions/order.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { columns, int, optional, share, string, withDefault } from "../../language/nodes/parameter.ts";
import { changeColumns, type Column, type ColumnType } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { applied, chosenColumns, replacing, type FittedStep, type StepImplementation } from "./step.ts";
import { wordsOfStep } from "./together.ts";

interface GroupRareArgs {
  readonly columns: Selector;
  readonly min_share?: number | undefined;
  readonly min_count?: number | undefined;
  readonly most?: number | undefined;
  readonly to?: string;
}

export const groupRare = defineNode({
  name: "group_rare",
  version: 1,
  group: "features",
  summary: "Replaces rare categories by one for all of them.",
  doc: `A category is kept if at least \`min_count\` rows have it, at least the \`min_share\` of the rows that have a value, and if it is among the \`most\` frequent (of equally frequent ones, the first in sort order): whichever of these are given. All others become the category \`to\`, also those that were not there when the frequencies were learned. Missing values stay missing.`,
  examples: ["features = recipe(target: .churn)\n  |> group_rare(.city, min_share: 1%)\n  |> encode(categorical)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of text or categories."),
    min_share: optional(share("The least share of the rows with a value.")),
    min_count: optional(int("The least number of rows.", { min: 1 })),
    most: optional(int("How many categories are kept at most.", { min: 0 })),
    to: withDefault(string("The category for all others."), "other"),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const names = call.columns("columns");
    if (!limits.some((name) => call.has(name))) call.report(groupRareLimits, {});
    if (!rows?.schema || !names) return call.rows(undefined);
    const chosen = rows.schema.columns.filter(({ name, type }) => names.includes(name) && type.kind !== "encoded");
    const wrong = chosen.find(({ type }) => !isText(type) && type.kind !== "unknown");
    if (wrong) call.report(stepNeedsText, wordsOfStep("group_rare", wrong), "columns");
    const learned = call.learn("frequent categories", rows);
    return call.rows(changeColumns(rows.schema, chosen.map(({ name }) => name), (column) => ({ ...grouped(column), learned: [...(column.learned ?? []), learned] })));
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => applied(rows, (await fit(rows, args, context)).projection),
    provides: async (): Promise<StepImplementation<GroupRareArgs>> => ({ fit }),
  },
});

const limits = ["min_share", "min_count", "most"] as const;
const isText = (type: ColumnType): boolean => type.kind === "string" || type.kind === "category";
const grouped = (column: Column): Column => ({ ...column, type: { kind: "string" } });

async function fit(rows: DatasetValue, args: GroupRareArgs, context: Context): Promise<FittedStep> {
  if (limits.every((name) => args[name] === undefined)) fail(groupRareLimits, {});
  const chosen = chosenColumns("group_rare", args.columns, rows.schema);
  const wrong = chosen.find(({ type }) => !isText(type));
  if (wrong) fail(stepNeedsText, wordsOfStep("group_rare", wrong));
  const values = await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  const made = new Map(chosen.map((column): [string, Expr] => {
    const own = values.get(column.name);
    const kept = own?.kind === "codes" ? frequent(own.codes, own.words, args) : [];
    const value: Expr = { column: column.name };
    const isKept: Expr = { call: "or", args: [{ call: "is_null", args: [value] }, { call: "in", args: [value, { list: kept.map((word) => ({ literal: word })) }] }] };
    return [column.name, { call: "case", args: [kept.length === 0 ? { call: "is_null", args: [value] } : isKept, value, { literal: args.to ?? "other" }] }];
  }));
  return { projection: replacing(rows.schema, made, new Map(chosen.map((column) => [column.name, grouped(column)]))) };
}

/** The words that are kept, in sort order. */
function frequent(codes: Int32Array, words: readonly string[], { min_share = 0, min_count = 1, most }: GroupRareArgs): readonly string[] {
  const counts = new Float64Array(words.length);
  let all = 0;
  for (const code of codes) {
    if (code < 0) continue;
    counts[code]!++;
    all++;
  }
  const enough = words.map((word, code) => ({ word, count: counts[code] ?? 0 })).filter(({ count }) => count >= min_count && count >= min_share * all);
  enough.sort((a, b) => b.count - a.count || compareText(a.word, b.word));
  return enough.slice(0, most ?? enough.length).map(({ word }) => word).sort(compareText);
}

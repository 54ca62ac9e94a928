import { fail } from "../../language/diagnostics/diagnostic.ts";
import { stepNeedsDates, stepOption } from "../../language/diagnostics/registry/steps.ts";
import { parseDate, parseTimestamp, timestampOfDay } from "../../language/expressions/calendar.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { bool, columns, list, oneOf, optional, string, withDefault } from "../../language/nodes/parameter.ts";
import { isTemporal, showColumnType, type Column, type ColumnType } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { projection } from "../../runtime/relational/dataset.ts";
import type { Projection } from "../../runtime/values.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";
import { applied, behind, chosenColumns, literals, requireNames, spreadColumns } from "./step.ts";

const parts = ["year", "quarter", "month", "week", "day", "day_of_year", "weekday", "hour", "minute", "is_weekend"] as const;
type Part = (typeof parts)[number];

/** Parts that come round again, with how many values they have, and the first of them. */
const rounds = { quarter: [4, 1], month: [12, 1], week: [53, 1], day: [31, 1], day_of_year: [366, 1], weekday: [7, 1], hour: [24, 0], minute: [60, 0] } as const satisfies Partial<Record<Part, readonly [number, number]>>;
const cycles = Object.keys(rounds) as (keyof typeof rounds)[];
type Cycle = keyof typeof rounds;

const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400, weeks: 604_800 } as const;
type Unit = keyof typeof units;

interface DatesArgs {
  readonly parts?: readonly Part[] | undefined;
  readonly cyclic?: readonly Cycle[] | undefined;
  readonly since?: string | undefined;
  readonly unit?: Unit | undefined;
}

export const dates = defineNode({
  name: "dates",
  version: 1,
  group: "features",
  summary: "Turns dates and times into numbers.",
  doc: [
    "Each column is replaced by its `parts`, named `column_year` and so on: `year`, `quarter`, `month`, `week` (of ISO 8601), `day`, `day_of_year`, `weekday` (1 for Monday), `hour`, `minute`, and `is_weekend`. With `keep: true` it stays as well.",
    "",
    "- `cyclic` parts become two columns, the sine and the cosine of their place in the round: `column_month_sin` and `column_month_cos`. So December lies beside January, 23 o'clock beside midnight.",
    "- `since` gives the time from that date or time on, in `unit`s, `days` if not given, with fractions: `column_days_since`.",
    "",
    "Without any of the three, the parts are year, month, day and weekday. They are in UTC; what is computed from a missing value is missing. Nothing is learned from the rows.",
  ].join("\n"),
  examples: ["features = recipe(target: .delay) |> dates(.departure, parts: [year, is_weekend], cyclic: [month, hour])", "rows |> dates(.signed, since: \"2020-01-01\", keep: true)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of dates or timestamps."),
    parts: optional(list(oneOf(parts, "Parts of the calendar and of the clock."))),
    cyclic: optional(list(oneOf(cycles, "Parts that become a sine and a cosine."))),
    since: optional(string("A date, or a date and a time, from which time is counted.")),
    unit: optional(oneOf(Object.keys(units) as Unit[], "In what time since then is counted, `days` if not given.")),
    keep: withDefault(bool("Whether the column itself stays."), false),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const names = call.columns("columns");
    const args = { parts: call.constants("parts"), cyclic: call.constants("cyclic"), since: call.constant("since"), unit: call.constant("unit") } as DatesArgs;
    const mistake = optionMistake({ ...args, ...(call.has("unit") && !call.has("since") && { unit: args.unit ?? "days" }) }, call.has("since"));
    if (mistake) call.report(stepOption, mistake, mistake.option);
    if (!schema || !names || mistake) return call.rows(undefined);
    const wrong = schema.columns.find(({ name, type }) => names.includes(name) && !isTemporal(type) && type.kind !== "unknown");
    if (wrong) call.report(stepNeedsDates, wordsOf(wrong), "columns");
    const known = (["parts", "cyclic", "since", "unit", "keep"] as const).every((name) => !call.has(name) || call.constant(name) !== undefined || call.constants(name) !== undefined);
    if (wrong || !known) return call.rows(undefined);
    const made = (column: Column): readonly Column[] => madeOf(column, args).map(({ name, type }) => ({ name, type, nullable: column.nullable, ...behind([column], name, call.at("columns")) }));
    return call.rows(spreadColumns(schema, names, (column) => [...(call.constant("keep") === true ? [column] : []), ...made(column)]));
  },
  execution: {
    kind: "transform",
    plan: ({ rows, columns: selector, keep, ...args }) => {
      const given = args as DatesArgs;
      const mistake = optionMistake(given, given.since !== undefined);
      if (mistake) fail(stepOption, mistake);
      const chosen = chosenColumns("dates", selector, rows.schema);
      const wrong = chosen.find(({ type }) => !isTemporal(type));
      if (wrong) fail(stepNeedsDates, wordsOf(wrong));
      const byName = new Map(chosen.map((column) => [column.name, column]));
      const columns = rows.schema.columns.flatMap(({ name }): Projection["columns"] => {
        const own = byName.get(name);
        return [...(own && !keep ? [] : [{ name, expr: { column: name } }]), ...(own ? madeOf(own, given) : [])];
      });
      requireNames("dates", columns);
      return applied(rows, projection(rows.schema, columns, rowFunctionNamed));
    },
  },
});

const wordsOf = (column: Column) => ({ step: "dates", column: column.name, type: showColumnType({ type: column.type, nullable: false }) });

function optionMistake({ since, unit }: DatesArgs, hasSince: boolean): { readonly option: string; readonly why: string; readonly help: string } | undefined {
  if (unit !== undefined && !hasSince) return { option: "unit", why: "`unit` is for the time `since` a date, and there is none", help: "add `since: \"2020-01-01\"`, or leave `unit` out" };
  return since !== undefined && pointOf(since) === null ? { option: "since", why: `\`since\` takes a date, or a date and a time, and "${since}" is neither`, help: "write `since: \"2020-01-01\"` or `since: \"2020-01-01 12:00\"`" } : undefined;
}

/** In microseconds. */
function pointOf(text: string): number | null {
  const day = parseDate(text);
  return day === null ? parseTimestamp(text) : timestampOfDay(day);
}

interface Made {
  readonly name: string;
  readonly type: ColumnType;
  readonly expr: Expr;
}

/** The new columns of a column of dates. */
function madeOf({ name }: Column, { parts: given, cyclic = [], since, unit = "days" }: DatesArgs): readonly Made[] {
  const asked = given ?? (cyclic.length > 0 || since !== undefined ? [] : (["year", "month", "day", "weekday"] as const));
  const plain = asked.map((part): Made => ({ name: `${name}_${part}`, type: { kind: part === "is_weekend" ? "bool" : "int" }, expr: partOf(name, part) }));
  const round = cyclic.flatMap((part) => waves(name, part));
  const point = since === undefined ? null : pointOf(since);
  const time: readonly Made[] = point === null ? [] : [{ name: `${name}_${unit}_since`, type: { kind: "float" }, expr: timeSince(name, point, unit) }];
  return [...plain, ...round, ...time];
}

function partOf(column: string, part: Part): Expr {
  if (part === "is_weekend") return { call: ">=", args: [partOf(column, "weekday"), { literal: 6 }] };
  return { call: part, args: [{ column }] };
}

/** The sine and the cosine of a part, looked up: those of two libraries differ in the last digit. */
function waves(column: string, part: Cycle): readonly Made[] {
  const [count, first] = rounds[part];
  const angles = Array.from({ length: count + first }, (_, value) => (2 * Math.PI * value) / count);
  const wave = (suffix: string, of: (angle: number) => number): Made => ({ name: `${column}_${part}_${suffix}`, type: { kind: "float" }, expr: { call: "item_at", args: [partOf(column, part), literals(angles.map(of))] } });
  return [wave("sin", Math.sin), wave("cos", Math.cos)];
}

function timeSince(column: string, point: number, unit: Unit): Expr {
  const seconds: Expr = { call: "-", args: [{ call: "epoch", args: [{ column }] }, { literal: point / 1_000_000 }] };
  return { call: "/", args: [{ call: "to_float", args: [seconds] }, { literal: units[unit] }] };
}

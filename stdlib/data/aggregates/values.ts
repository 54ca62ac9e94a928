import { fitsBool, fitsNumber, operand, wordsOf } from "../../../language/expressions/operands.ts";
import type { Operand } from "../../../language/nodes/functions.ts";
import { expression, float, int, optional, withDefault } from "../../../language/nodes/parameter.ts";
import type { EngineAggregate, SqlArguments } from "./define.ts";

const of = expression("What is computed for each row.");
const unknown: Operand = { type: { kind: "unknown" }, nullable: true };
const given = (operands: Readonly<Record<string, Operand>>): Operand => operands["of"] ?? unknown;

/** The same value, or none. */
const oneOf = (operands: Readonly<Record<string, Operand>>): Operand => ({ ...given(operands), type: given(operands).type.kind === "category" ? { kind: "string" } : given(operands).type, nullable: true });

function number(name: string, kind: "float" | "own", keepsUnit: boolean) {
  return (operands: Readonly<Record<string, Operand>>): Operand | string => {
    const value = given(operands);
    if (!fitsNumber(value)) return `\`${name}\` takes numbers, and this is ${wordsOf(value.type)}`;
    return { ...operand(kind === "own" && value.type.kind === "int" ? "int" : "float", true), ...(keepsUnit && value.unit !== undefined && { unit: value.unit }) };
  };
}

const bool = (name: string) => (operands: Readonly<Record<string, Operand>>): Operand | string =>
  fitsBool(given(operands)) ? operand("bool", true) : `\`${name}\` takes true or false, and this is ${wordsOf(given(operands).type)}`;

const column = (args: SqlArguments): string => args.column("of");
/** Zero has one sign: which one would be a matter of order. */
const ordered = (args: SqlArguments): string => (args.type("of").kind === "float" ? `(${column(args)} + 0.0)` : column(args));
const whole = (sql: string): string => `TRY_CAST(${sql} AS BIGINT)`;
const summed = (sql: string, args: SqlArguments): string => (args.type("of").kind === "int" ? whole(sql) : sql);

const counted = (args: SqlArguments): string => (args.has("of") ? `count(${column(args)})` : "count(*)");

const count: EngineAggregate = {
  name: "count",
  summary: "How many rows there are; with an expression, how many have a value of it.",
  example: "count()",
  takes: { of: optional(of) },
  infer: () => operand("int", false),
  counts: true,
  group: (args, build) => build.plain(counted(args)),
  window: (args, build) => build.over(counted(args)),
};

const countDistinct: EngineAggregate = {
  name: "count_distinct",
  summary: "How many different values there are.",
  example: "count_distinct(.product)",
  takes: { of },
  infer: () => operand("int", false),
  counts: true,
  group: (args, build) => build.plain(`count(DISTINCT ${ordered(args)})`),
  window: (args, build) => build.over(`count(DISTINCT ${ordered(args)})`),
};

const sum: EngineAggregate = {
  name: "sum",
  summary: "The sum. Integers give an integer, and null where it is too large for one.",
  example: "sum(.price * .count)",
  takes: { of },
  infer: number("sum", "own", true),
  group: (args, build) => summed(build.sum(column(args), args.type("of")), args),
  window: (args, build) => summed(build.sum(column(args), args.type("of")), args),
};

const mean: EngineAggregate = {
  name: "mean",
  summary: "The mean.",
  example: "mean(.price)",
  takes: { of },
  infer: number("mean", "float", true),
  group: (args, build) => `CAST(${build.sum(column(args), args.type("of"))} AS DOUBLE) / ${build.plain(`count(${column(args)})`)}`,
  window: (args, build) => `CAST(${build.sum(column(args), args.type("of"))} AS DOUBLE) / ${build.over(`count(${column(args)})`)}`,
};

function extreme(name: "min" | "max", summary: string): EngineAggregate {
  return { name, summary, example: `${name}(.price)`, takes: { of }, infer: oneOf, group: (args, build) => build.plain(`${name}(${ordered(args)})`), window: (args, build) => build.over(`${name}(${ordered(args)})`) };
}

const ddof = withDefault(int("What is subtracted from the number of values: 1 for a sample of more, 0 where these are all.", { min: 0, max: 1 }), 1);

function spread(name: "variance" | "stddev", summary: string): EngineAggregate {
  const from = (squares: string, n: string, args: SqlArguments): string => {
    const variance = `CASE WHEN ${n} > ${args.value("ddof")} THEN ${squares} / (${n} - ${args.value("ddof")}) END`;
    return name === "stddev" ? `sqrt(${variance})` : variance;
  };
  return {
    name,
    summary,
    example: `${name}(.price)`,
    takes: { of, ddof },
    infer: number(name, "float", name === "stddev"),
    group: (args, build) => from(build.squares(column(args), args.type("of")), build.plain(`count(${column(args)})`), args),
    window: (args, build) => from(build.squares(column(args), args.type("of")), build.over(`count(${column(args)})`), args),
  };
}

const quantileSql = (args: SqlArguments, at: number): string => `quantile_cont(CAST(${column(args)} AS DOUBLE) + 0.0, ${at})`;

const median: EngineAggregate = {
  name: "median",
  summary: "The median: half of the values are not above it.",
  example: "median(.price)",
  takes: { of },
  infer: number("median", "float", true),
  group: (args, build) => build.plain(quantileSql(args, 0.5)),
  window: (args, build) => build.over(quantileSql(args, 0.5)),
};

const quantile: EngineAggregate = {
  name: "quantile",
  summary: "The value below which a share of all values lies; between two values, on the line from one to the other (R-7, as numpy).",
  example: "quantile(.price, 0.9)",
  takes: { of, at: float("Which share, from 0 to 1.", { min: 0, max: 1 }) },
  infer: number("quantile", "float", true),
  group: (args, build) => build.plain(quantileSql(args, Number(args.value("at")))),
  window: (args, build) => build.over(quantileSql(args, Number(args.value("at")))),
};

function end(name: "first" | "last", summary: string): EngineAggregate {
  const pick = name === "first" ? "arg_min" : "arg_max";
  return {
    name,
    summary,
    example: name === "first" ? "first(.plan)" : "last(.plan, by: .date)",
    takes: { of, by: optional(expression("What orders the rows, in place of their order in the table. A row without a value of it does not count.")) },
    infer: oneOf,
    group: (args, build) => {
      if (!args.has("by")) return build.plain(`${pick}(${column(args)}, ${build.row})`);
      return build.plain(`${pick}(${column(args)}, {'by': ${args.column("by")}, 'row': ${build.row}}) FILTER (WHERE ${args.column("by")} IS NOT NULL)`);
    },
    window: (args, build) => {
      if (!args.has("by")) return build.over(`${pick}(${column(args)}, ${build.place})`);
      return build.over(`${pick}(${column(args)}, CASE WHEN ${args.column("by")} IS NOT NULL THEN {'by': ${args.column("by")}, 'row': ${build.place}} END)`);
    },
  };
}

const mode: EngineAggregate = {
  name: "mode",
  summary: "The most frequent value; of several, the smallest.",
  example: "mode(.plan)",
  takes: { of },
  only: "groups",
  infer: oneOf,
  group: (args, build) => build.mode(ordered(args)),
};

function logical(name: "any" | "all", sql: string, summary: string): EngineAggregate {
  return { name, summary, example: `${name}(.late)`, takes: { of }, infer: bool(name), group: (args, build) => build.plain(`${sql}(${column(args)})`), window: (args, build) => build.over(`${sql}(${column(args)})`) };
}

const lag: EngineAggregate = {
  name: "lag",
  summary: "The value so many rows back, of the rows of earlier moments.",
  example: "lag(.amount, 1)",
  takes: { of, rows: withDefault(int("How many rows back.", { min: 1, max: 1_000_000 }), 1) },
  only: "windows",
  infer: oneOf,
  window: (args, build) => build.back(column(args), Number(args.value("rows"))),
};

/** Missing values are left out; where none is left, the result is missing, and a count is 0. */
export const aggregateFunctions: readonly EngineAggregate[] = [
  count,
  countDistinct,
  sum,
  mean,
  median,
  quantile,
  extreme("min", "The smallest value: of numbers, texts, dates."),
  extreme("max", "The largest value."),
  spread("stddev", "The standard deviation, of a sample (`ddof: 1`) unless `ddof: 0` is given; null where there are too few values."),
  spread("variance", "The variance, of a sample (`ddof: 1`) unless `ddof: 0` is given."),
  end("first", "The first value, in the order of the rows, or by another expression."),
  end("last", "The last value."),
  mode,
  logical("any", "bool_or", "Whether it is true for some of the rows."),
  logical("all", "bool_and", "Whether it is true for all of the rows."),
  lag,
];

export const aggregateNamed: ReadonlyMap<string, EngineAggregate> = new Map(aggregateFunctions.map((definition) => [definition.name, definition]));

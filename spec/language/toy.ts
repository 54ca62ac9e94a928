import { diagnose } from "../../language/diagnostics/diagnostic.ts";
import { importFailed } from "../../language/diagnostics/registry/names.ts";
import { catalogOf, type Catalog } from "../../language/nodes/catalog.ts";
import { aggregateOf, bool, column, columns, expression, float, input, int, list, oneOf, optional, path, secret, share, string, withDefault } from "../../language/nodes/parameter.ts";
import type { AggregateFunction } from "../../language/nodes/aggregates.ts";
import type { RowFunction } from "../../language/nodes/functions.ts";
import type { NodeSignature } from "../../language/nodes/signature.ts";
import { keyOf, type Answer, type Facts, type Need } from "../../language/check/needs.ts";
import { check, checkOneTest, type CheckResult } from "../../language/check/check.ts";
import type { CheckMemory } from "../../language/check/memory.ts";
import { ofOtherRows } from "../../language/types/provenance.ts";
import { changeColumns, type Column, type Schema } from "../../language/types/schema.ts";
import { description, object, optional as optionalType, scalar } from "../../language/types/type.ts";

/** A dozen toy nodes, so that the language is tested without the standard library and without data. */
const rows = input("Dataset", "Rows.");

const signature = (node: Partial<NodeSignature> & Pick<NodeSignature, "name" | "takes" | "infer">): NodeSignature => ({
  version: 1,
  group: "custom",
  summary: `The toy node ${node.name}.`,
  examples: [],
  returns: "Dataset",
  ...node,
});

const nodes: readonly NodeSignature[] = [
  signature({
    name: "load",
    takes: { path: path("A file.") },
    positional: ["path"],
    rows: "source",
    infer: (call) => call.rows(call.observed() as Schema | undefined),
  }),
  signature({
    name: "sift",
    takes: { path: path("A file.") },
    positional: ["path"],
    returns: "Parts",
    rows: "source",
    mustUse: { refused: "use it, as in `save(…, \"refused.csv\")`" },
    infer: (call) => ({ kind: "record", fields: Object.fromEntries(["rows", "refused"].map((name) => [name, call.rows(call.observed() as Schema | undefined, name)])) }),
  }),
  signature({
    name: "save",
    takes: { rows, path: path("A file.") },
    positional: ["rows", "path"],
    rows: "keep",
    writes: "path",
    exposes: [{ what: "rows", to: "the file" }],
    infer: (call) => call.rows(call.dataset("rows")?.schema),
  }),
  signature({
    name: "keep",
    takes: { rows, where: expression("Which.", "bool") },
    positional: ["rows", "where"],
    rows: "subset",
    chooses: { by: "where", keeps: true },
    infer: (call) => call.rows(call.dataset("rows")?.schema),
  }),
  signature({
    name: "leave_out",
    takes: { rows, where: expression("Which.", "bool") },
    positional: ["rows", "where"],
    rows: "subset",
    chooses: { by: "where", keeps: false },
    infer: (call) => call.rows(call.dataset("rows")?.schema),
  }),
  signature({
    name: "rename",
    takes: { rows },
    positional: ["rows"],
    rest: column("The column that gets this name.", "rows"),
    rows: "keep",
    infer: (call) => {
      const names = new Map(call.rest().map(({ name, column: old }) => [old, name]));
      const schema = call.dataset("rows")?.schema;
      return call.rows(schema && { columns: schema.columns.map((one) => ({ ...one, name: names.get(one.name) ?? one.name })) });
    },
  }),
  signature({
    name: "wonder",
    summary: "Makes a column, and does not say from what.",
    takes: { rows },
    positional: ["rows"],
    rows: "keep",
    infer: (call) => {
      const schema = call.dataset("rows")?.schema;
      return call.rows(schema && { columns: [...schema.columns, { name: "wonder", type: { kind: "float" }, nullable: false }] });
    },
  }),
  signature({
    name: "lag",
    summary: "Adds a value of the row before.",
    takes: { rows, of: column("Whose.", "rows") },
    positional: ["rows"],
    rows: "keep",
    needsTable: true,
    infer: (call) => {
      const schema = call.dataset("rows")?.schema;
      const of = schema?.columns.find(({ name }) => name === call.column("of"));
      return call.rows(schema && of && { columns: [...schema.columns, { ...of, name: "before", nullable: true }] });
    },
  }),
  signature({
    name: "drop",
    takes: { rows, columns: columns("Which.") },
    positional: ["rows", "columns"],
    rows: "keep",
    step: true,
    infer: (call) => {
      const schema = call.dataset("rows")?.schema;
      const dropped = new Set(call.columns("columns"));
      return call.rows(schema && { columns: schema.columns.filter((one) => !dropped.has(one.name)) });
    },
  }),
  signature({
    name: "make",
    takes: { rows },
    positional: ["rows"],
    rest: expression("A column."),
    rows: "keep",
    infer: (call) => {
      const schema = call.dataset("rows")?.schema;
      const made = call.rest().map(({ name, expression: made }): Column => ({ name, type: made?.type ?? { kind: "unknown" }, nullable: made?.nullable ?? true, ...(made && { learned: made.learned }), ...(made?.provenance && { provenance: made.provenance }), ...(made?.unit !== undefined && { unit: made.unit }) }));
      return call.rows(schema && { columns: [...schema.columns, ...made] });
    },
  }),
  signature({
    name: "fill",
    takes: { rows, columns: columns("Which."), with: oneOf(["mean", "median"], "What.") },
    positional: ["rows", "columns"],
    rows: "keep",
    step: true,
    infer: (call) => {
      const data = call.dataset("rows");
      if (!data?.schema) return call.rows(undefined);
      const learned = call.learn("medians", data);
      return call.rows(changeColumns(data.schema, call.columns("columns") ?? [], (one) => ({ ...one, nullable: false, learned: [...(one.learned ?? []), learned] })));
    },
  }),
  signature({
    name: "split",
    takes: { rows, by: optional(column("Which.", "rows")), by_time: optional(column("When.", "rows")), group: optional(column("Whose.", "rows")) },
    positional: ["rows"],
    rest: share("How much."),
    returns: "Parts",
    rows: "parts",
    divides: { inOrder: "by_time", together: ["group"] },
    infer: (call) => ({ kind: "record", fields: Object.fromEntries(call.rest().map(({ name }) => [name, call.rows(call.dataset("rows")?.schema, name)])) }),
  }),
  signature({
    name: "group",
    takes: { rows, by: columns("Which.", "rows") },
    positional: ["rows"],
    rest: aggregateOf("How much.", "groups"),
    rows: "groups",
    infer: (call) => {
      const [schema, by] = [call.dataset("rows")?.schema, call.columns("by")];
      return call.rows(schema && by && { columns: [...schema.columns.filter(({ name }) => by.includes(name)), ...call.rest().map(({ name, expression: made }): Column => ({ name, type: { kind: "float" }, nullable: true, ...(made?.provenance && { provenance: made.provenance }) }))] });
    },
  }),
  signature({
    name: "look_back",
    takes: { rows, by: columns("Which.", "rows"), order: column("When.", "rows") },
    positional: ["rows"],
    rest: aggregateOf("How much.", "windows"),
    rows: "keep",
    needsTable: true,
    infer: (call) => {
      const data = call.dataset("rows");
      const [order, by] = [data?.schema?.columns.find(({ name }) => name === call.column("order")), call.columns("by") ?? []];
      if (!data?.schema || !order) return call.rows(undefined);
      const past = call.learn("earlier values", data, { reach: { upTo: order, within: data.schema.columns.filter(({ name }) => by.includes(name)) }, mend: "split in time" });
      const made = call.rest().map(({ name, expression: of }): Column => ({ name, type: { kind: "float" }, nullable: true, learned: [past], ...(of?.provenance && { provenance: ofOtherRows(of.provenance) }) }));
      return call.rows({ columns: [...data.schema.columns, ...made] });
    },
  }),
  signature({
    name: "add_from",
    takes: { rows, others: rows, how: withDefault(oneOf(["add", "keep"], "How."), "add") },
    positional: ["rows", "others"],
    rows: { by: "how", is: { add: "keep", keep: "subset" } },
    needsTable: { by: "how", is: { add: true } },
    infer: (call) => {
      const [left, right] = [call.dataset("rows"), call.dataset("others")];
      if (!left?.schema || !right?.schema) return call.rows(undefined);
      const joined = call.learn("joined values", right);
      const own = new Set(left.schema.columns.map(({ name }) => name));
      const more = call.constant("how") === "keep" ? [] : right.schema.columns.filter(({ name }) => !own.has(name)).map((one): Column => ({ ...one, learned: [...(one.learned ?? []), joined] }));
      return call.rows({ columns: [...left.schema.columns, ...more] });
    },
  }),
  signature({
    name: "mix",
    takes: { rows, more: optional(list(rows, "More.")) },
    positional: ["rows"],
    infer: (call) => call.rows(call.dataset("rows")?.schema),
  }),
  signature({
    name: "join",
    takes: { rows, with: rows },
    positional: ["rows", "with"],
    rows: "union",
    infer: (call) => call.rows(call.dataset("rows")?.schema),
  }),
  signature({ name: "recipe", takes: { target: column("The target.") }, returns: "Recipe", infer: (call) => ({ kind: "recipe", target: call.column("target"), fit: (data) => data }) }),
  signature({
    name: "ridge",
    takes: { alpha: withDefault(float("Strength.", { min: 0 }), 1), depth: optional(int("Depth.", { min: 1, max: 30 })), log: withDefault(bool("Whether."), false) },
    returns: "Estimator",
    infer: () => description("Estimator"),
  }),
  signature({
    name: "train",
    takes: {
      estimator: input("Estimator", "What."),
      features: input("Recipe", "How."),
      on: rows,
      validate: optional(rows),
      derived: optional(oneOf(["allowed"], "Features may be computed from the target.")),
    },
    positional: ["estimator", "features"],
    sees: { on: "fitted on", validate: "validated on" },
    unseen: [{ rows: "validate", by: "on" }],
    predicts: { features: "features", on: "on", unless: "derived" },
    returns: "Model",
    infer: (call) => {
      const recipe = call.type("features");
      const data = call.dataset("on");
      if (recipe?.kind === "recipe" && data) recipe.fit(data);
      return object("Model", {}, { task: "regression", seen: call.seen() });
    },
  }),
  signature({
    name: "judge",
    takes: { model: input("Model", "Which."), on: rows, seen: optional(oneOf(["allowed"], "It may have seen them.")) },
    positional: ["model"],
    unseen: [{ rows: "on", by: "model", unless: "seen" }],
    returns: "Report",
    infer: (call) => {
      const judged = call.dataset("on")?.rows;
      return object("Report", { score: scalar("float"), error: scalar("float") }, { seen: call.seen(), ...(judged && { judged }) });
    },
  }),
  signature({
    name: "cross",
    summary: "Measures in folds of rows.",
    takes: { estimator: input("Estimator", "What."), features: input("Recipe", "How."), on: rows },
    positional: ["estimator", "features"],
    sees: { on: "cross-validated on" },
    unseen: [{ rows: "on", by: "on" }],
    predicts: { features: "features", on: "on" },
    returns: "Scores",
    infer: (call) => {
      const judged = call.dataset("on")?.rows;
      return object("Scores", { score: scalar("float") }, { seen: call.seen(), ...(judged && { judged }) });
    },
  }),
  signature({
    name: "best",
    takes: { models: list(input("Model", "Which.")), on: rows },
    positional: ["models"],
    sees: { on: "chosen on" },
    unseen: [{ rows: "on", by: "models" }],
    returns: "Model",
    infer: (call) => object("Model", {}, { task: "regression", seen: call.seen() }),
  }),
  signature({ name: "publish", takes: { model: input("Model", "Which."), name: string("Its name."), scores: optional(input("Report", "Its scores.")) }, positional: ["model"], releases: "model", returns: "Release", infer: () => object("Release", { version: scalar("int") }) }),
  signature({ name: "env", takes: { name: string("Of a variable.") }, positional: ["name"], returns: "Secret", infer: () => description("Secret") }),
  signature({ name: "notify", takes: { to: secret("Whom."), says: optional(string("What.")) }, positional: ["to"], returns: "Channel", infer: () => description("Channel") }),
  signature({ name: "latest", lookup: true, takes: { name: string("Its name.") }, positional: ["name"], returns: "Release", infer: () => optionalType(object("Release", { score: scalar("float") })) }),
  signature({ name: "serve", takes: { release: input("Release", "Which."), port: withDefault(int("Port.", { min: 0, max: 65535 }), 8080), log: withDefault(bool("Whether."), true), tell: optional(list(input("Channel", "Whom."), "Whom.")) }, positional: ["release"], returns: "Endpoint", exposes: [{ what: "release", to: "the log", through: "log" }, { what: "release", to: "messages", through: "tell" }], infer: () => object("Endpoint") }),
];

const number = { type: { kind: "float" }, nullable: true } as const;
const functions = ["round", "abs"].map((name): RowFunction => ({ name, summary: `The toy function ${name}.`, example: `${name}(.age)`, infer: () => number, sql: ([value = ""]) => `${name}(${value})`, row: ([value = null]) => value }));

const aggregates = (["total", "before", "most"] as const).map((name): AggregateFunction => ({
  name,
  summary: `The toy function ${name}.`,
  example: `${name}(.age)`,
  takes: { of: expression("Of what.") },
  ...(name !== "total" && { only: name === "before" ? "windows" : "groups" }),
  infer: ({ of }) => (of?.type.kind === "string" ? `\`${name}\` takes numbers, and this is a string` : number),
}));

export const toyCatalog: Catalog = catalogOf(nodes, functions, aggregates);

const column_ = (name: string, kind: "int" | "float" | "string" | "bool", nullable = false): Column => ({ name, type: { kind }, nullable });

const trip = (name: string, kind: Column["type"]["kind"], more: Partial<Column> = {}): Column => ({ name, type: kind === "category" ? { kind, values: ["bike", "bus", "tram"] } : { kind }, nullable: false, ...more });

/** The files there are. */
export const toyFiles: Readonly<Record<string, Schema>> = {
  "people.csv": { columns: [column_("id", "int"), column_("age", "float", true), column_("city", "string"), column_("Beak Length (mm)", "float"), column_("left", "bool")] },
  "other.csv": { columns: [column_("id", "int"), column_("income", "float")] },
  // What is known of a file that was loaded with a schema: categories, units, personal data.
  "trips.csv": { columns: [trip("id", "int"), trip("rider", "string", { pii: true }), trip("by", "category"), trip("day", "date"), trip("far", "float", { unit: "km" }), trip("long", "float", { unit: "h" }), trip("climb", "int", { unit: "m", nullable: true })] },
};

function answer(need: Need): Answer {
  const path_ = need.kind === "observe" ? String(need.args["path"]) : need.path;
  const schema = toyFiles[path_.replace(/^\.\//, "")];
  if (need.kind === "observe" && schema) return { kind: "observation", identity: `content of ${path_.replace(/^\.\//, "")}`, facts: schema };
  if (need.kind === "source" && path_ in toySources) return { kind: "source", file: path_.replace(/^\.\//, ""), text: toySources[path_] ?? "" };
  if (need.kind !== "observe") return { kind: "failed", diagnostic: diagnose(importFailed, undefined, { from: path_, why: "there is no such file", fault: "missing" }) };
  return { kind: "failed", diagnostic: { code: "MLP5001", severity: "error", message: `\`${path_}\` does not exist`, related: [], fixes: [] } };
}

const toySources: Record<string, string> = {};

/** What is kept from one check of a file to the next. */
export interface Kept {
  readonly memory: CheckMemory;
  readonly answers: Map<string, Answer>;
}

/** Checks a text against the toy nodes, answering its needs; `sources` are the files that it may import, by paths such as `./a.mlp`. */
export function toyCheck(text: string, sources: Readonly<Record<string, string>> = {}, params: Readonly<Record<string, string | number | boolean>> = {}, file = "main.mlp", requireParams = false, kept?: Kept): CheckResult {
  return answered(sources, kept?.answers ?? new Map(), (facts) => check({ file, text }, { catalog: toyCatalog, facts, params, requireParams, ...(kept && { memory: kept.memory }) }));
}

/** Checks one test of a text, as {@link toyCheck} does the text. */
export function toyTest(text: string, name: string, sources: Readonly<Record<string, string>> = {}, file = "main.mlp"): CheckResult {
  return answered(sources, new Map(), (facts) => checkOneTest({ file, text }, { catalog: toyCatalog, facts }, name));
}

function answered(sources: Readonly<Record<string, string>>, answers: Map<string, Answer>, checked: (facts: Facts) => CheckResult): CheckResult {
  for (const key of Object.keys(toySources)) delete toySources[key];
  Object.assign(toySources, sources);
  for (;;) {
    const result = checked({ answers });
    const open = result.needs.filter((need) => !answers.has(need.key));
    if (open.length === 0) return result;
    for (const need of open) answers.set(need.key, answer(need));
  }
}

/** The codes and the texts that the diagnostics point at. */
export function told(text: string, sources: Readonly<Record<string, string>> = {}): string[] {
  return toyCheck(text, sources).diagnostics.map(({ code, span }) => `${code} ${span ? (span.file === "main.mlp" ? text : (sources[`./${span.file}`] ?? "")).slice(span.start, span.end) : ""}`.trim());
}


/** What is known of the toy files, for a check that answers no needs itself. */
export function toyFacts(): Facts {
  const needs = Object.keys(toyFiles).map((path_): Need => ({ kind: "observe", key: keyOf("observe", "load", "main.mlp", { path: path_ }), op: "load", args: { path: path_ }, file: "main.mlp" }));
  return { answers: new Map(needs.map((need) => [need.key, answer(need)])) };
}

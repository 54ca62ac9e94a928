import { violationsTaken } from "../../language/diagnostics/registry/data-contract.ts";
import { missingArgument } from "../../language/diagnostics/registry/types.ts";
import type { Literal } from "../../language/graph/graph.ts";
import { input, list, oneOf, optional, path, string } from "../../language/nodes/parameter.ts";
import type { Gaps } from "../../language/types/gaps.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { columnNamed, type Schema } from "../../language/types/schema.ts";
import type { Type } from "../../language/types/type.ts";
import type { ArgumentsOf } from "../../language/nodes/parameter.ts";
import { defineNode, type Host } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { conform, kept, quarantined, quarantinedSchema, reportMismatch, violationsColumn, type Policy } from "./contract.ts";
import { fileFormats } from "./files/formats.ts";
import { locate } from "./files/locate.ts";
import { identityOf } from "./files/located.ts";
import { tableFrom, type Source } from "./files/source.ts";
import { contractFrom, type DescribedSchema } from "./schema.ts";

const takes = {
  path: path("A file, relative to the pipeline's folder, or `npm:package/file` of an installed package."),
  format: optional(oneOf(fileFormats, "The file's format, where the end of its name does not tell.")),
  delimiter: optional(string("What stands between the values of a CSV file. Default: the one of `,` `;` tab `|` that its header has most often.")),
  schema: optional(input<DescribedSchema>("Schema", "What the file must hold, as a `schema` declaration says: its columns are taken, in that order, and every row is checked.")),
  violations: optional(oneOf(["fail", "drop", "quarantine"], "What becomes of rows that break the schema: the run fails and tells all of them (so it is without this), they are dropped with a warning, or they are put aside as a second part.")),
  null_words: optional(list(string("A word."), "Words that stand for a missing value in a CSV file, beside nothing at all: `[\"NA\", \"?\"]`.")),
};

/** The file's content, and how it is read. To find the columns of a file takes a while, so what was found is kept with the project: a check tells it to the run. */
async function open(args: Partial<ArgumentsOf<typeof takes>>, host: Pick<Host, "resolve" | "engine" | "digest" | "remember">) {
  const located = await locate(args.path ?? "", args.format, host);
  const identity = await identityOf(located, host);
  const options = { delimiter: args.delimiter, nullWords: args.null_words ?? [], readsAnything: args.violations === "quarantine" };
  const reading = JSON.stringify([version, located, options, identity]);
  const source = await host.remember(`load, opened ${reading}`, async (): Promise<Source> => {
    const { openSource } = await import("./files/open.ts");
    return openSource(located, options, host);
  });
  return { identity, source };
}

/** What is known of a file before the run; what a lock keeps of it has no counts. */
interface Facts {
  readonly schema: Schema;
  readonly gaps?: Gaps;
}

const version = 3;

export const load = defineNode({
  name: "load",
  version,
  group: "data",
  summary: "Reads a table from a file.",
  doc: [
    "Reads CSV, TSV, JSON (an array of objects), NDJSON (one object a line) and Parquet; the text formats may be compressed (`.gz`).",
    "",
    "The types of the columns are found from all values of the file (of a CSV file above 50 MB from its first 200,000 rows): a column is `int`, `float`, `bool`, `date` or `timestamp` if all its values are, and `string` otherwise. Dates are recognised as `2024-12-31` only, since other ways to write them are ambiguous; a number with zeros in front is text. `inf` is a number that counts as itself; `nan` is a missing value.",
    "",
    "A row that has another number of values than the header is a mistake, never mended by guessing. Lists and objects inside JSON and Parquet are read as JSON text.",
    "",
    "With `violations: quarantine` the result has two parts. `rows` are those that keep the schema. `quarantined` are the others, with all columns of the file as they are found in it, and a column `violations` that says what a row breaks, separated by `; `. A column of text that the schema declares as numbers, booleans, dates or timestamps is then read row by row, and a row whose text is none of them is quarantined; in `quarantined` it stays text. Of a CSV file above 50 MB all columns are read so. The two parts share no row. Something has to use `quarantined` (MLP2021).",
  ].join("\n"),
  examples: ['customers = load("customers.csv")', 'customers = load("customers.csv", schema: Customer)', '{ rows, quarantined } = load("customers.csv", schema: Customer, violations: quarantine)', 'birds = load("npm:vega-datasets/data/birdstrikes.csv", null_words: ["?"])'],
  takes,
  positional: ["path"],
  returns: "Dataset",
  rows: "source",
  mustUse: { [quarantined]: 'use it, for example `save(…, "bad.csv")`, or write `violations: drop` to leave these rows out' },
  infer: (call) => {
    const facts = call.observed() as Facts | undefined;
    const found = facts?.schema;
    const declared = call.object("schema")?.facts.schema;
    if (call.has("violations") && !call.has("schema")) call.report(missingArgument, { node: "load", name: "schema", doc: "what `violations` are broken: `schema: Customer`" }, "violations");
    const policy = policyOf(call.constant("violations"));
    const schema = declared && !(found && reportMismatch(call, found, declared, policy)) ? declared : undefined;
    if (policy === "quarantine") return inParts(call, found, schema);
    if (declared) return call.rows(schema);
    return { ...call.rows(found), ...(facts?.gaps && { gaps: facts.gaps }) };
  },
  observe: async (args, host) => {
    const { identity, source } = await open(args, host);
    const facts: Facts = { schema: source.schema, ...(source.gaps && { gaps: source.gaps }) };
    return { identity, facts };
  },
  execution: {
    kind: "transform",
    plan: async (args, context) => {
      const { source, identity } = await open(args, context);
      const rows: DatasetValue = { kind: "dataset", schema: source.schema, table: await tableFrom(source, identity, context), path: { input: source.schema, steps: [] } };
      return args.schema ? conform(rows, contractFrom(args.schema), { path: args.path, policy: args.violations ?? "fail" }, context) : rows;
    },
  },
});

const policyOf = (violations: Literal | undefined): Policy => (violations === "drop" || violations === "quarantine" ? violations : "fail");

/** The rows that keep a schema, and those that break it. */
function inParts(call: Call, found: Schema | undefined, declared: Schema | undefined): Type {
  if (found && columnNamed(found, violationsColumn)) call.report(violationsTaken, { column: violationsColumn }, "violations");
  return { kind: "record", fields: { [kept]: call.rows(declared, kept), [quarantined]: call.rows(found && declared && quarantinedSchema(found, declared), quarantined) } };
}

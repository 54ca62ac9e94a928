import { access } from "node:fs/promises";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { violationsTaken } from "../../language/diagnostics/registry/data-contract.ts";
import { missingArgument } from "../../language/diagnostics/registry/types.ts";
import { castTargets } from "../../language/expressions/conversions.ts";
import type { Literal } from "../../language/graph/graph.ts";
import { bool, bytes, input, int, list, oneOf, optional, path, recordOf, secret, string } from "../../language/nodes/parameter.ts";
import type { Gaps } from "../../language/types/gaps.ts";
import type { Call } from "../../language/nodes/signature.ts";
import type { Schema } from "../../language/types/schema.ts";
import type { Type } from "../../language/types/type.ts";
import type { ArgumentsOf } from "../../language/nodes/parameter.ts";
import { defineNode, type Context, type Host } from "../../runtime/node.ts";
import { isDataset, type DatasetValue, type Parts } from "../../runtime/values.ts";
import { asideSchema, kept, quarantined, takenName, unreadableAside, type PutAside } from "./aside.ts";
import { conform, reportMismatch } from "./contract.ts";
import { fileFormats } from "./files/formats.ts";
import { encodings, type Policy, type ReadOptions } from "./files/options.ts";
import { tableFrom, type Source, type Unreadable } from "./files/source.ts";
import { elsewhere } from "./sources/doc.ts";
import { describeSource, locateSource, type SourceArgs } from "./sources/locate-source.ts";
import { contractFrom, type DescribedSchema } from "./schema.ts";

const policies = ["fail", "drop", "quarantine"] as const;

const takes = {
  path: path("A file, relative to the pipeline's folder, or `npm:package/file` of an installed package; or several files: a pattern as `data/*.csv`, or a folder; or the address of something elsewhere."),
  format: optional(oneOf(fileFormats, "The file's format, where the end of its name does not tell.")),
  schema: optional(input<DescribedSchema>("Schema", "What the file must hold, as a `schema` declaration says: its columns are taken, in that order, and every row is checked.")),
  violations: optional(oneOf(policies, "What becomes of rows that break the schema: the run fails and tells all of them (so it is without this), they are dropped with a warning, or they are put aside as a second part.")),
  bad_rows: optional(oneOf(policies, "What becomes of rows of CSV and NDJSON that cannot be read, with another number of values than the header or with text that is not of its column's type: the run fails and tells their lines (so it is without this), they are dropped with a warning, or they are put aside as a second part.")),
  types: optional(recordOf(castTargets, "What columns of a CSV file are, where that is not to be found from their values: `{ zip: string, price: float }`.")),
  delimiter: optional(string("What stands between the values of a CSV file. Default: the one of `,` `;` tab `|` that divides its first rows evenly.")),
  quote: optional(string("What stands around a value of a CSV file that holds the delimiter; `\"\"` where nothing does. Default: `\"`.")),
  escape: optional(string("What stands before a quote inside of a quoted value. Default: the quote itself.")),
  decimal: optional(string("The sign in front of the decimals of a number in a CSV file: `\".\"` (so it is without this) or `\",\"`.")),
  header: optional(bool("Whether the first line of a CSV file names its columns. Without a header they are `column_1`, `column_2` and so on. Default: true.")),
  skip: optional(int("How many lines stand before the header of a CSV file.", { min: 0 })),
  null_words: optional(list(string("A word."), "Words that stand for a missing value in a CSV file, beside nothing at all: `[\"NA\", \"?\"]`.")),
  encoding: optional(oneOf(encodings, "The encoding of a CSV file. Default: `utf_8`.")),
  at: optional(string("Where the array of rows stands in a JSON file: `\"data.items\"`.")),
  partitions: optional(bool("Whether folders named as in `year=2024` give columns where several files are loaded. Default: true.")),
  file_column: optional(string("The name of a column that tells which file a row is from.")),
  table: optional(string("A table, or view, of a database: `\"orders\"`, `\"sales.orders\"`.")),
  query: optional(string("What to read from a database instead of a whole table: one `SELECT` in its dialect.")),
  auth: optional(secret("The password of a database, or what a web server asks for, in a variable of the environment: `env(\"SHOP_PASSWORD\")`.")),
  auth_header: optional(string("The header that carries `auth`, where it is none of the usual: `\"X-Api-Key\"`.")),
  max_size: optional(bytes("How many bytes may be fetched from elsewhere, as sent and uncompressed. Default: `2GB`.")),
};

type Given = Partial<ArgumentsOf<typeof takes>>;

const optionsOf = (args: Given): ReadOptions => ({
  delimiter: args.delimiter,
  quote: args.quote,
  escape: args.escape,
  decimal: args.decimal,
  header: args.header,
  skip: args.skip,
  nullWords: args.null_words,
  types: args.types,
  encoding: args.encoding,
  badRows: args.bad_rows,
  at: args.at,
  partitions: args.partitions,
  fileColumn: args.file_column,
  readsAnything: args.violations === "quarantine" ? true : undefined,
});

const sourceOf = (args: Given): SourceArgs => ({ ...args, path: args.path ?? "" });

/** The files' content, and how it is read. To find the columns of a file takes a while, so what was found is kept with the project: a check tells it to the run. */
async function open(args: Given, host: Host) {
  const { located, identity } = await locateSource(sourceOf(args), host);
  const options = optionsOf(args);
  const reading = JSON.stringify([version, located, options, identity]);
  const find = async (): Promise<Source> => (await import("./files/open.ts")).openSource(located, options, host);
  const source = await host.remember(`load, opened ${reading}`, find);
  return { identity, source: (await areThere(source.copies ?? [])) ? source : await find() };
}

const areThere = async (files: readonly string[]): Promise<boolean> => (await Promise.all(files.map((file) => access(file).then(() => true, () => false)))).every((one) => one);

/** What is known of a file before the run; what a lock keeps of it has no counts. */
interface Facts {
  readonly schema: Schema;
  readonly gaps?: Gaps;
}

const version = 4;

export const load = defineNode({
  name: "load",
  version,
  group: "data",
  summary: "Reads a table from a file, or from several, from the web, a bucket or a database.",
  doc: [
    "Reads CSV, TSV, JSON (an array of objects), NDJSON (one object a line) and Parquet; the text formats may be compressed (`.gz`, `.zst`).",
    "",
    "The types of the columns are found from all values of the file (of CSV above 50 MB from its first 200,000 rows): a column is `int`, `float`, `bool`, `date` or `timestamp` if all its values are, and `string` otherwise. Dates are recognised as `2024-12-31` only, since other ways to write them are ambiguous; a number with zeros in front is text. `inf` is a number that counts as itself; `nan` is a missing value. `types` says what a column is instead: its text is then read as `to_int`, `to_float` and their like read it.",
    "",
    "Nothing about a file is guessed where a wrong guess would go unseen. The delimiter is the one that divides the first rows evenly, and where several do, it has to be said. Text is UTF-8 unless `encoding` says another. A decimal comma is read with `decimal: \",\"` only.",
    "",
    "A row that has another number of values than the header, or text that is not of its column's type, is a mistake, and all such rows are told by their lines. With `bad_rows: drop` they are left out with a warning. With `bad_rows: quarantine` they are a second part, `quarantined`, with the `file`, the `line` where a row begins, the row as it stands there (`raw`), and what is wrong (`violations`). Of a row with a quote too many only the first line is such a row: what stands on the next line is read as if it began there. Lists and objects inside JSON and Parquet are read as JSON text.",
    "",
    "A pattern (`data/*.csv`, `data/**/part-*.parquet`) or a folder is all files that match, in the order of the code points of their names, as one table; they must have the same columns of the same types (JSON: each may have some of all keys). `*` stands for any letters of a name, `?` for one, `{a,b}` for one of several texts, `**` for any folders between; names that begin with a point, and in a folder with `_`, are passed over. Folders named as in `year=2024` give a column of that name, with a type that is found as in CSV. The content of all files, and their names, are what the result depends on: a new file is another source.",
    "",
    "With `violations: quarantine` the result has two parts. `rows` are those that keep the schema. `quarantined` are the others, with all columns of the file as they are found in it, and a column `violations` that says what a row breaks, separated by `; `. A column of text that the schema declares as numbers, booleans, dates or timestamps is then read row by row, and a row whose text is none of them is quarantined; in `quarantined` it stays text. Of a CSV file above 50 MB all columns are read so. The two parts share no row. With `bad_rows: quarantine` beside it, rows that cannot be read stand behind them in `quarantined`, without values. Something has to use `quarantined` (MLP2021).",
    "",
    ...elsewhere,
  ].join("\n"),
  examples: ['customers = load("customers.csv")', 'prices = load("https://example.org/prices.csv", auth: env("PRICES_TOKEN"))', 'days = load("s3://lake/days/*.parquet")', 'orders = load("postgres://reader@db.example.org/shop", query: "select * from orders where total > 0 order by id")', 'orders = load("shop.db", table: "orders")', 'customers = load("customers.csv", schema: Customer)', '{ rows, quarantined } = load("customers.csv", schema: Customer, violations: quarantine)', 'birds = load("npm:vega-datasets/data/birdstrikes.csv", null_words: ["?"])', 'prices = load("prices.csv", decimal: ",", encoding: windows_1252, types: { article: string })', '{ rows, quarantined } = load("events/*.csv", bad_rows: quarantine)', 'sales = load("sales", file_column: "source")'],
  takes,
  positional: ["path"],
  returns: "Dataset",
  rows: "source",
  mustUse: { [quarantined]: 'use it, for example `save(…, "bad.csv")`, or write `drop` instead of `quarantine` to leave these rows out' },
  infer: (call) => {
    const facts = call.observed() as Facts | undefined;
    const found = facts?.schema;
    const declared = call.object("schema")?.facts.schema;
    if (call.has("violations") && !call.has("schema")) call.report(missingArgument, { node: "load", name: "schema", doc: "what `violations` are broken: `schema: Customer`" }, "violations");
    const policy = policyOf(call.constant("violations"));
    const schema = declared && !(found && reportMismatch(call, found, declared, policy)) ? declared : undefined;
    const aside: PutAside = { broken: policy === "quarantine", unreadable: policyOf(call.constant("bad_rows")) === "quarantine" };
    if (aside.broken || aside.unreadable) return inParts(call, found, { declared, schema }, aside);
    if (declared) return call.rows(schema);
    return { ...call.rows(found), ...(facts?.gaps && { gaps: facts.gaps }) };
  },
  observe: async (args, host) => {
    const described = await describeSource(sourceOf(args), host);
    if (described) return described;
    const { identity, source } = await open(args, host);
    const facts: Facts = { schema: source.schema, ...(source.gaps && { gaps: source.gaps }) };
    return { identity, facts };
  },
  identify: async (args, host) => (await open(args, host)).identity,
  execution: {
    kind: "transform",
    plan: async (args, context) => {
      const { source, identity } = await open(args, context);
      const rows: DatasetValue = { kind: "dataset", schema: source.schema, table: await tableFrom(source, identity, context), path: { input: source.schema, steps: [] } };
      const { unreadable } = source;
      const taken = args.bad_rows === "quarantine" ? takenName(source.schema, { broken: args.violations === "quarantine", unreadable: true }) : undefined;
      if (taken !== undefined) fail(violationsTaken, { column: taken });
      if (unreadable) reportUnreadable(args.path, unreadable, args.bad_rows ?? "fail", context);
      const result = args.schema ? await conform(rows, contractFrom(args.schema), { path: args.path, policy: args.violations ?? "fail" }, context) : rows;
      return args.bad_rows === "quarantine" ? withUnreadable(result, unreadable) : result;
    },
  },
});

function reportUnreadable(path: string, { count, first }: Unreadable, policy: Policy, context: Pick<Context, "log">): void {
  const examples = first.map(({ line, problem }) => `line ${line} ${problem}`).join("; ");
  const words = `${count} row${count === 1 ? "" : "s"} of \`${path}\` that cannot be read ${count === 1 ? "is" : "are"}`;
  context.log(policy === "drop" ? "warning" : "info", `${words} ${policy === "drop" ? "dropped" : "put aside"}: ${examples}${count > first.length ? "; …" : ""}`);
}

/** The rows, and those that cannot be read behind those that break the schema. */
function withUnreadable(result: DatasetValue | Parts, unreadable: Unreadable | undefined): Parts {
  const parts = isDataset(result) ? { [kept]: result } : result.parts;
  const broken = parts[quarantined];
  return { kind: "parts", parts: { ...parts, [quarantined]: unreadableAside(unreadable, broken && isDataset(broken) ? broken : undefined) } };
}

const policyOf = (violations: Literal | undefined): Policy => (violations === "drop" || violations === "quarantine" ? violations : "fail");

/** The rows that can be read and keep a schema, and the others. */
function inParts(call: Call, found: Schema | undefined, { declared, schema }: { readonly declared: Schema | undefined; readonly schema: Schema | undefined }, aside: PutAside): Type {
  const taken = found && takenName(found, aside);
  if (taken !== undefined) call.report(violationsTaken, { column: taken }, aside.broken ? "violations" : "bad_rows");
  const asideRows = !aside.broken ? asideSchema({ columns: [] }, undefined, aside) : found && schema && asideSchema(found, schema, aside);
  return { kind: "record", fields: { [kept]: call.rows(declared ? schema : found, kept), [quarantined]: call.rows(asideRows, quarantined) } };
}

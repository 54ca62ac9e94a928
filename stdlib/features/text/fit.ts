import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { stepNeedsText, textOption, textTooWide, textWithoutWords } from "../../../language/diagnostics/registry/features-computed.ts";
import { compareText } from "../../../language/expressions/order.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import type { Compute } from "../../../runtime/computation.ts";
import type { Context } from "../../../runtime/node.ts";
import type { Computation, DatasetValue } from "../../../runtime/values.ts";
import { chosenColumns, replacing, type FittedStep, type TextEncoding } from "../step.ts";
import { inPlaceOf, wordsOfStep } from "../together.ts";
import { isTextColumn, optionMistake, type Method } from "./options.ts";
import { termsOf, type Tokenising } from "./terms.ts";
import { columnNames, vectorise, type Vectoriser } from "./vectoriser.ts";

export interface TextArgs {
  readonly columns: Selector;
  readonly method?: Method;
  readonly lowercase?: boolean;
  readonly ngrams?: number;
  readonly stop_words?: readonly string[] | undefined;
  readonly min_rows?: number | undefined;
  readonly max_rows?: number | undefined;
  readonly max_terms?: number | undefined;
  readonly sublinear?: boolean | undefined;
  readonly binary?: boolean;
  readonly norm?: "l1" | "l2" | "none" | undefined;
  readonly buckets?: number | undefined;
}

/** In a recipe, a column stays text, and its words become sparse columns of the matrix. */
export async function fit(rows: DatasetValue, args: TextArgs, context: Context): Promise<FittedStep> {
  const encodings = await learn(rows, args, context);
  const chosen = rows.schema.columns.filter(({ name }) => encodings.some((encoding) => encoding.name === name));
  const types = new Map(chosen.map((column): [string, Column] => [column.name, { ...column, type: { kind: "encoded" } }]));
  return { projection: replacing(rows.schema, new Map(), types), encodings };
}

const mostColumns = 1000;

/** On a dataset, each word gets a column of its own. */
export async function spreadText(rows: DatasetValue, args: TextArgs, context: Context, version: number): Promise<Computation> {
  const encodings = await learn(rows, args, context);
  const made = encodings.map((encoding) => {
    const names = columnNames(encoding.name, encoding.vectoriser);
    if (names.length > mostColumns) fail(textTooWide, { column: encoding.name, terms: names.length, most: mostColumns });
    return { ...encoding, names };
  });
  const schema = made.reduce((current, { name, names }) => {
    const column = current.columns.find((one) => one.name === name);
    return inPlaceOf(current, column ? [column] : [], names.map((own): Column => ({ name: own, type: { kind: "float" }, nullable: false })), "text");
  }, rows.schema);
  const state = { vectorisers: made.map(({ vectoriser }) => vectoriser) };
  return { compute: { node: "text", version }, state, takes: made.map(({ name }) => ({ name, kind: "codes" })), gives: made.flatMap(({ names }) => names), schema };
}

export function compute(state: unknown): Compute {
  const ready = (state as { readonly vectorisers: readonly Vectoriser[] }).vectorisers.map((vectoriser) => ({ width: columnNames("", vectoriser).length, entriesOf: vectorise(vectoriser) }));
  return (columns, rows) =>
    ready.flatMap(({ width, entriesOf }, place) => {
      const made = Array.from({ length: width }, () => new Float64Array(rows));
      const column = columns[place];
      if (column?.kind !== "codes") return made;
      const entries = column.words.map(entriesOf);
      for (let row = 0; row < rows; row++) {
        const own = entries[column.codes[row]!];
        own?.indices.forEach((index, at) => (made[index]![row] = own.values[at]!));
      }
      return made;
    });
}

async function learn(rows: DatasetValue, args: TextArgs, context: Context): Promise<readonly TextEncoding[]> {
  const method = args.method ?? "tf_idf";
  const why = optionMistake(method, (option) => args[option as keyof TextArgs] !== undefined);
  if (why !== undefined) fail(textOption, { why });
  const chosen = chosenColumns("text", args.columns, rows.schema);
  const wrong = chosen.find((column) => !isTextColumn(column));
  if (wrong) fail(stepNeedsText, wordsOfStep("text", wrong));
  const values = await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  return chosen.map(({ name }) => {
    const own = values.get(name);
    const { codes, words } = own?.kind === "codes" ? own : { codes: new Int32Array(), words: [] };
    context.stop.check();
    return { name, vectoriser: vectoriserOf(name, method, args, codes, words) };
  });
}

function vectoriserOf(column: string, method: Method, args: TextArgs, codes: Int32Array, words: readonly string[]): Vectoriser {
  const tokenising: Tokenising = { lowercase: args.lowercase ?? true, ngrams: [1, args.ngrams ?? 1], stopWords: args.stop_words ?? [] };
  const common = { ...tokenising, sublinear: args.sublinear ?? false, binary: args.binary ?? false, norm: args.norm ?? (method === "bag" ? "none" : "l2") } as const;
  if (method === "hashing") return { ...common, buckets: args.buckets ?? 65_536, signed: true };
  const counts = countTerms(codes, words, tokenising);
  const terms = chosenTerms(counts, codes.length, args);
  if (terms.length === 0) fail(textWithoutWords, { column });
  if (method === "bag") return { ...common, terms };
  const idf = Float64Array.from(terms, (term) => Math.log((1 + codes.length) / (1 + (counts.get(term)?.rows ?? 0))) + 1);
  return { ...common, terms, idf };
}

type Counts = ReadonlyMap<string, { readonly rows: number; readonly all: number }>;

/** For each term in how many rows it is, and how often altogether. */
function countTerms(codes: Int32Array, words: readonly string[], tokenising: Tokenising): Counts {
  const rowsOf = new Float64Array(words.length);
  for (const code of codes) if (code >= 0) rowsOf[code]!++;
  const counts = new Map<string, { rows: number; all: number }>();
  words.forEach((text, code) => {
    const seen = new Set<string>();
    for (const term of termsOf(text, tokenising)) {
      const own = counts.get(term) ?? { rows: 0, all: 0 };
      counts.set(term, own);
      own.all += rowsOf[code]!;
      if (!seen.has(term)) own.rows += rowsOf[code]!;
      seen.add(term);
    }
  });
  return counts;
}

/** In sort order; limits below 1 are shares of the rows. Of equally frequent terms at the limit, those first in sort order stay. */
function chosenTerms(counts: Counts, rows: number, { min_rows = 1, max_rows, max_terms }: TextArgs): readonly string[] {
  const least = min_rows < 1 ? min_rows * rows : min_rows;
  const most = max_rows === undefined ? rows : max_rows <= 1 ? max_rows * rows : max_rows;
  const kept = [...counts].filter(([, own]) => own.rows >= least && own.rows <= most).sort(([a], [b]) => compareText(a, b));
  if (max_terms === undefined || kept.length <= max_terms) return kept.map(([term]) => term);
  return kept.sort(([, a], [, b]) => b.all - a.all).slice(0, max_terms).map(([term]) => term).sort(compareText);
}

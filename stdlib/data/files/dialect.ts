import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { delimiterUnclear, fileEmpty, optionWrong } from "../../../language/diagnostics/registry/data-files.ts";
import { contentOf, refuseBytes } from "./content.ts";
import type { FileFormat } from "./formats.ts";
import type { LocalFile } from "./located.ts";
import type { ReadOptions } from "./options.ts";
import { bytesOf, notUtf8, Records, textOf, type RecordSyntax, type TextRecord } from "./records.ts";

/** How a text file of rows is written. `delimiter`, `quote` and `escape` are text, not bytes. */
export interface Dialect extends RecordSyntax {
  readonly decimal: "." | ",";
  readonly hasHeader: boolean;
  readonly nullWords: readonly string[];
}

/** What the first lines of a file tell. */
export interface Head {
  readonly names: readonly string[];
  /** Lines to pass over before the header, or the first row where there is none. */
  readonly before: number;
}

const delimiters = [",", ";", "\t", "|"] as const;
/** How much of a file its delimiter is found from. */
const headBytes = 1 << 18;
const headRecords = 100;

/** The dialect that the options say, with the delimiter that the file's first rows tell where none is given. Throws a diagnostic where they tell several. */
export async function dialectOf(file: LocalFile, format: FileFormat, options: ReadOptions): Promise<Dialect> {
  checkOptions(options);
  const quote = options.quote ?? '"';
  const syntax = { quote, escape: options.escape ?? quote };
  const head = await headText(file, options);
  const delimiter = options.delimiter ?? (format === "tsv" ? "\t" : likelyDelimiter(file, head, syntax, delimiters.filter((one) => one !== options.decimal)));
  return { ...syntax, delimiter, decimal: options.decimal === "," ? "," : ".", hasHeader: options.header ?? true, nullWords: options.nullWords ?? [] };
}

/** The names of a file's columns, by its header or, where it has none, by their places. */
export async function headOf(file: LocalFile, dialect: Dialect, options: ReadOptions): Promise<Head> {
  const head = await headText(file, options);
  const [first] = recordsOf(head, dialect);
  if (!first) return fail(fileEmpty, { path: file.path });
  if (first.problem === notUtf8) refuseBytes(file, first.line + head.before, first.raw);
  const names = dialect.hasHeader ? first.fields.map((name) => textOf(name).trim()) : first.fields.map((_, index) => `column_${index + 1}`);
  return { names, before: head.before };
}

interface HeadText {
  readonly text: string;
  readonly before: number;
  readonly isWhole: boolean;
}

async function headText(file: LocalFile, options: ReadOptions): Promise<HeadText> {
  let text = "";
  let isWhole = true;
  for await (const chunk of contentOf(file, options.encoding ?? "utf_8")) {
    text += chunk;
    if (text.length < headBytes) continue;
    isWhole = false;
    break;
  }
  let at = 0;
  let before = 0;
  const line = /([^\r\n]*)(\r\n|\r|\n|$)/y;
  while (at < text.length) {
    line.lastIndex = at;
    const found = line.exec(text);
    if (!found || (before >= (options.skip ?? 0) && found[1] !== "")) break;
    at = line.lastIndex;
    before++;
  }
  return { text: text.slice(at), before, isWhole };
}

export const inBytes = ({ delimiter, quote, escape }: RecordSyntax): RecordSyntax => ({ delimiter: bytesOf(delimiter), quote: bytesOf(quote), escape: bytesOf(escape) });

function recordsOf(head: HeadText, syntax: RecordSyntax): readonly TextRecord[] {
  const found: TextRecord[] = [];
  for (const record of new Records(inBytes(syntax), false).take(head.text, head.isWhole)) if (found.push(record) === headRecords) break;
  // A first line that is longer than what was looked at.
  return found.length > 0 || head.text === "" ? found : [...new Records(inBytes(syntax), false).take(head.text, true)].slice(0, 1);
}

/** The one delimiter that divides all the first rows into equally many values; where none does, the one that the first row has most often. */
function likelyDelimiter(file: LocalFile, head: HeadText, syntax: Omit<RecordSyntax, "delimiter">, among: readonly string[]): string {
  const found = among.map((delimiter) => ({ delimiter, records: recordsOf(head, { ...syntax, delimiter }) }));
  const even = found.filter(({ records: [first, ...others] }) => first && first.fields.length > 1 && !first.problem && others.every((one) => !one.problem && one.fields.length === first.fields.length));
  if (even.length > 1) fail(delimiterUnclear, { path: file.path, delimiters: even.map(({ delimiter }) => delimiter) });
  const [only] = even;
  const counts = found.map(({ records }) => records[0]?.fields.length ?? 0);
  return only?.delimiter ?? among[counts.indexOf(Math.max(...counts))] ?? ",";
}

function checkOptions({ delimiter, quote, escape, decimal }: ReadOptions): void {
  const wrong = (option: string, value: string, wanted: string): never => fail(optionWrong, { option, value, wanted });
  if (delimiter !== undefined && (delimiter === "" || Buffer.byteLength(delimiter) > 4 || /[\r\n"]/.test(delimiter))) wrong("delimiter", delimiter, "one to four letters, none of them a quote or the end of a line");
  if (quote !== undefined && !/^[\x20-\x7e]?$/.test(quote)) wrong("quote", quote, "one letter of ASCII, or nothing where no value is quoted");
  if (escape !== undefined && !/^[\x20-\x7e]$/.test(escape)) wrong("escape", escape, "one letter of ASCII");
  if (escape !== undefined && quote === "") wrong("escape", escape, "left out where no value is quoted");
  if (decimal !== undefined && decimal !== "." && decimal !== ",") wrong("decimal", decimal, '`"."` or `","`');
  const given = [delimiter, quote, escape === quote ? undefined : escape].filter((one) => one !== undefined && one !== "");
  if (new Set(given).size < given.length) wrong("delimiter", delimiter ?? "", "another letter than the quote and the escape");
  if (decimal !== undefined && delimiter === decimal) wrong("decimal", decimal, "another letter than the delimiter");
}

import { alarms, isCaught, strays, type Judged, type Measurement, type Outcome } from "./measure.ts";
import type { LeakOperator, Operator, SoundOperator } from "./operator.ts";

const missedOf = ({ operator, variants }: Outcome<LeakOperator>): readonly Judged[] => variants.filter((one) => !isCaught(operator, one));
const refusedOf = ({ variants }: Outcome<SoundOperator>): readonly Judged[] => variants.filter((one) => alarms(one).length > 0);
/** Variants that have a mistake beside the leak measure nothing. */
const spoiltOf = ({ operator, variants }: Outcome<LeakOperator>): readonly Judged[] => variants.filter((one) => strays(operator, one).length > 0);

/** No sound pipeline or variant is refused, and no leak is missed but those that no checker of files can tell. */
export function isGood({ unsound, sound, leaks }: Measurement): boolean {
  const isTold = (outcome: Outcome<LeakOperator>) => spoiltOf(outcome).length === 0 && (outcome.operator.beyond !== undefined || missedOf(outcome).length === 0);
  return unsound.length === 0 && sound.every((one) => one.operator.beyond !== undefined || refusedOf(one).length === 0) && leaks.every(isTold);
}

/** Tables of all operators, then one example of each that failed; with `all`, every example. */
export function renderReport(measured: Measurement, all = false): string {
  const { unsound, sound, leaks } = measured;
  const soundRows = sound.map((one) => [one.operator.name, one.variants.length, refusedOf(one).length, remarkOn(one.operator, refusedOf(one).length)]);
  const leakRows = leaks.map((one) => [one.operator.name, one.variants.length, one.variants.length - missedOf(one).length, missedOf(one).length, codesOf(one), remarkOn(one.operator, missedOf(one).length)]);
  const examples = (title: string, found: readonly Judged[]) => found.slice(0, all ? found.length : 1).map((one) => exampleOf(title, one));
  return [
    table(["sound variants", "made", "refused", ""], [...soundRows, ["all", sum(soundRows, 1), sum(soundRows, 2), ""]]),
    table(["leaks", "made", "caught", "missed", "by code", ""], [...leakRows, ["all", sum(leakRows, 1), sum(leakRows, 2), sum(leakRows, 3), "", ""]]),
    ...unsound.map((one) => exampleOf("refused as it is", one)),
    ...sound.flatMap((one) => examples(`refused: ${one.operator.name}`, refusedOf(one))),
    ...leaks.flatMap((one) => [...examples(`missed: ${one.operator.name}`, missedOf(one)), ...examples(`has another mistake: ${one.operator.name}`, spoiltOf(one))]),
  ].join("\n\n");
}

/** A finding whose variants are all right is none any more: its operator can do without the remark. */
const remarkOn = ({ beyond, finding }: Operator, failed: number): string => (beyond !== undefined ? "cannot be told" : finding === undefined ? "" : failed > 0 ? "finding" : "was a finding");

function codesOf({ operator, variants }: Outcome<LeakOperator>): string {
  const counts = operator.codes.map((code) => [code, variants.filter(({ told }) => told.some((one) => one.code === code)).length] as const);
  return counts.filter(([, count]) => count > 0).map(([code, count]) => `${code} ${count}`).join(", ");
}

const exampleOf = (title: string, { subject, note, text, told }: Judged): string =>
  [`${title}\n  ${subject}: ${note}`, ...told.map(({ code, message }) => `  ${code} ${message}`), ...text.trimEnd().split("\n").map((line) => `    ${line}`)].join("\n");

type Cell = string | number;

const sum = (rows: readonly (readonly Cell[])[], at: number): number => rows.reduce((total, row) => total + Number(row[at]), 0);

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? "").length)));
  const isNumber = (at: number) => rows.every((row) => typeof row[at] === "number");
  const line = (row: readonly string[]) => row.map((cell, at) => (isNumber(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join("  ").trimEnd();
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => "─".repeat(width))), ...others.map(line)].join("\n");
}

import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { compiler } from "../../stdlib/embed.ts";
import { choiceLeaks } from "./leaks-choice.ts";
import { columnLeaks } from "./leaks-columns.ts";
import { rowLeaks } from "./leaks-rows.ts";
import type { LeakOperator, Operator, SoundOperator } from "./operator.ts";
import { relationLeaks, soundRelations } from "./relations.ts";
import { soundEdits } from "./sound-edits.ts";
import { soundFilters } from "./sound-filters.ts";
import { subjectOf, type Roles, type Subject, type Variant } from "./subject.ts";

export const leakOperators: readonly LeakOperator[] = [...rowLeaks, ...columnLeaks, ...choiceLeaks, ...relationLeaks];
export const soundOperators: readonly SoundOperator[] = [...soundEdits, ...soundFilters, ...soundRelations];

export interface Judged extends Variant {
  readonly told: readonly Diagnostic[];
}

/** What the checker says of the variants of one operator. */
export interface Outcome<Of extends Operator> {
  readonly operator: Of;
  readonly variants: readonly Judged[];
}

/** Which of an operator's variants are measured: all, or a few that are spread over the pipelines. */
export type Choice = (variants: readonly Variant[]) => readonly Variant[];

export interface Measurement {
  readonly unsound: readonly Judged[];
  readonly sound: readonly Outcome<SoundOperator>[];
  readonly leaks: readonly Outcome<LeakOperator>[];
}

/** Errors, and whatever is told of leaks. */
export const alarms = ({ told }: Judged): readonly Diagnostic[] => told.filter(({ severity, code }) => severity === "error" || code.startsWith("MLP4"));

/** A leak is caught where one of the operator's codes is told. */
export const isCaught = ({ codes }: LeakOperator, { told }: Judged): boolean => told.some(({ code }) => codes.includes(code));

/** A variant with a mistake of another kind measures nothing. */
export const strays = ({ codes }: LeakOperator, judged: Judged): readonly Diagnostic[] => alarms(judged).filter(({ code }) => !code.startsWith("MLP4") && !codes.includes(code));

/** Checks pipelines, their sound variants and their leaking variants with the standard library. Reads files; runs nothing. */
export async function measure(pipelines: readonly Roles[], choice: Choice = (all) => all): Promise<Measurement> {
  const { check } = compiler({ freshFor: Number.MAX_SAFE_INTEGER, home: join(tmpdir(), "mlp-mutation", "home") });
  const judge = async (variant: Variant): Promise<Judged> => ({ ...variant, told: (await check({ file: variant.path, text: variant.text })).diagnostics });
  const subjects = pipelines.map(subjectOf);
  const outcomes = async <Of extends Operator>(operators: readonly Of[]): Promise<readonly Outcome<Of>[]> => {
    const all: Outcome<Of>[] = [];
    for (const operator of operators) {
      const variants: Judged[] = [];
      for (const one of choice(subjects.flatMap(operator.variants))) variants.push(await judge(one));
      all.push({ operator, variants });
    }
    return all;
  };
  const unsound: Judged[] = [];
  for (const subject of subjects) {
    const judged = await judge(unchanged(subject));
    if (alarms(judged).length > 0) unsound.push(judged);
  }
  return { unsound, sound: await outcomes(soundOperators), leaks: await outcomes(leakOperators) };
}

const unchanged = ({ file, path, text }: Subject): Variant => ({ subject: file, path, note: "as it is", text });

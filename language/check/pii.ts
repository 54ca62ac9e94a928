import { piiExposed, piiFeature } from "../diagnostics/registry/leakage.ts";
import type { Column } from "../types/schema.ts";
import type { Span } from "../syntax/span.ts";
import type { PersonalColumn, Type } from "../types/type.ts";
import type { CallSite, CheckedArguments } from "./calls.ts";
import type { CheckContext } from "./context.ts";

const keyOf = ({ source, column }: { readonly source: string; readonly column: string }): string => JSON.stringify([source, column]);

const declaresPersonal = (cx: CheckContext): boolean => [...cx.sources.values()].some(({ columns }) => columns.some(({ pii }) => pii));

/** Those of some columns that are, or are computed from, columns of which a schema says that they tell who somebody is. */
function personalAmong(cx: CheckContext, columns: readonly Column[]): readonly PersonalColumn[] {
  const personal = new Set([...cx.sources.values()].flatMap(({ columns: all }) => all.filter(({ pii }) => pii).flatMap(({ provenance }) => provenance?.origins ?? []).map(keyOf)));
  if (personal.size === 0) return [];
  return columns.flatMap(({ name, provenance }) => {
    const from = provenance?.origins.find((origin) => personal.has(keyOf(origin)));
    return from ? [{ name, from: from.column }] : [];
  });
}

/** Warns of features that hold personal data. */
export function checkPersonal(cx: CheckContext, features: readonly Column[], span: Span): void {
  const found = personalAmong(cx, features);
  const [first] = found;
  if (first) cx.report(piiFeature, span, { features: found.map(({ name }) => name), from: first.from });
}

const present = (type: Type | undefined): Type | undefined => (type?.kind === "optional" ? type.of : type);

/** What is fitted on features that hold personal data has these, and hands them on to what is made of it. */
export function withPersonal(cx: CheckContext, { signature }: CallSite, { known }: CheckedArguments, type: Type): Type {
  if (type.kind !== "object" || type.description || type.facts.personal || !declaresPersonal(cx)) return type;
  const { predicts } = signature;
  const [recipe, rows] = [present(known.get(predicts?.features ?? "")?.type), present(known.get(predicts?.on ?? "")?.type)];
  const own = recipe?.kind === "recipe" && rows?.kind === "dataset" ? (recipe.fit(rows).schema?.columns.filter(({ name }) => name !== recipe.target) ?? []) : [];
  const given = [...known.values()].flatMap((argument) => [argument.type, ...(argument.items ?? [])].map(present));
  const personal = [...personalAmong(cx, own), ...given.flatMap((one) => (one?.kind === "object" ? (one.facts.personal ?? []) : []))];
  return personal.length > 0 ? { ...type, facts: { ...type.facts, personal: firstOfEach(personal) } } : type;
}

const firstOfEach = (columns: readonly PersonalColumn[]): readonly PersonalColumn[] => columns.filter(({ name }, index) => columns.findIndex((other) => other.name === name) === index);

/** The sink rule of personal data: where a signature says that the values of an argument leave the run, none of them may tell who somebody is unnoticed. */
export function checkExposed(cx: CheckContext, { signature }: CallSite, { known }: CheckedArguments): void {
  for (const { what, to, through } of signature.exposes ?? []) {
    const argument = known.get(what);
    const type = present(argument?.type);
    const way = through === undefined ? undefined : known.get(through);
    const isOpen = through === undefined || (way ? way.constant !== false : signature.takes[through]?.default === true);
    if (!argument || !isOpen) continue;
    // A column of which nobody says what it was computed from is not one that must be told.
    const found = type?.kind === "dataset" ? personalAmong(cx, (type.schema?.columns ?? []).filter(({ provenance }) => !provenance?.guessed)) : type?.kind === "object" ? (type.facts.personal ?? []) : [];
    const [first] = found;
    if (first) cx.report(piiExposed, (way ?? argument).span, { columns: found.map(({ name }) => name), from: first.from, to, inModel: type?.kind === "object" });
  }
}

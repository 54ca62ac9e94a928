import { piiFeature } from "../diagnostics/registry/leakage.ts";
import type { Column } from "../types/schema.ts";
import type { Span } from "../syntax/span.ts";
import type { CheckContext } from "./context.ts";

/** Warns of features that are computed from columns of which a schema says that they tell who somebody is. */
export function checkPersonal(cx: CheckContext, features: readonly Column[], span: Span): void {
  const personal = new Set([...cx.sources.values()].flatMap(({ columns }) => columns.filter(({ pii }) => pii).flatMap(({ provenance }) => provenance?.origins ?? []).map(keyOf)));
  if (personal.size === 0) return;
  const found = features.flatMap(({ name, provenance }) => {
    const from = provenance?.origins.find((origin) => personal.has(keyOf(origin)));
    return from ? [{ name, from: from.column }] : [];
  });
  const [first] = found;
  if (first) cx.report(piiFeature, span, { features: found.map(({ name }) => name), from: first.from });
}

const keyOf = ({ source, column }: { readonly source: string; readonly column: string }): string => JSON.stringify([source, column]);

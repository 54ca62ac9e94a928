import type { CheckContext } from "../../language/check/context.ts";
import type { RowSet } from "../../language/types/rows.ts";
import type { Column } from "../../language/types/schema.ts";
import { describeType } from "../../language/types/show.ts";
import type { Span } from "../../language/syntax/span.ts";
import type { Type } from "../../language/types/type.ts";

/** Every binding of a file with its type, the rows it may hold or has seen, and what its columns come from, to be read beside the file. */
export function typesText(model: CheckContext, file: string): string {
  const lines = (span: Span) => model.lines(span.file).position(model.spanOf(span).start).line + 1;
  const symbols = [...(model.scopes.get(file)?.symbols.values() ?? [])];
  return symbols.map((symbol) => (symbol.kind === "binding" && symbol.type ? `${symbol.name}: ${describeType(symbol.type)}\n${detailsOf(symbol.type, lines)}` : "")).join("");
}

type LineOf = (span: Span) => number;

function detailsOf(type: Type, lineOf: LineOf): string {
  if (type.kind === "optional") return detailsOf(type.of, lineOf);
  if (type.kind === "dataset") return `  rows: ${showRows(type.rows, lineOf)}\n${(type.schema?.columns ?? []).map((column) => showColumn(column, lineOf)).join("")}`;
  if (type.kind !== "object" || type.description) return "";
  const seen = (type.facts.seen?.rows ?? []).map(({ how, rows }) => `  ${how}: ${showRows(rows, lineOf)}\n`);
  const judged = type.facts.judged ? [`  measured on: ${showRows(type.facts.judged, lineOf)}\n`] : [];
  return [...new Set([...seen, ...judged])].join("");
}

function showRows({ origins, recorded }: RowSet, lineOf: LineOf): string {
  if (recorded) return "recorded with the version";
  if (!origins) return "unknown";
  return origins
    .map(({ source, hidden, at, path }) => [hidden && at ? `made in line ${lineOf(at)}` : source.replace(/^content of /, ""), ...path.map((step) => `${step.kind === "part" ? step.part : "some"}${step.at ? ` (line ${lineOf(step.at)})` : ""}`)].join(" › "))
    .join(" + ");
}

function showColumn({ name, provenance, learned }: Column, lineOf: LineOf): string {
  const origins = provenance?.origins.map(({ column, others }) => `.${column}${others ? " of other rows" : ""}`).join(", ");
  const isOwn = provenance?.made.length === 0 && origins === `.${name}`;
  const from = isOwn ? [] : [provenance ? `from ${origins || "nothing"}` : "from anything"];
  const statistics = (learned ?? []).map(({ statistic, rows }) => `with ${statistic} of ${showRows(rows, lineOf)}`);
  const parts = [...from, ...new Set(statistics)];
  return parts.length > 0 ? `  .${name}: ${parts.join(", ")}\n` : "";
}

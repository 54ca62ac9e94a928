import { fail } from "../../language/diagnostics/diagnostic.ts";
import { noRenaming } from "../../language/diagnostics/registry/data-columns.ts";
import { columns, oneOf, optional, string } from "../../language/nodes/parameter.ts";
import type { Schema } from "../../language/types/schema.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { checkNames, reportNames, resultOf } from "./files/names.ts";
import { nameBy, nameParts, renamedRows, renamedSchema, wrongRule, type NameRule } from "./renaming.ts";

export const renameColumns = defineNode({
  name: "rename_columns",
  version: 1,
  group: "data",
  summary: "Gives many columns new names by a rule.",
  doc: [
    "What is given is done in this order: `replace` each place of a text in the name by `with`, turn the name into a `case`, put `prefix` before it and `suffix` behind it. The order of the columns stays. `rename` gives single columns names of their own.",
    "",
    "`case: snake` makes words of small letters and digits with `_` between them: `Body Mass (g)` becomes `body_mass_g`, and `customerID` becomes `customer_id`.",
  ].join("\n"),
  examples: ["rows |> rename_columns(all, case: snake)", 'rows |> rename_columns(matching("q*"), prefix: "survey_")', 'rows |> rename_columns(except(.id), replace: " (USD)", with: "", suffix: "_usd")'],
  takes: {
    rows: datasetInput("The rows."),
    columns: columns("The columns to name anew."),
    replace: optional(string("A text in the names, of which every place is replaced.")),
    with: optional(string("What takes its place. Default: nothing.")),
    case: optional(oneOf(["snake", "lower", "upper"], "How the names are written.")),
    prefix: optional(string("What the names begin with.")),
    suffix: optional(string("What the names end in.")),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const chosen = call.columns("columns");
    const why = wrongRule((part) => call.has(part), call.constant("replace"));
    if (why !== undefined) call.report(noRenaming, { why });
    const given = nameParts.filter((part) => call.has(part));
    const rule = Object.fromEntries(given.map((part) => [part, call.constant(part)])) as NameRule;
    if (!schema || !chosen || why !== undefined || given.some((part) => rule[part] === undefined)) return call.rows(undefined);
    const names = newNames(schema, chosen, rule);
    return call.rows(reportNames(call, names) ? renamedSchema(schema, names) : undefined);
  },
  execution: {
    kind: "transform",
    plan: ({ rows, columns: selector, ...rule }) => {
      const why = wrongRule((part) => rule[part] !== undefined, rule.replace);
      if (why !== undefined) fail(noRenaming, { why });
      const names = newNames(rows.schema, selectColumns(selector, rows.schema), rule);
      checkNames(names, resultOf("rename_columns"));
      return renamedRows(rows, names);
    },
  },
});

function newNames(schema: Schema, chosen: readonly string[], rule: NameRule): readonly string[] {
  const wanted = new Set(chosen);
  return schema.columns.map(({ name }) => (wanted.has(name) ? nameBy(rule, name) : name));
}

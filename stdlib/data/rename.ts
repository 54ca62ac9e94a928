import { nothingNamed, renameNeedsColumn } from "../../language/diagnostics/registry/data-columns.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { column } from "../../language/nodes/parameter.ts";
import type { Schema } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { checkNames, reportNames, resultOf } from "./files/names.ts";
import { renamedRows, renamedSchema } from "./renaming.ts";

export const rename = defineNode({
  name: "rename",
  version: 1,
  group: "data",
  summary: "Gives columns new names.",
  doc: "Each argument is a new name, with the column that gets it. The order of the columns stays. `rename_columns` names many by a rule.",
  examples: ["rows |> rename(mass: .`Body Mass (g)`, sex: .Sex)"],
  takes: { rows: datasetInput("The rows.") },
  rest: column("The column that gets this name.", "rows"),
  positional: ["rows"],
  returns: "Dataset",
  rows: "keep",
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const given = call.rest();
    if (given.length === 0) call.report(nothingNamed, { node: "rename", example: "rename(new_name: .old_name)" });
    const wrong = given.find((argument) => argument.column === undefined);
    if (wrong) call.report(renameNeedsColumn, { name: wrong.name });
    if (!schema || wrong) return call.rows(undefined);
    const names = newNames(schema, given.map(({ name, column: old = "" }) => [name, old]));
    if (!reportNames(call, names)) return call.rows(undefined);
    return call.rows(renamedSchema(schema, names));
  },
  execution: {
    kind: "transform",
    plan: ({ rows, rest }) => {
      const given = Object.entries(rest).map(([name, old]) => [name, typeof old === "string" ? old : fail(renameNeedsColumn, { name })] as const);
      const names = newNames(rows.schema, given);
      checkNames(names, resultOf("rename"));
      return renamedRows(rows, names);
    },
  },
});

function newNames(schema: Schema, given: readonly (readonly [name: string, old: string])[]): readonly string[] {
  const nameOf = new Map(given.map(([name, old]) => [old, name]));
  return schema.columns.map(({ name }) => nameOf.get(name) ?? name);
}

import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { needsTarget } from "../../../language/diagnostics/registry/steps.ts";
import { resolveRow } from "../../../language/expressions/resolve.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import type { ColumnValues } from "../../../runtime/engine/engine.ts";
import type { Context } from "../../../runtime/node.ts";
import { query } from "../../../runtime/relational/dataset.ts";
import { identifier, render } from "../../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue, type Projection } from "../../../runtime/values.ts";
import { rowFunctionNamed } from "../../data/functions/index.ts";
import type { Target } from "../../training/estimator.ts";
import { madeBy, withColumns } from "../column-cache.ts";
import { applied, spreading, type FittedStep } from "../step.ts";
import { learnCategories, valueOf, type Categories } from "./categories.ts";
import { foldsOf, type Folds } from "./folds.ts";
import { defaultFolds, type EncodeArgs } from "./options.ts";
import { encodingsOf, type TargetEncoding } from "./target-means.ts";

/** A column that the encoding makes: of the target itself, or of one of its classes. */
interface Made {
  readonly name: string;
  readonly own: Categories;
  /** Learned from all rows. */
  readonly whole: TargetEncoding;
  /** For each fold, learned from the rows of the others. */
  readonly apart: readonly TargetEncoding[];
}

/**
 * What the target is on average in each category's rows, as scikit-learn's TargetEncoder. The rows that it is learned from are given
 * what the rows of other folds say, all others what all of them say.
 */
export async function targetMeans(rows: DatasetValue, args: EncodeArgs, context: Context, target: Target | undefined): Promise<FittedStep> {
  if (!target) return fail(needsTarget, { step: "encode", method: "target" });
  const learned = await learnCategories(rows, args, context);
  const folds = await foldsOf(rows, args.folds ?? defaultFolds, context);
  const all = learned.map((own) => {
    context.stop.check();
    return { own, columns: targetsOf(target).map(({ label, values }): Made => {
      const encode = (fold: number): TargetEncoding => encodingsOf({ codes: own.codes, target: values, categories: own.list.length, folds: folds.of }, fold, args.smooth);
      return { name: label === undefined ? own.column.name : `${own.column.name}=${label}`, own, whole: encode(-1), apart: Array.from({ length: folds.count }, (_, fold) => encode(fold)) };
    }) };
  });
  const made = new Map(all.map(({ own, columns }): [string, Projection["columns"]] => [own.column.name, columns.map(({ name, whole }) => ({ name, expr: lookup(own, whole) }))]));
  const projection = spreading("encode", rows.schema, made, { kind: "float" });
  return { projection, training: crossFitted(rows, projection, all.flatMap(({ columns }) => columns), folds) };
}

/** The target as numbers; of more than two classes, each of them against the others. */
function targetsOf(target: Target): readonly { readonly label?: string; readonly values: Float64Array }[] {
  if (target.task === "regression") return [{ values: target.values }];
  if (target.classes.length <= 2) return [{ values: Float64Array.from(target.codes) }];
  return target.classes.map((label, place) => ({ label: String(label), values: Float64Array.from(target.codes, (code) => (code === place ? 1 : 0)) }));
}

/** Missing values are a category. One that was not learned gets what the rare ones have together, or the mean of the target. */
function lookup(own: Categories, { ofCategories, ofMissing, mean }: TargetEncoding): Expr {
  const collects = own.other !== undefined && own.counts.at(-1)! > 0;
  return valueOf(own, ofCategories, ofMissing, collects ? ofCategories.at(-1)! : mean);
}

/** The rows as training sees them. */
function crossFitted(rows: DatasetValue, projection: Projection, made: readonly Made[], folds: Folds): DatasetValue {
  const byName = new Map(made.map((one) => [one.name, one]));
  const sqlOf = ({ own, apart }: Made): string => {
    const known: Categories = { ...own, unknown: "ignore" };
    return `(CASE "__mlp_fold" ${apart.map((encoding, fold) => `WHEN ${fold} THEN ${render(resolveRow(lookup(known, encoding), rows.schema, rowFunctionNamed))}`).join(" ")} END)`;
  };
  const select = projection.columns.map(({ name }) => {
    const own = byName.get(name);
    return own ? `${sqlOf(own)} AS ${identifier(name)}` : identifier(name);
  });
  const sql = (table: string): string => `SELECT ${[identifier(rowNumber), ...select].join(", ")} FROM (SELECT *, ${folds.sql} AS "__mlp_fold" FROM ${table})`;
  const after = applied(rows, projection);
  const training = { ...after, table: query(rows, sql, projection.schema, { path: "keep" }).table };
  return withColumns(madeBy(training, rows, projection), new Map(made.map((one) => [one.name, valuesOf(one, folds)])));
}

function valuesOf({ own, apart }: Made, folds: Folds): ColumnValues {
  const values = Float64Array.from(own.codes, (code, row) => {
    const { ofCategories, ofMissing } = apart[folds.of[row]!]!;
    return code < 0 ? ofMissing : ofCategories[code]!;
  });
  return { kind: "numbers", values };
}

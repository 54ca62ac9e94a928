import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { scoreNeedsPositive, selectionOption } from "../../../language/diagnostics/registry/features-computed.ts";
import { stepNeedsNumbers } from "../../../language/diagnostics/registry/features.ts";
import { needsTarget } from "../../../language/diagnostics/registry/steps.ts";
import type { Described } from "../../../language/nodes/parameter.ts";
import { isNumeric, type Column } from "../../../language/types/schema.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import type { Context } from "../../../runtime/node.ts";
import { projection } from "../../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { rowFunctionNamed } from "../../data/functions/index.ts";
import { featureMatrix, type Estimator, type Target } from "../../training/estimator.ts";
import { present } from "../statistics.ts";
import { chosenColumns, type FittedStep } from "../step.ts";
import { demandWhole, wordsOfStep } from "../together.ts";
import { jittered, noise, ofClasses, ofDiscrete, ofValues } from "./mutual-information.ts";
import { selectionMistake, type Method } from "./options.ts";
import { best, chiSquare, fOfClasses, fOfValues, varianceScore } from "./scores.ts";

export interface SelectArgs {
  readonly columns: Selector;
  readonly method?: Method;
  readonly keep?: number | undefined;
  readonly threshold?: number | undefined;
  readonly estimator?: Described | undefined;
}

export async function fit(rows: DatasetValue, args: SelectArgs, context: Context, target?: Target): Promise<FittedStep> {
  const method = args.method ?? "f";
  const why = selectionMistake(method, (argument) => args[argument as keyof SelectArgs] !== undefined);
  if (why !== undefined) fail(selectionOption, { why });
  const chosen = chosenColumns("select_features", args.columns, rows.schema);
  const wrong = chosen.find(({ type }) => !isNumeric(type) && type.kind !== "bool");
  if (wrong) fail(stepNeedsNumbers, wordsOfStep("select_features", wrong));
  const values = await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  const columns = chosen.map(({ name }) => {
    const own = values.get(name);
    return own?.kind === "numbers" ? own.values : new Float64Array();
  });
  const scores = method === "variance" ? columns.map((own) => varianceScore(present(own))) : await targetScores(method, args, chosen, columns, context, target);
  const kept = new Set(keptOf(scores, method, args).map((place) => chosen[place]?.name));
  const dropped = new Set(chosen.filter(({ name }) => !kept.has(name)).map(({ name }) => name));
  const left = rows.schema.columns.filter(({ name }) => !dropped.has(name));
  const made = projection(rows.schema, left.map(({ name }) => ({ name, expr: { column: name } })), rowFunctionNamed);
  return { projection: { ...made, schema: { columns: left } } };
}

/** Places of the features that stay. */
function keptOf(scores: readonly number[], method: Method, { keep, threshold }: SelectArgs): readonly number[] {
  if (keep !== undefined) return best(scores, keep >= 1 ? Math.round(keep) : Math.max(1, Math.floor(keep * scores.length)));
  // A model's features stay where they matter as much as the average one; a constant column never does.
  const usual = method === "model" ? scores.reduce((sum, score) => sum + score, 0) / scores.length : 0;
  const least = threshold ?? usual;
  return scores.flatMap((score, place) => (method === "model" ? score >= least : score > least) ? [place] : []);
}

async function targetScores(method: Exclude<Method, "variance">, args: SelectArgs, chosen: readonly Column[], columns: readonly Float64Array[], context: Context, target: Target | undefined): Promise<readonly number[]> {
  if (!target) return fail(needsTarget, { step: "select_features", method });
  if (method === "model") return importances(args.estimator, chosen, columns, context, target);
  demandWhole("select_features", chosen, columns);
  return columns.map((values, place) => {
    context.stop.check();
    const column = chosen[place];
    if (method === "mutual_information") return information(values, column?.type.kind === "bool", target, context.seed, place);
    if (method === "chi2" && (target.task === "regression" || values.some((value) => value < 0))) {
      return fail(scoreNeedsPositive, { column: column?.name ?? "", task: target.task });
    }
    if (target.task === "regression") return fOfValues(values, target.values);
    return (method === "chi2" ? chiSquare : fOfClasses)(values, target.codes, target.classes.length);
  });
}

function information(values: Float64Array, isDiscrete: boolean, target: Target, seed: number, place: number): number {
  if (target.task === "classification") return isDiscrete ? ofDiscrete(Int32Array.from(values), target.codes) : ofClasses(jittered(values, noise(seed, place)), target.codes);
  const wanted = jittered(target.values, noise(seed, -1));
  return isDiscrete ? ofClasses(wanted, Int32Array.from(values)) : ofValues(jittered(values, noise(seed, place)), wanted);
}

async function importances(described: Described | undefined, chosen: readonly Column[], columns: readonly Float64Array[], context: Context, target: Target): Promise<readonly number[]> {
  if (!described) return fail(selectionOption, { why: "`select_features` by `model` has no `estimator:` to ask" });
  const estimator = await context.implementation<Estimator>(described);
  if (!estimator.importance) return fail(selectionOption, { why: `\`${described.describe}\` does not say how much a feature matters` });
  const x = featureMatrix(columns[0]?.length ?? 0, columns.map((values, place) => ({ kind: "dense", name: chosen[place]?.name ?? "", values })));
  const common = { x, y: target, params: described.args, seed: context.seed, stop: context.stop };
  const state = await estimator.fit({ ...common, progress: () => {}, warn: (message) => context.log("warning", message) });
  return [...estimator.importance(state, x.names)];
}

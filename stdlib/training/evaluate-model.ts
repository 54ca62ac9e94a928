import type { Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import type { Estimator, Prediction, Target } from "./estimator.ts";
import { judge, type Judged } from "./judge.ts";
import { calibrationCurve } from "./metrics/calibration.ts";
import { confusionMatrix, predictedClasses } from "./metrics/confusion.ts";
import { residualSample } from "./metrics/regression.ts";
import { rocCurve } from "./metrics/roc.ts";
import type { ModelVersionValue } from "../registry/version.ts";
import type { ModelValue } from "./model.ts";
import { positivePlace, qualityOf } from "./quality.ts";
import type { ReportPlots, ReportValue } from "./report.ts";
import { namesOf } from "./row-names.ts";
import { isSuspicious, shareSeen, type SeenShare } from "./row-sketch.ts";
import { predictOn } from "./sparse/apply.ts";

/** Curves of more classes than this could not be told apart in a plot. */
const mostCurves = 10;
const seenNote = "The model may have seen these rows (`seen: allowed`): the scores say how well it remembers, not how well it predicts.";
const againNote = ({ share }: SeenShare): string =>
  `About ${(100 * share).toFixed(share < 0.1 ? 1 : 0)} % of these rows equal rows that the model was fitted on: the scores may be too good. \`split(key: …)\` keeps a row on its side as the data grows, and \`drop_duplicates\` before the split takes out equal rows.`;
/** The features that matter most, in a plot. */
const mostFeatures = 30;

/** Measures a model, and the baseline beside it, on rows that have the columns its recipe takes. */
export async function evaluateModel(given: ModelValue | ModelVersionValue, on: DatasetValue, context: Context, { seenAllowed = false }: { readonly seenAllowed?: boolean } = {}): Promise<ReportValue> {
  const model = given.kind === "model" ? given : ((await context.getValue(given.model)) as ModelValue);
  const judged = await judge(model, on, context);
  const { x, y, prediction } = judged;
  const { sketch } = model.trainedOn;
  const again = sketch && (await shareSeen(sketch, on, context));
  const notes = [...(seenAllowed ? [seenNote] : again && isSuspicious(again, sketch) ? [againNote(again)] : []), ...judged.notes, ...(model.notes ?? [])];
  const rowNames = namesOf(context, "on");
  context.progress(0.7);
  const { metrics, intervals } = qualityOf(prediction, y, model.target);
  const plain = await context.implementation<Estimator>({ describe: "baseline", version: 1, args: {} });
  const baseline = qualityOf(predictOn(plain, model.baseline, x, "baseline"), y, model.target).metrics;
  for (const note of notes) context.log("warning", note);
  const { column, classes, positive } = model.target;
  return {
    kind: "report",
    task: model.task,
    model: { estimator: model.estimator.name, target: column, ...(classes && { classes }), ...(positive !== undefined && { positive }) },
    rows: x.rows,
    ...(rowNames && { rowNames }),
    metrics,
    intervals,
    baseline,
    plots: { ...plotsOf(model, prediction, y), ...importanceOf(model, judged) },
    notes,
  };
}

function plotsOf(model: ModelValue, prediction: Prediction, y: Target): ReportPlots {
  if (prediction.task === "regression" || y.task === "regression") {
    return prediction.task === "regression" && y.task === "regression" ? { residuals: residualSample(prediction.values, y.values) } : {};
  }
  const { probabilities, classes } = prediction;
  const shown = classes === 2 ? [positivePlace(model.target)] : [...y.classes.keys()].slice(0, mostCurves);
  const label = (place: number): string => String(y.classes[place]);
  return {
    roc: shown.map((place) => ({ label: label(place), ...rocCurve(probabilities, y.codes, classes, place) })).filter((curve) => curve.falsePositiveRate.length > 0),
    calibration: shown.map((place) => ({ label: label(place), ...calibrationCurve(probabilities, y.codes, classes, place) })),
    confusion: confusionMatrix(predictedClasses(probabilities, classes), y.codes, classes),
  };
}

function importanceOf(model: ModelValue, { estimator, x }: Judged): Pick<ReportPlots, "importance"> {
  if (!estimator.importance) return {};
  const values = estimator.importance(model.state, x.names);
  const importance = x.names.map((feature, place) => ({ feature, value: values[place] ?? 0 }));
  return { importance: importance.sort((a, b) => b.value - a.value).slice(0, mostFeatures) };
}

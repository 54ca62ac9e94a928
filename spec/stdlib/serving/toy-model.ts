import { fail, kind } from "../../../language/diagnostics/diagnostic.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { ModelVersionValue } from "../../../stdlib/registry/version.ts";
import type { ModelValue, OpenModel, Scored } from "../../../stdlib/training/model.ts";

/** A model without mathematics: what it predicts can be read off a row. */

const refused = kind<{ value: string }>({ code: "MLP8999", severity: "error", title: "", message: ({ value }) => `the model does not know \`${value}\``, help: () => "leave it empty", explain: "" });

export const columns: readonly Column[] = [
  { name: "age", type: { kind: "float" }, nullable: false },
  { name: "visits", type: { kind: "int" }, nullable: true },
  { name: "plan", type: { kind: "category", values: ["free", "paid"] }, nullable: true },
  { name: "since", type: { kind: "date" }, nullable: false },
  { name: "seen", type: { kind: "timestamp" }, nullable: true },
];

export const goodRow = { age: 40, visits: 3, plan: "paid", since: "2024-12-31", seen: "2024-12-31T23:59:59.5Z" };

export const classifier: ModelValue = {
  kind: "model",
  task: "classification",
  target: { column: "left", type: { kind: "category", values: ["No", "Yes"] }, classes: ["No", "Yes"], positive: "Yes" },
  path: { input: { columns }, steps: [] },
  recipe: { input: { columns }, steps: [], features: [] },
  estimator: { name: "toy", version: 1, params: {} },
  state: {},
  baseline: {},
  trainedOn: { rows: 100 },
};

export const regressor: ModelValue = { ...classifier, task: "regression", target: { column: "spent", type: { kind: "float" } } };

/** Classification: `Yes` with probability age / 100. Regression: age × 10. Refuses the plan `forbidden`. */
export const openToy: OpenModel = async (model) => ({
  model,
  input: { columns: "input" in model.path ? model.path.input.columns : [] },
  predict: (rows) =>
    rows.map((row): Scored => {
      if (row["plan"] === "forbidden") fail(refused, { value: "forbidden" });
      const age = Number(row["age"] ?? 0);
      return model.task === "regression" ? { prediction: age * 10 } : { prediction: age >= 50 ? "Yes" : "No", probabilities: [1 - age / 100, age / 100] };
    }),
  prepare: (rows) => rows,
});

export const release: ModelVersionValue = {
  kind: "model_version", name: "churn", version: 3, model: "digest", metrics: { roc_auc: 0.8 }, task: "classification", created: "2026-01-01T00:00:00.000Z",
};

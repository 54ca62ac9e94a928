import { unionRows } from "../../language/types/rows.ts";
import { errorType, type DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { foldParameters, reportFolds } from "./fold-parameters.ts";
import { methodOf } from "./split-method.ts";

export const folds = defineNode({
  name: "folds",
  version: 1,
  group: "data",
  summary: "Divides rows into k folds, and gives for each of them the rows to train on and the rows to test on.",
  doc: [
    "The result has the parts `train_1` and `test_1` to `train_k` and `test_k`. Every row is in one of the tests, and `train_3` is all rows that are not in `test_3`. A model that is trained on `train_3` may be judged on `test_3`; on any other test it has seen rows, and that is an error (MLP4001).",
    "",
    "The tests are of one size, the first of them with a row more where that does not come out even, as of scikit-learn's `KFold`. Rows are drawn by a mix of their number and the pipeline's seed. With `shuffle: false` they go into the folds in their own order.",
    "",
    "- `stratify`: every fold has the classes of this column in the same shares, spread as by `StratifiedKFold`; of several columns, every combination of their values is a class. With `bins: 10`, ten ranges of a column of numbers are the classes.",
    "- `group`: rows with the same value of this column stay together; every fold has as many groups, as of `GroupKFold` with a shuffle.",
    "- `by_time`: the folds follow each other in time, and each is trained for on all rows before it, as by `TimeSeriesSplit`: the first of k + 1 blocks is in no test. Rows of one moment stay together, on the earlier side. With `gap: 7d`, rows less than seven days before the first moment of a test are left out of its training rows.",
    "- `key`: a seeded hash of this column, or of several, decides: a row stays in its fold when rows are added, removed or reordered.",
    "",
    "One of the four ways can be followed. Rows without a value in its column are an error.",
  ].join("\n"),
  examples: [
    "cv = rows |> folds(k: 5, stratify: .plan)\nmodel = train(logistic_regression(), features, on: cv.train_1)\nreport = evaluate(model, on: cv.test_1)",
    "{ train_1, test_1, train_2, test_2 } = rows |> folds(k: 2, by_time: .date, gap: 7d)",
  ],
  takes: {
    rows: datasetInput("The rows."),
    ...foldParameters("rows"),
  },
  positional: ["rows"],
  returns: "Parts",
  rows: "parts",
  random: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    reportFolds(call, "rows");
    const k = call.constant("k");
    if (typeof k !== "number") return errorType;
    const inTime = call.has("by_time");
    const tests = Array.from({ length: k }, (_, fold) => call.rows(rows?.schema, `fold ${fold + 1}`));
    const first = call.rows(rows?.schema, "before");
    const trainOf = (fold: number): DatasetType => {
      const seen = inTime ? [first, ...tests.slice(0, fold)] : tests.filter((_, other) => other !== fold);
      return { ...first, rows: unionRows(seen.map((one) => one.rows)) };
    };
    return { kind: "record", fields: Object.fromEntries(tests.flatMap((test, fold) => [[`train_${fold + 1}`, trainOf(fold)], [`test_${fold + 1}`, test]])) };
  },
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ rows, k, shuffle, ...by }, context) => {
      const { foldsOf } = await import("./splitting/folds.ts");
      const found = await foldsOf(rows, { k, method: methodOf(by, rows.schema), inOrder: !shuffle }, context);
      return { kind: "parts", parts: Object.fromEntries(found.flatMap(({ train, test }, fold) => [[`train_${fold + 1}`, train], [`test_${fold + 1}`, test]])) };
    },
  },
});

import { copyFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { LeakOperator } from "./operator.ts";
import { argumentOf, callsOf, dataOf, judgedOn, judgements, replaced, rowsFrom, sliceOf, variant, type Edit, type Subject, type Variant } from "./subject.ts";

const seen = ["MLP4001"];

/** Judges on each of these rows. */
const judgedOnEach = (subject: Subject, rows: readonly string[], below: readonly string[] = []): readonly Variant[] =>
  judgements(subject).length === 0 ? [] : rows.map((one) => variant(subject, `judged on ${one}`, judgedOn(subject, one), below));

/** Steps that keep some rows, or all in another order. */
const someRows = ({ number, middle }: Subject): readonly string[] => [
  `filter(${number} > ${middle})`,
  `drop_rows(where: ${number} > ${middle})`,
  "sample(share: 50%)",
  "sample(count: 100)",
  `sort(by: ${number})`,
  "drop_duplicates()",
  `filter(${number} != ${middle}) |> sample(share: 90%) |> sort(by: ${number}, descending: ${number})`,
];

/** Judged on the rows of `train(on:)` themselves: the model has been fitted on every one of them. */
const onTrain: LeakOperator = {
  name: "judged on the training rows",
  codes: seen,
  variants: (subject) => [
    ...judgedOnEach(subject, [subject.train]),
    ...judgedOnEach(subject, ["also"], [`also = ${subject.train}`]),
    ...judgedOnEach(subject, ["also"], ["also = again", `again = (${subject.train})`]),
    ...judgements(subject).slice(0, 1).flatMap(({ model: expression }) => {
      const [model, { train }] = [sliceOf(subject, expression), subject];
      const version = `own_version = register(${model}, name: "own")`;
      return [
        variant(subject, "in a function", [], ["fn own_judge(model: Model, on: Dataset) = evaluate(model, on: on)", `own_report = own_judge(${model}, ${train})`]),
        variant(subject, "in a block", [], ["fn own_judge(model: Model, on: Dataset) {\n  judged = evaluate(model, on: on)\n}", `own_report = own_judge(${model}, ${train})`]),
        variant(subject, "with predictions beside them", [], [`own_report = evaluate(${model}, on: predict(${model}, on: ${train}))`]),
        variant(subject, "the registered version", [], [version, `own_report = evaluate(own_version, on: ${train})`]),
        variant(subject, "the registered version, or the champion", [], [`${version} when 1 < 2`, `own_report = evaluate(own_version ?? champion("own"), on: ${train})`]),
        variant(subject, "a member of a family", [], [`own_models = train(decision_tree(depth: [2, 3]), ${subject.features}, on: ${train})`, `own_report = evaluate(own_models["decision_tree(depth: 2)"], on: ${train})`]),
      ];
    }),
  ],
};

/** Judged on all rows, of which the training rows are a part. With two files, "all rows" are the training rows. */
const onWhole: LeakOperator = { name: "judged on all rows", codes: seen, variants: (subject) => judgedOnEach(subject, [subject.rows]) };

/** Judged on some of the training rows: each was fitted on. */
const onSubset: LeakOperator = {
  name: "judged on some of the training rows",
  codes: seen,
  variants: (subject) => judgedOnEach(subject, someRows(subject).map((steps) => `${subject.train} |> ${steps}`)),
};

/** Judged on some of all rows, by a choice that has nothing to do with the split: training rows are among them. */
const onSuperset: LeakOperator = {
  name: "judged on some of all rows",
  codes: seen,
  variants: (subject) => judgedOnEach(subject, someRows(subject).map((steps) => `${subject.rows} |> ${steps}`)),
};

/** Judged on a part of another split of the same rows. Its shares differ, so its parts are other rows than those of the first split. */
const onResplit: LeakOperator = {
  name: "judged on a part of a second split",
  codes: seen,
  variants: (subject) => {
    const ways = ["", ", order: random", ...(subject.words === undefined ? [] : [`, group: ${subject.words}`])];
    return [subject.rows, subject.train].flatMap((of) => ways.flatMap((way) => judgedOnEach(subject, ["own_second"], [`{ own_first, own_second } = ${of} |> split(own_first: 45%, own_second: 55%${way})`])));
  },
};

/** The same file by another path, or a copy of it with the same content, and all that the pipeline does to its rows: the training rows are among them. */
const onSecondLoad: LeakOperator = {
  name: "judged on the same file, loaded again",
  codes: seen,
  variants: (subject) => {
    const { npm, absolute, relative } = dataOf(subject);
    const copies = join(tmpdir(), "mlp-mutation");
    mkdirSync(copies, { recursive: true });
    const copy = join(copies, `copy-of-${basename(absolute)}`);
    copyFileSync(absolute, copy);
    return [npm, relative, `./${relative}`, `../${basename(dirname(subject.path))}/${relative}`, absolute, copy].flatMap((path) => judgedOnEach(subject, ["again"], [`again = ${rowsFrom(subject, path)}`]));
  },
};

/** The training side is widened instead: to all rows, to some of them, to a second split, to the test rows themselves. */
const trainedOnMore: LeakOperator = {
  name: "trained on rows that are judged",
  codes: seen,
  variants: (subject) => {
    if (subject.twoFiles || judgements(subject).length === 0) return [];
    const wider = [subject.rows, subject.test, `${subject.rows} |> sample(share: 90%)`, `${subject.rows} |> filter(${subject.number} > ${subject.middle})`, `${subject.test} |> sample(share: 50%)`];
    const places = callsOf(subject, "train").concat(callsOf(subject, "candidate")).flatMap((call) => {
      const on = argumentOf(call, "on");
      return on?.kind === "name" && on.name === subject.train ? [on] : [];
    });
    return wider.map((rows) => variant(subject, `trained on ${rows}`, places.map((on) => replaced(on, rows))));
  },
};

/** `validate:` on rows of `on:`: the model's own scores are from rows that it was fitted on. */
const validatedOnTrain: LeakOperator = {
  name: "validated on training rows",
  codes: seen,
  variants: (subject) => {
    const rows = [subject.train, subject.rows, `${subject.train} |> sample(share: 20%)`, `${subject.rows} |> filter(${subject.number} > ${subject.middle})`];
    return rows.flatMap((one) => {
      const edits = validations(subject, one);
      return edits.length > 0 ? [variant(subject, `validate: ${one}`, edits)] : [];
    });
  },
};

/** The test rows are the validation rows: what was tuned by them is reported on them. */
const testedOnValidation: LeakOperator = {
  name: "judged on the validation rows",
  codes: [...seen, "MLP4005"],
  variants: (subject) => {
    const { validation, test } = subject;
    const validating = judgements(subject).length > 0 ? validations(subject, test) : [];
    return [
      ...(validation === undefined ? [] : [...judgedOnEach(subject, [validation]), ...judgedOnEach(subject, [`${validation} |> sample(share: 50%)`, `${validation} |> sort(by: ${subject.number})`])]),
      ...(validating.length > 0 ? [variant(subject, "validate: the test rows", validating), variant(subject, "validate: some test rows", validations(subject, `${test} |> sample(share: 30%)`))] : []),
    ];
  },
};

/** `best_of` on the rows of the report, or on those that the models were fitted on: the score that chooses is too good. */
const chosenOnSeen: LeakOperator = {
  name: "chosen by best_of on rows that are seen or judged",
  codes: seen,
  variants: (subject) => {
    const [judged] = judgements(subject);
    if (!judged) return [];
    const model = sliceOf(subject, judged.model);
    const rival = `rival = train(decision_tree(), ${subject.features}, on: ${subject.train})`;
    const chosen = (on: string) => `better = best_of([${model}, rival], by: ${subject.values === "number" ? "rmse" : "accuracy"}, on: ${on})`;
    const judging = (on: string) => `better_report = evaluate(better, on: ${on})`;
    const { train, rows, test } = subject;
    return [
      variant(subject, "chosen and judged on the test rows", [], [rival, chosen(test), judging(test)]),
      variant(subject, "chosen on test rows, judged on some of them", [], [rival, chosen(test), judging(`${test} |> sample(share: 50%)`)]),
      variant(subject, "chosen on some test rows, judged on all", [], [rival, chosen(`${test} |> sample(share: 50%)`), judging(test)]),
      variant(subject, "chosen on the training rows", [], [rival, chosen(train), judging(test)]),
      ...(subject.twoFiles ? [] : [variant(subject, "chosen on all rows", [], [rival, chosen(rows), judging(test)])]),
    ];
  },
};

/** The filters that made the parts are moved, so that some rows pass both. */
const overlappingFilters: LeakOperator = {
  name: "filters that overlap",
  codes: seen,
  variants: (subject) =>
    moves.flatMap(([file, was, now]) => {
      const at = subject.text.indexOf(was);
      return subject.file.endsWith(file) && at >= 0 ? [variant(subject, `${was} becomes ${now}`, [{ start: at, end: at + was.length, text: now }])] : [];
    }),
};

const moves: readonly (readonly [file: string, was: string, now: string])[] = [
  ["weather-by-date.mlp", '.date >= to_date("2015-01-01")', '.date >= to_date("2013-06-01")'],
  ["weather-by-date.mlp", '.date >= to_date("2015-01-01")', '.date > to_date("2013-12-30")'],
  ["weather-by-date.mlp", '.date >= to_date("2015-01-01")', '.date < to_date("2015-01-01")'],
  ["weather-by-date.mlp", '.date < to_date("2014-01-01")', '.date <= to_date("2015-01-01")'],
  ["weather-by-date.mlp", '.date < to_date("2014-01-01")', '.date < to_date("2014-01-01") or .wind > 3'],
  ["weather-by-date.mlp", '.date < to_date("2014-01-01")', ".wind > 3"],
  ["countries-by-year.mlp", "drop_rows(where: .year < border)", "drop_rows(where: .year < border - 10)"],
  ["countries-by-year.mlp", "drop_rows(where: .year < border)", "drop_rows(where: .year > border)"],
  ["countries-by-year.mlp", "drop_rows(where: .year < border)", "drop_rows(where: .year < border and .children > 3)"],
  ["countries-by-year.mlp", "filter(.year < border)", "filter(.year <= border)"],
  ["populations-by-sex.mlp", ".sex in [2, 3]", ".sex in [1, 2]"],
  ["populations-by-sex.mlp", ".sex in [2, 3]", ".sex < 3"],
  ["populations-by-sex.mlp", ".sex in [2, 3]", ".sex == 2 or .age > 60"],
  ["populations-by-sex.mlp", ".sex in [2, 3]", "not (.sex == 2)"],
];

/** Adds or replaces `validate:` in each training of the models that are judged. */
function validations(subject: Subject, rows: string): readonly Edit[] {
  return callsOf(subject, "train").flatMap((call) => {
    const [on, given] = [argumentOf(call, "on"), argumentOf(call, "validate")];
    if (on?.kind !== "name" || on.name !== subject.train) return [];
    return [given ? replaced(given, rows) : { start: on.span.end, end: on.span.end, text: `, validate: ${rows}` }];
  });
}

/**
 * The prediction of a helper that was trained on the judged rows is a feature: it remembers their targets. Also where the helper was trained
 * on all rows; and where the second model is judged on the rows that it was trained on itself, with the predictions among them.
 */
const stacked: LeakOperator = {
  name: "predictions of a model that has seen the rows",
  codes: ["MLP4001", "MLP4003"],
  variants: (subject) => {
    const { train, test, rows, features } = subject;
    if (subject.twoFiles || (subject.values !== "number" && !subject.encodes)) return [];
    const helped = (seenByHelper: string, fitted: string, judged: string): readonly string[] => [
      `helper = train(decision_tree(), ${features}, on: ${seenByHelper})`,
      `stacked = train(decision_tree(), ${features}, on: predict(helper, on: ${fitted}))`,
      `stacked_report = evaluate(stacked, on: predict(helper, on: ${judged}))`,
    ];
    return [
      variant(subject, "the helper has seen the test rows", [], helped(test, train, test)),
      variant(subject, "the helper has seen all rows", [], helped(rows, train, test)),
      variant(subject, "the helper has seen some test rows", [], helped(`${test} |> sample(share: 50%)`, train, test)),
      variant(subject, "judged on the rows it was trained on", [], helped(train, train, train)),
      variant(subject, "trained on the test rows, judged on the helper's", [], helped(train, test, train)),
    ];
  },
};

/** The same observations in a file of other content (another format, another column more): a file is known by its bytes. */
const rewritten: LeakOperator = {
  name: "the same observations in another file",
  codes: seen,
  beyond: "a file is known by its bytes; only the run can find equal rows, and does where they are exactly equal (0014)",
  variants: (subject) =>
    subject.file.endsWith("two-cities.mlp")
      ? [variant(subject, "Seattle is in weather.csv too", [{ start: subject.text.indexOf('"New York"'), end: subject.text.indexOf('"New York"') + '"New York"'.length, text: '"Seattle"' }])]
      : [],
};

export const rowLeaks: readonly LeakOperator[] = [onTrain, onWhole, onSubset, onSuperset, onResplit, onSecondLoad, trainedOnMore, validatedOnTrain, testedOnValidation, chosenOnSeen, overlappingFilters, stacked, rewritten];

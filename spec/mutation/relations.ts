import type { LeakOperator, SoundOperator } from "./operator.ts";
import { variant, type Subject, type Variant } from "./subject.ts";

/** Values that rows are given from other rows: by a join of statistics, and by looking back. Each variant trains and judges a model of its own, below. */

const statistics = ["MLP4003"];

/** Trains on some rows, and judges on others. */
const judged = ({ features }: Subject, train: string, test: string): readonly string[] => [`own_model = train(decision_tree(), ${features}, on: ${train})`, `own_report = evaluate(own_model, on: ${test})`];

/** A recipe that chooses its columns takes none that are added. */
const takesMore = ({ text }: Subject): boolean => !/recipe\([^)]*\)\s*\|> select/.test(text);

/** Statistics of some rows by a column of text, joined to both parts. */
function joined(subject: Subject, note: string, from: string, value: string, more = ""): readonly Variant[] {
  const { words, train, test } = subject;
  if (words === undefined || !takesMore(subject)) return [];
  return [
    variant(subject, note, [], [
      `own_statistics = ${from} |> aggregate(by: ${words}, own_value: ${value})`,
      `own_train = ${train} |> join(own_statistics, on: ${words}${more})`,
      `own_test = ${test} |> join(own_statistics, on: ${words}${more})`,
      ...judged(subject, "own_train", "own_test"),
    ]),
  ];
}

/** The rows that the parts are cut from hold the test rows: so do the statistics of each part's groups. */
const joinedFromAll: LeakOperator = {
  name: "statistics of all rows, joined to the parts",
  codes: statistics,
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { number, rows, test, train } = subject;
    return [
      ...joined(subject, "a mean", rows, `mean(${number})`),
      ...joined(subject, "a count", rows, "count()"),
      ...joined(subject, "an inner join", rows, `max(${number})`, ", how: inner"),
      ...joined(subject, "of the test rows alone", test, `mean(${number})`),
      ...joined(subject, "of the parts together", `union(${train}, with: [${test}])`, `median(${number})`),
    ];
  },
};

/** The mean of the target by group is computed from the row's own target, too. */
const targetByGroup: LeakOperator = {
  name: "the target of a row's own group, joined to it",
  codes: ["MLP4004"],
  variants: (subject) => (subject.values === "number" && !subject.twoFiles ? joined(subject, "its mean", subject.train, `mean(.${subject.target})`) : []),
};

/** Statistics of the training rows are known when the test rows come. */
const joinedFromTrain: SoundOperator = {
  name: "statistics of the training rows, joined to the parts",
  variants: (subject) => [...joined(subject, "a mean", subject.train, `mean(${subject.number})`), ...joined(subject, "several", subject.train, `quantile(${subject.number}, 0.9)`, ", how: inner")],
};

const looksBack = ({ text, rows, twoFiles, target, number }: Subject): string | undefined => (text.includes("seattle-weather.csv") && !twoFiles ? `${rows} |> windows(order: .date, own_before: lag(.${target}), own_mean: mean(${number}, over: 7d), own_sum: sum(${number}, last: 3))` : undefined);

/** Days of the test part are seen by days of the training part that come after them. */
const lookedBackAtRandom: LeakOperator = {
  name: "rows that look back, split without regard to time",
  codes: statistics,
  variants: (subject) => {
    const back = looksBack(subject);
    if (back === undefined) return [];
    const parts = judged(subject, "own_train", "own_test");
    const split = (how: string) => variant(subject, how, [], [`own_rows = ${back}`, `{ own_train, own_test } = own_rows |> split(own_train: 80%, own_test: 20%, ${how})`, ...parts]);
    const filters = (train: string, test: string) => variant(subject, `${train}, ${test}`, [], [`own_rows = ${back}`, `own_train = own_rows |> ${train}`, `own_test = own_rows |> ${test}`, ...parts]);
    const { number, middle } = subject;
    return [
      split("order: random"),
      split("group: .weather"),
      split(`by_time: .own_before`),
      filters(`filter(${number} < ${middle})`, `filter(${number} >= ${middle})`),
      filters('filter(.date >= to_date("2014-01-01"))', 'filter(.date < to_date("2014-01-01"))'),
      variant(subject, "a later row, joined", [], [`own_later = ${subject.rows} |> select([.date, ${number}])`, `own_train = ${subject.train} |> join_asof(own_later, time: .date, direction: forward, exact: false, suffix: "_own")`, `own_test = ${subject.test} |> join_asof(own_later, time: .date, direction: forward, exact: false, suffix: "_own")`, ...parts]),
    ];
  },
};

/** What looks back sees no row of a later part. */
const lookedBackInTime: SoundOperator = {
  name: "rows that look back, split in time",
  variants: (subject) => {
    const back = looksBack(subject);
    if (back === undefined) return [];
    const parts = judged(subject, "own_train", "own_test");
    const steps = (note: string, rows: string, ...below: readonly string[]) => variant(subject, note, [], [`own_rows = ${rows}`, ...below, ...parts]);
    const split = "{ own_train, own_test } = own_rows |> split(own_train: 80%, own_test: 20%, by_time: .date)";
    return [
      steps("a split", back, split),
      steps("rows chosen in between", `${back} |> filter(${subject.number} > 1)`, split),
      steps("in groups", back.replace("order:", "by: .weather, order:"), split),
      steps("whole groups", back.replace("order:", "by: .weather, order:"), "{ own_train, own_test } = own_rows |> split(own_train: 60%, own_test: 40%, group: .weather)"),
      steps("filters", back, 'own_train = own_rows |> filter(.date < to_date("2014-01-01"))', 'own_test = own_rows |> filter(.date >= to_date("2015-01-01"))'),
      steps("each part for itself", subject.rows, `own_train = ${looksBack({ ...subject, rows: subject.train }) ?? ""}`, `own_test = ${looksBack({ ...subject, rows: subject.test }) ?? ""}`),
    ];
  },
};

export const relationLeaks: readonly LeakOperator[] = [joinedFromAll, targetByGroup, lookedBackAtRandom];
export const soundRelations: readonly SoundOperator[] = [joinedFromTrain, lookedBackInTime];

import type { SoundOperator } from "./operator.ts";
import { dataOf, metricOf, numberName, rowsFrom, variant, type Subject, type Variant } from "./subject.ts";

/** Judges on the one and trains on the other of two choices of rows. */
function apart(subject: Subject, note: string, train: string, test: string, below: readonly string[] = []): Variant {
  return variant(subject, note, [], [
    ...below,
    `one_side = ${train}`,
    `other_side = ${test}`,
    `own_model = train(decision_tree(), ${subject.features}, on: one_side)`,
    `own_report = evaluate(own_model, on: other_side)`,
    `own_release = register(own_model, name: "own", metrics: own_report) when own_report.${metricOf(subject)} > 0.1`,
  ]);
}

/** Two filters of one table that no row passes both, by a comparison of one column and its opposite. */
const complements: SoundOperator = {
  name: "filters that no row passes both",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { rows, number, middle, words } = subject;
    const kept = (where: string) => `${rows} |> filter(${where})`;
    const pairs = [
      [kept(`${number} < ${middle}`), kept(`${number} >= ${middle}`)],
      [kept(`${number} <= ${middle}`), kept(`${middle} < ${number}`)],
      [kept(`${number} < ${middle}`), `${rows} |> drop_rows(where: ${number} < ${middle})`],
      [kept(`${number} < ${middle}`), kept(`not (${number} < ${middle})`)],
      [kept(`${number} < ${middle} - 1`), kept(`${number} > ${middle} + 1`)],
      [kept(`${number} < ${middle} and ${number} > 0`), `${rows} |> sort(by: ${number}) |> filter(${number} > ${middle}) |> sample(share: 50%)`],
      [kept(`${number} < ${middle} or ${number} == null`), kept(`${number} >= ${middle}`)],
      [kept(`${number} > 0 and (${number} < ${middle})`), kept(`${number} > ${middle} and ${number} < 1000`)],
      [`${rows} |> drop_rows(where: ${number} >= ${middle})`, `${rows} |> drop_rows(where: ${number} < ${middle} or ${number} == null)`],
      ...(words === undefined ? [] : [[kept(`${words} == "a"`), kept(`${words} != "a"`)], [kept(`${words} in ["a", "b"]`), kept(`not (${words} in ["a", "b"])`)], [kept(`${words} in ["a", "b"]`), kept(`${words} in ["c", "d"]`)]]),
    ] as const;
    return pairs.map(([train = "", test = ""]) => apart(subject, `${train} / ${test}`, train, test));
  },
};

/** The border is a param, or the condition is a column of its own. */
const namedBorders: SoundOperator = {
  name: "filters by a param or by a derived column",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { rows, number, middle } = subject;
    const marked = `marked = ${rows} |> derive(fold: ${number} < ${middle})`;
    return [
      apart(subject, "by a param", `${rows} |> filter(${number} < own_border)`, `${rows} |> filter(${number} >= own_border)`, [`param own_border: float = ${middle}`]),
      apart(subject, "by a flag", "marked |> filter(.fold)", "marked |> filter(not .fold)", [marked]),
      apart(subject, "by a flag that is dropped", "marked |> filter(.fold) |> drop_columns(.fold)", "marked |> drop_rows(where: .fold) |> drop_columns(.fold)", [marked]),
      apart(subject, "by a flag, compared", "marked |> filter(.fold == true)", "marked |> filter(.fold == false)", [marked]),
      apart(subject, "a split, then filters of the parts", "first |> filter(" + number + " > 0)", "second |> filter(" + number + " > 0)", [`{ first, second } = ${rows} |> split(first: 50%, second: 50%, order: random)`]),
      apart(subject, "by a function", `below(${rows}, ${middle})`, `above(${rows}, ${middle})`, [`fn below(all_rows: Dataset, border: float) = all_rows |> filter(${number} < border)`, `fn above(all_rows: Dataset, border: float) = all_rows |> filter(${number} >= border)`]),
    ];
  },
};

/** The condition is of an expression, not of a column alone; or the two sides come from two loads of one file. */
const expressionsAndLoads: SoundOperator = {
  name: "filters by an expression, or of two loads",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { rows, number, middle } = subject;
    const name = numberName(subject);
    const again = `again = ${rowsFrom(subject, dataOf(subject).relative)}`;
    return [
      apart(subject, "by an expression", `${rows} |> filter(abs(${number}) < ${middle})`, `${rows} |> filter(abs(${number}) >= ${middle})`),
      apart(subject, "by an expression and its negation", `${rows} |> filter(${number} / 2 < ${middle})`, `${rows} |> drop_rows(where: ${number} / 2 < ${middle})`),
      apart(subject, "by a remainder", `${rows} |> filter(${number} - 2 * floor(${number} / 2) == 0)`, `${rows} |> filter(${number} - 2 * floor(${number} / 2) == 1)`),
      apart(subject, "by a range and what is outside", `${rows} |> filter(${number} > 1 and ${number} < ${middle})`, `${rows} |> drop_rows(where: ${number} > 1 and ${number} < ${middle})`),
      apart(subject, "of two loads of the file", `again |> filter(${number} < ${middle})`, `${rows} |> filter(${number} >= ${middle})`, [again]),
      apart(subject, "a row-wise step between", `${rows} |> derive(own_more: ${number} * 2) |> filter(${number} < ${middle}) |> drop_columns(.own_more)`, `${rows} |> filter(${number} >= ${middle})`),
      ...(name === undefined ? [] : [apart(subject, "the column is renamed in both", `turned |> filter(.own_number < ${middle}) |> rename(${name}: .own_number)`, `turned |> filter(.own_number >= ${middle}) |> rename(${name}: .own_number)`, [`turned = ${rows} |> rename(own_number: ${number})`])]),
    ];
  },
};

export const soundFilters: readonly SoundOperator[] = [complements, namedBorders, expressionsAndLoads];

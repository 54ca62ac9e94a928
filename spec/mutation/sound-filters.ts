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
      [kept(`${number} < ${middle} and ${number} > 0`), `${rows} |> sort(by: ${number}) |> filter(${number} > ${middle}) |> sample(share: 50%)`],
      [kept(`${number} > 0 and (${number} < ${middle})`), kept(`${number} > ${middle} and ${number} < 1000`)],
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
      apart(subject, "by a flag", "marked |> filter(.fold) |> drop_columns(.fold)", "marked |> filter(not .fold) |> drop_columns(.fold)", [marked]),
      apart(subject, "by a flag and what it leaves", "marked |> filter(.fold) |> drop_columns(.fold)", "marked |> drop_rows(where: .fold) |> drop_columns(.fold)", [marked]),
      apart(subject, "by a flag, compared", "marked |> filter(.fold == true) |> drop_columns(.fold)", "marked |> filter(.fold == false) |> drop_columns(.fold)", [marked]),
      apart(subject, "a split, then filters of the parts", `own_first |> filter(${number} > 0)`, `own_second |> filter(${number} > 0)`, [`{ own_first, own_second } = ${rows} |> split(own_first: 50%, own_second: 50%, order: random)`]),
      apart(subject, "by a function", `below(${rows}, ${middle})`, `above(${rows}, ${middle})`, [`fn below(all_rows: Dataset, border: float) = all_rows |> filter(${number} < border)`, `fn above(all_rows: Dataset, border: float) = all_rows |> filter(${number} >= border)`]),
    ];
  },
};

/** A border that is computed from numbers of the file. */
const computedBorders: SoundOperator = {
  name: "filters by a computed border",
  variants: (subject) => {
    const { rows, number, middle } = subject;
    return subject.twoFiles ? [] : [apart(subject, "with a gap", `${rows} |> filter(${number} < ${middle} - 1)`, `${rows} |> filter(${number} > ${middle} + 1)`)];
  },
};

/** Rows without a value belong to one of the two sides: `a or b` holds on one, and neither on the other. */
const withNulls: SoundOperator = {
  name: "filters with `or`",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { rows, number, middle } = subject;
    return [
      apart(subject, "nulls on the lower side", `${rows} |> filter(${number} < ${middle} or ${number} == null)`, `${rows} |> filter(${number} >= ${middle})`),
      apart(subject, "nulls are dropped", `${rows} |> drop_rows(where: ${number} >= ${middle})`, `${rows} |> drop_rows(where: ${number} < ${middle} or ${number} == null)`),
      apart(subject, "outside of a range", `${rows} |> filter(${number} > 1 and ${number} < ${middle})`, `${rows} |> drop_rows(where: ${number} > 1 and ${number} < ${middle})`),
    ];
  },
};

/** The same expression stands on both sides, once below and once not below the border. */
const ofExpressions: SoundOperator = {
  name: "filters by an expression",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { rows, number, middle } = subject;
    return [
      apart(subject, "by an expression", `${rows} |> filter(abs(${number}) < ${middle})`, `${rows} |> filter(abs(${number}) >= ${middle})`),
      apart(subject, "by an expression and its negation", `${rows} |> filter(${number} / 2 < ${middle})`, `${rows} |> drop_rows(where: ${number} / 2 < ${middle})`),
    ];
  },
};

/** One side is loaded again: a file is one source however often it is loaded, and so are its columns. */
const ofTwoLoads: SoundOperator = {
  name: "filters of two loads of one file",
  beyond: "a column that is computed behind each of two loads is computed twice to the checker; one load, and two filters of it, say that it is one",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { rows, number, middle } = subject;
    return [apart(subject, "of two loads of the file", `again |> filter(${number} < ${middle})`, `${rows} |> filter(${number} >= ${middle})`, [`again = ${rowsFrom(subject, dataOf(subject).relative)}`])];
  },
};

/** Steps that leave the compared column as it is, and a new name that both sides have. */
const behindSteps: SoundOperator = {
  name: "filters behind other steps",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { rows, number, middle } = subject;
    const name = numberName(subject);
    const back = `rename(${name ?? ""}: .own_number)`;
    return [
      apart(subject, "a row-wise step between", `${rows} |> derive(own_more: ${number} * 2) |> filter(${number} < ${middle}) |> drop_columns(.own_more)`, `${rows} |> filter(${number} >= ${middle})`),
      ...(name === undefined ? [] : [apart(subject, "the column is renamed in both", `turned |> filter(.own_number < ${middle}) |> ${back}`, `turned |> filter(.own_number >= ${middle}) |> ${back}`, [`turned = ${rows} |> rename(own_number: ${number})`])]),
    ];
  },
};

/** Only arithmetic tells that no number passes both conditions. */
const ofRemainders: SoundOperator = {
  name: "filters that only arithmetic tells apart",
  beyond: "whether two conditions exclude each other is not decidable; a column with the result (`derive(fold: …)`) makes it a comparison",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const { rows, number } = subject;
    const rest = `${number} - 2 * floor(${number} / 2)`;
    return [apart(subject, "even and odd", `${rows} |> filter(${rest} == 0)`, `${rows} |> filter(${number} - 1 - 2 * floor((${number} - 1) / 2) == 0)`)];
  },
};

export const soundFilters: readonly SoundOperator[] = [complements, namedBorders, behindSteps, computedBorders, withNulls, ofExpressions, ofTwoLoads, ofRemainders];

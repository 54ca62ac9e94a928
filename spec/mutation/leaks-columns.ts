import type { LeakOperator } from "./operator.ts";
import { judgements, numberName, tells, variant, withFirstRecipeStep, withSteps, type Edit, type Subject, type Variant } from "./subject.ts";

const derived = ["MLP4004"];

/** Steps behind all rows, so that the column is in the training rows and in the test rows. With two files it would be in one of them only. */
const prepared = (subject: Subject, steps: readonly string[]): readonly Variant[] => (subject.twoFiles ? [] : steps.map((step) => variant(subject, step, withSteps(subject, `|> ${step}`))));

/** A statistic of all rows stands behind a feature, and the rows that are judged are among those it was learned from. */
const statistics: LeakOperator = {
  name: "a step is fitted in front of the split",
  codes: ["MLP4003"],
  variants: (subject) => {
    const { number, middle, gaps, words } = subject;
    if (judgements(subject).length === 0) return [];
    const fills = ["mean", "median", "most_frequent"].flatMap((how) => [
      ...(gaps ? [`impute(${number}, with: ${how})`] : []),
      `derive(gappy: ln(${number} - ${middle})) |> impute(.gappy, with: ${how})`,
    ]);
    const scales = ["standard", "min_max", "robust", "max_abs"].map((method) => `scale(${number}, method: ${method})`);
    const codes = words === undefined ? [] : [`encode(${words}, method: ordinal)`, ...(subject.encodes ? [`encode(${words}, method: one_hot)`] : [])];
    const hidden = [`derive(scaled: ${number}) |> scale(.scaled) |> rename(level: .scaled)`, `derive(scaled: ${number}) |> scale(.scaled) |> derive(level: .scaled * 2) |> drop_columns(.scaled)`];
    return prepared(subject, [...fills, ...scales, ...codes, ...hidden]);
  },
};

/** The fitted step decides which rows there are: the training rows follow from a statistic of the test rows. */
const statisticsThatChoose: LeakOperator = {
  name: "rows are chosen by a statistic of all rows",
  codes: ["MLP4003"],
  variants: (subject) => (judgements(subject).length === 0 ? [] : prepared(subject, [`derive(level: ${subject.number}) |> scale(.level) |> filter(.level < 3) |> drop_columns(.level)`])),
};

/** A column that follows from the target alone is a feature: the model reads the answer. The chains are of one to four steps. */
const fromTarget: LeakOperator = {
  name: "a feature is computed from the target",
  codes: derived,
  variants: (subject) => {
    const { number } = subject;
    const name = numberName(subject);
    const one = `derive(leak: ${tells(subject)})`;
    return prepared(subject, [
      one,
      `${one} |> rename(told: .leak)`,
      `${one} |> cast(.leak, to: float)`,
      `${one} |> clip(.leak, min: 0, max: 1000)`,
      `${one} |> derive(told: .leak - ${number}) |> drop_columns(.leak)`,
      `${one} |> rename(told: .leak) |> cast(.told, to: float) |> clip(.told, min: 0)`,
      `${one} |> derive(told: .leak ^ 2) |> drop_columns(.leak) |> rename(again: .told) |> derive(last: .again / 2)`,
      `derive(leak: "\${.${subject.target}}") |> derive(told: length(.leak)) |> drop_columns(.leak)`,
      `derive(leak: (${tells(subject)}) ?? 0) |> sort(by: .leak)`,
      `derive(leak: max(${tells(subject)}, ${number}))`,
      `derive(leak: to_int(.${subject.target} == null))|> derive(leak: .leak + (${tells(subject)}))`,
      ...(name === undefined ? [] : [`derive(${name}: ${number} + (${tells(subject)}))`]),
    ]);
  },
};

/** The target's values are a feature under another name. */
const copies: LeakOperator = {
  name: "a copy of the target is a feature",
  codes: derived,
  variants: (subject) => {
    if (subject.values !== "number" && !subject.encodes) return [];
    return prepared(subject, [`derive(copy: .${subject.target})`, `derive(copy: (.${subject.target})) |> rename(second: .copy)`, `derive(copy: .${subject.target} ?? .${subject.target})`]);
  },
};

/** The target is computed from columns that stay features: the model only has to compute it too. */
const targetFromFeatures: LeakOperator = {
  name: "the target is computed from features that stay",
  codes: derived,
  variants: (subject) => {
    const { target, values, number, middle, encodes } = subject;
    const as = (expression: string) => `derive(${target}: ${expression})`;
    const renamed = { number: as(".raw * 2"), bool: as("not .raw"), text: as("upper(.raw)") }[values];
    const fromNumber = { number: as(`${number} * 2`), bool: as(`${number} > ${middle}`), text: as(`to_string(${number} > ${middle})`) }[values];
    const twoSteps = { number: "derive(half: NUMBER / 2) |> derive(TARGET: .half + 1)", bool: "derive(half: NUMBER / 2) |> derive(TARGET: .half > 10)", text: "derive(half: NUMBER / 2) |> derive(TARGET: to_string(.half > 10))" }[values];
    return prepared(subject, [
      ...(values === "number" || encodes ? [`rename(raw: .${target}) |> ${renamed}`] : []),
      fromNumber,
      twoSteps.replace("NUMBER", number).replace("TARGET", target),
      `${fromNumber} |> derive(other: ${number} - 1) |> clip(.other, min: -1000)`,
    ]);
  },
};

/** The recipe itself would compute a feature from the target, on the training rows and on those that are judged: a recipe has no such column. */
const inRecipe: LeakOperator = {
  name: "the recipe computes a feature from the target",
  codes: ["MLP3011"],
  variants: (subject) =>
    [`|> derive(leak: ${tells(subject)})`, `|> derive(leak: ${tells(subject)}) |> rename(told: .leak) |> clip(.told, min: 0)`].map((steps) => variant(subject, steps, withFirstRecipeStep(subject, steps))),
};

/** The step that drops what the target was computed from is taken away. */
const undropped: LeakOperator = {
  name: "the column behind the target is not dropped",
  codes: derived,
  variants: (subject) =>
    drops.flatMap(([file, was, now]) => {
      const at = subject.text.indexOf(was);
      return subject.file.endsWith(file) && at >= 0 ? [variant(subject, `without ${was.trim()}`, [{ start: at, end: at + was.length, text: now }])] : [];
    }),
};

const drops: readonly (readonly [file: string, was: string, now: string])[] = [
  ["flights.mlp", "  |> drop_columns([.delay])", ""],
  ["flights.mlp", "drop_columns([.delay])", "rename(lateness: .delay)"],
  ["flights.mlp", "drop_columns([.delay])", "cast(.delay, to: float)"],
  ["flights.mlp", "drop_columns([.delay])", "derive(minutes: .delay / 60) |> drop_columns(.delay)"],
  ["penguins-derived.mlp", "  |> drop_columns(.`Body Mass (g)`)\n", ""],
  ["penguins-derived.mlp", "drop_columns(.`Body Mass (g)`)", "clip(.`Body Mass (g)`, max: 6000)"],
  ["penguins-derived.mlp", "drop_columns(.`Body Mass (g)`)", "derive(kilograms: .`Body Mass (g)` / 1000) |> drop_columns(.`Body Mass (g)`)"],
  ["penguins-derived.mlp", "drop_columns(.`Body Mass (g)`)", "rename(mass: .`Body Mass (g)`)"],
  ["strikes-stratified.mlp", "select([.damaged,", "select([.damaged, .`Effect Amount of damage`,"],
];

/** The data itself holds a column that was computed from the target before mlp saw it: nothing in the file says so. */
const inTheFile: LeakOperator = {
  name: "the file holds a column that tells the target",
  codes: derived,
  beyond: "what a column of a file was computed from is not in the file; the run warns of a feature that predicts the target nearly perfectly (MLP9005)",
  variants: (subject) => {
    const at = subject.text.indexOf(".rating, .budget");
    const more: readonly Edit[] = [{ start: at, end: at, text: ".`Rotten Tomatoes Rating`, " }];
    return subject.file.endsWith("movies-best-of.mlp") && at >= 0 ? [variant(subject, "another site's rating of the same film", more)] : [];
  },
};

export const columnLeaks: readonly LeakOperator[] = [statistics, statisticsThatChoose, fromTarget, copies, targetFromFeatures, inRecipe, undropped, inTheFile];

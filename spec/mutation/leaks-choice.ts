import type { LeakOperator } from "./operator.ts";
import { judgements, metricOf, sliceOf, variant, type Subject } from "./subject.ts";

/** How a gate may say that the first is better than the second; every one compares the two scores. */
const comparisons: readonly ((first: string, second: string) => string)[] = [
  (first, second) => `${first} > ${second}`,
  (first, second) => `${second} <= ${first}`,
  (first, second) => `${first} > ${second} + 0.01`,
  (first, second) => `not (${first} < ${second})`,
  (first, second) => `${first} >= 0.1 and ${first} > ${second}`,
  (first, second) => `${first} >= max(${first}, ${second})`,
  (first, second) => `(${first} > ${second}) == true`,
];

/** The same, by arithmetic with the two scores, or by asking which of them the larger one is. */
const arithmetic: readonly ((first: string, second: string) => string)[] = [
  (first, second) => `${first} - ${second} > 0`,
  (first, second) => `0 < (${first} - ${second}) * 100`,
  (first, second) => `${first} / ${second} > 1`,
  (first, second) => `${first} == max(${first}, ${second})`,
  (first, second) => `${first} != min(${first}, ${second})`,
];

/**
 * Two candidates are compared on the test rows, and the better one is registered with its score on these rows: the score is that of the
 * luckier one. All ways to write the comparison say the same.
 */
const byGates: LeakOperator = {
  name: "chosen by gates on the test rows",
  codes: ["MLP4005"],
  variants: (subject) => {
    const judged = judgedOf(subject);
    if (!judged) return [];
    const { rival, mine, other } = judged;
    const metric = metricOf(subject);
    return [
      ...comparisons.map((better) => variant(subject, better("a", "b"), [], [...rival, ...releases(judged, better(`${mine}.${metric}`, `${other}.${metric}`))])),
      variant(subject, "behind a name", [], [...rival, `better = ${mine}.${metric} > ${other}.${metric}`, ...releases(judged, "better")]),
      variant(subject, "behind two names", [], [...rival, `my_score = ${mine}.${metric}`, `better = my_score > ${other}.${metric}`, ...releases(judged, "better")]),
      variant(subject, "measured again for the report", [], [...rival, ...releases({ ...judged, mine: `evaluate(${judged.model}, on: ${subject.test})` }, `${mine}.${metric} > ${other}.${metric}`)]),
      variant(subject, "measured on some of the rows for the report", [], [...rival, ...releases({ ...judged, mine: `evaluate(${judged.model}, on: ${subject.test} |> sample(share: 50%))` }, `${mine}.${metric} > ${other}.${metric}`)]),
    ];
  },
};

/** The same choice, where the two scores do not stand on the two sides of one comparison. */
const byArithmetic: LeakOperator = {
  name: "chosen by arithmetic with the scores",
  codes: ["MLP4005"],
  variants: (subject) => {
    const judged = judgedOf(subject);
    if (!judged) return [];
    const { rival, mine, other } = judged;
    const metric = metricOf(subject);
    return [
      ...arithmetic.map((better) => variant(subject, better("a", "b"), [], [...rival, ...releases(judged, better(`${mine}.${metric}`, `${other}.${metric}`))])),
      variant(subject, "behind the name of a difference", [], [...rival, `lead = ${mine}.${metric} - ${other}.${metric}`, ...releases(judged, "lead > 0")]),
    ];
  },
};

/** The choice by gates in a function, as it may be written to do it for several pairs. */
const byFunction: LeakOperator = {
  name: "chosen by gates in a function",
  codes: ["MLP4005"],
  variants: (subject) => {
    const judged = judgedOf(subject);
    if (!judged) return [];
    const { rival, mine, other } = judged;
    const metric = metricOf(subject);
    const beats = `fn beats(first: Report, second: Report) = first.${metric} > second.${metric}`;
    return [variant(subject, "the comparison is a function", [], [beats, ...rival, `better = beats(${mine}, ${other})`, ...releases(judged, "better")])];
  },
};

/** Gates choose by the scores on the test rows, and the one that was chosen is then measured on these rows: its score is that of the luckier one. */
const judgedAgain: LeakOperator = {
  name: "chosen by gates, then judged on the same rows",
  codes: ["MLP4001", "MLP4005"],
  variants: (subject) => {
    const judged = judgedOf(subject);
    if (!judged) return [];
    const { model, rival, mine, other } = judged;
    const better = `${mine}.${metricOf(subject)} > ${other}.${metricOf(subject)}`;
    const final = `final_report = evaluate(own_first ?? own_second, on: ${subject.test})`;
    const again = (name: string, depth: number, gate: string) => `${name} = train(decision_tree(depth: ${depth}), ${subject.features}, on: ${subject.train}) when ${gate}`;
    return [
      variant(subject, "registered versions", [], [...rival, `own_first = register(${model}, name: "mutant") when ${better}`, `own_second = register(rival, name: "mutant") when not (${better})`, final]),
      variant(subject, "models", [], [...rival, again("own_first", 3, better), again("own_second", 4, `not (${better})`), final]),
    ];
  },
};

/** A score on the test rows decides how, or on which rows, a model is trained that is then judged on them. */
const scoreIntoTraining: LeakOperator = {
  name: "a score on the test rows goes into the training",
  codes: ["MLP4001", "MLP4003"],
  variants: (subject) => {
    const judged = judgedOf(subject);
    if (!judged) return [];
    const [score, { train, features }] = [`my_report.${metricOf(subject)}`, subject];
    const judging = `own_report = evaluate(own_model, on: ${subject.test})`;
    return [
      variant(subject, "a parameter of the estimator", [], [...judged.rival, `own_model = train(random_forest(depth: 3, max_features: ${score}), ${features}, on: ${train})`, judging]),
      variant(subject, "a border of the training rows", [], [...judged.rival, `own_model = train(decision_tree(), ${features}, on: ${train} |> filter(${subject.number} > ${score}))`, judging]),
    ];
  },
};

interface Judged {
  readonly model: string;
  readonly rival: readonly string[];
  readonly mine: string;
  readonly other: string;
}

function judgedOf(subject: Subject): Judged | undefined {
  const [judged] = judgements(subject);
  if (!judged) return undefined;
  const model = sliceOf(subject, judged.model);
  const rival = [
    `rival = train(decision_tree(), ${subject.features}, on: ${subject.train})`,
    `rival_report = evaluate(rival, on: ${subject.test})`,
    `my_report = evaluate(${model}, on: ${subject.test})`,
  ];
  return { model, rival, mine: "my_report", other: "rival_report" };
}

const releases = ({ model, mine, other }: Judged, gate: string): readonly string[] => [
  `first_choice = register(${model}, name: "mutant", metrics: ${mine}) when ${gate}`,
  `second_choice = register(rival, name: "mutant", metrics: ${other}) when not (${gate})`,
];

export const choiceLeaks: readonly LeakOperator[] = [byGates, byArithmetic, byFunction, judgedAgain, scoreIntoTraining];

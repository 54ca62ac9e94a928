import type { BindingStatement, Expression, FunctionStatement } from "../../language/syntax/ast.ts";
import { eachChild } from "../../language/syntax/visit.ts";
import type { SoundOperator } from "./operator.ts";
import {
  argumentOf,
  bindings,
  callsOf,
  expressions,
  judgedOn,
  judgements,
  metricOf,
  numberName,
  replaced,
  sliceOf,
  tells,
  variant,
  withFirstRecipeStep,
  withSteps,
  type Edit,
  type Subject,
  type Variant,
} from "./subject.ts";

/** One binding, or all, under other names. A part's name is also that of its share. */
const renamed: SoundOperator = {
  name: "bindings have other names",
  variants: (subject) => {
    const names = bindings(subject).flatMap((one) => one.names.map(({ text }) => text));
    return [...names.map((name) => variant(subject, `${name} renamed`, renaming(subject, [name]))), variant(subject, "all renamed", renaming(subject, names))];
  },
};

function renaming(subject: Subject, names: readonly string[]): readonly Edit[] {
  const other = (name: string) => `other_${name}`;
  const declared = bindings(subject).flatMap((binding) => {
    const parts = binding.parts ? expressions(subject).flatMap((one) => (one.kind === "call" && one.callee.text === "split" && inside(one, binding.value) ? one.args : [])) : [];
    return [...binding.names, ...parts.flatMap(({ name }) => (name ? [name] : []))].filter(({ text }) => names.includes(text));
  });
  const used = expressions(subject).flatMap((one) => (one.kind === "name" && names.includes(one.name) && !isParameter(subject, one) ? [{ text: one.name, span: one.span }] : []));
  return [...declared, ...used].map((one) => replaced(one, other(one.text)));
}

const inside = (inner: Expression, outer: Expression): boolean => inner.span.start >= outer.span.start && inner.span.end <= outer.span.end;

const isParameter = (subject: Subject, { name, span }: Extract<Expression, { kind: "name" }>): boolean =>
  subject.statements.some((one) => one.kind === "function" && span.start >= one.span.start && span.end <= one.span.end && one.params.some((param) => param.name.text === name));

/** The order of statements means nothing. */
const reordered: SoundOperator = {
  name: "statements in another order",
  variants: (subject) => {
    const parts = subject.statements.map(({ span }) => subject.text.slice(span.start, span.end));
    const orders = { reversed: [...parts].reverse(), sorted: [...parts].sort(), turned: [...parts.slice(parts.length >> 1), ...parts.slice(0, parts.length >> 1)] };
    return Object.entries(orders).map(([note, order]) => variant(subject, note, [{ start: 0, end: subject.text.length, text: order.join("\n\n") }]));
  },
};

/** A binding that is used once stands in the place where it is used. */
const inlined: SoundOperator = {
  name: "a binding is written where it is used",
  variants: (subject) =>
    bindings(subject).flatMap((binding) => {
      const [name] = binding.names;
      if (!name || binding.parts || binding.when) return [];
      const uses = expressions(subject).filter((one) => one.kind === "name" && one.name === name.text && !isParameter(subject, one));
      const [use] = uses;
      const isInFunction = subject.statements.some((one): one is FunctionStatement => one.kind === "function" && use !== undefined && use.span.start >= one.span.start && use.span.end <= one.span.end);
      if (!use || uses.length > 1 || isInFunction) return [];
      const value = use.kind === "name" && binding.value.kind === "call" && binding.value.callee.text === "evaluate" ? sliceOf(subject, binding.value) : `(${sliceOf(subject, binding.value)})`;
      return [variant(subject, `${name.text} inlined`, [replaced(use, value), { start: binding.span.start, end: binding.span.end, text: "" }])];
    }),
};

/** An argument that is a call, or the beginning of a pipe, is a binding of its own. */
const named: SoundOperator = {
  name: "a part of an expression has a name",
  variants: (subject) =>
    bindings(subject).flatMap((binding) => {
      const args = callsIn(binding).flatMap((call) => call.args.flatMap(({ value }) => (value.kind === "call" && nodes.has(call.callee.text) ? [value] : [])));
      const heads = binding.value.kind === "pipe" ? binding.value.steps.slice(0, -1).map(({ span }) => ({ start: binding.value.span.start, end: span.end })) : [];
      return [
        ...args.map((value) => variant(subject, `${sliceOf(subject, value)} named`, [replaced(value, "own_name")], [`own_name = ${sliceOf(subject, value)}`])),
        ...heads.map((head) => variant(subject, "a pipe is cut in two", [{ ...head, text: "own_name" }], [`own_name = ${subject.text.slice(head.start, head.end)}`])),
      ];
    }),
};

const nodes = new Set(["train", "register", "best_of", "evaluate", "serve"]);

function callsIn(binding: BindingStatement): readonly Extract<Expression, { kind: "call" }>[] {
  const found: Extract<Expression, { kind: "call" }>[] = [];
  const visit = (one: Expression): void => {
    if (one.kind === "call") found.push(one);
    eachChild(one, visit);
  };
  visit(binding.value);
  return found;
}

/** Steps that look at one row alone, or only choose or order rows, teach nothing of other rows. */
const rowWise: SoundOperator = {
  name: "row-wise steps in front of the split",
  variants: (subject) => {
    const { number, middle } = subject;
    const name = numberName(subject);
    const only = [`filter(${number} > ${middle / 4})`, `drop_rows(where: ${number} == ${middle})`, `sort(by: ${number})`, "sample(share: 90%)", "drop_duplicates()"];
    const columns = [`derive(more: ${number} * 2)`, `derive(more: ${number} - ${middle}) |> rename(distance_to_middle: .more) |> clip(.distance_to_middle, min: -5000, max: 5000)`, ...(name === undefined ? [] : [`rename(own: ${number}) |> rename(${name}: .own)`]), `derive(more: ${number}) |> cast(.more, to: float)`];
    const constant = subject.gaps ? [`impute(${number}, with: constant, value: 0)`] : [];
    return (subject.twoFiles ? only : [...only, ...columns, ...constant]).map((step) => variant(subject, step, withSteps(subject, `|> ${step}`)));
  },
};

/** A fitted step whose column is dropped again before a model sees it. */
const fittedAndDropped: SoundOperator = {
  name: "a fitted column in front of the split is dropped",
  variants: (subject) =>
    subject.twoFiles
      ? []
      : [
          variant(subject, "dropped in front of the split", withSteps(subject, `|> derive(level: ${subject.number}) |> scale(.level) |> drop_columns(.level)`)),
          ...(subject.validation === undefined ? [droppedInRecipe(subject)] : []),
        ],
};

const droppedInRecipe = (subject: Subject): Variant =>
  variant(subject, "dropped in the recipe", [...withSteps(subject, `|> derive(level: ${subject.number}) |> scale(.level)`), ...withFirstRecipeStep(subject, "|> drop_columns(.level)")]);

/** The same, where the rows with the dropped column are also those that models are chosen by: no model sees the column there either. */
const fittedAndDroppedBeforeChoice: SoundOperator = {
  name: "the same, with a validation part",
  variants: (subject) => (subject.validation === undefined ? [] : [droppedInRecipe(subject)]),
};

/** A column from the target, or from what it is computed from, does no harm when it is dropped before training. */
const toldAndDropped: SoundOperator = {
  name: "a column from the target is dropped",
  variants: (subject) => {
    if (subject.twoFiles) return [];
    const hint = `|> derive(hint: ${tells(subject)})`;
    return [
      variant(subject, "in front of the split", withSteps(subject, `${hint} |> drop_columns([.hint])`)),
      variant(subject, "in the recipe", [...withSteps(subject, hint), ...withFirstRecipeStep(subject, "|> drop_columns([.hint])")]),
      variant(subject, "renamed, in the recipe", [...withSteps(subject, `${hint} |> rename(clue: .hint)`), ...withFirstRecipeStep(subject, "|> drop_columns(.clue)")]),
      variant(subject, "a filter on it", withSteps(subject, `${hint} |> filter(.hint != null) |> drop_columns(.hint)`)),
    ];
  },
};

/** Fewer training rows, or fewer test rows, are still apart. */
const narrowed: SoundOperator = {
  name: "fewer rows behind the split",
  variants: (subject) => {
    const { train, test, number, middle } = subject;
    const trained = callsOf(subject, "train").flatMap((call) => {
      const on = argumentOf(call, "on");
      return on?.kind === "name" && on.name === train ? [on] : [];
    });
    const steps = ["sample(share: 60%)", `filter(${number} > ${middle / 2})`, `drop_rows(where: ${number} == ${middle})`, "drop_duplicates()", `sort(by: ${number})`];
    const halves = `{ left_half, right_half } = ${test} |> split(left_half: 50%, right_half: 50%)`;
    return [
      ...(trained.length > 0 ? steps.map((step) => variant(subject, `trained on fewer: ${step}`, trained.map((on) => replaced(on, `${train} |> ${step}`)))) : []),
      ...(judgements(subject).length > 0 ? [...steps.map((step) => variant(subject, `judged on fewer: ${step}`, everyJudgedOn(subject, "fewer"), [`fewer = ${test} |> ${step}`])), variant(subject, "judged on half of the test rows", everyJudgedOn(subject, "right_half"), [halves])] : []),
    ];
  },
};

/** Judges the champion, too, on these rows: scores are compared on the same rows only. */
const everyJudgedOn = (subject: Subject, rows: string): readonly Edit[] =>
  callsOf(subject, "evaluate").flatMap((call) => {
    const on = argumentOf(call, "on");
    return on?.kind === "name" && on.name === subject.test ? [replaced(on, rows)] : [];
  });

/** Something that has no part in the rest: other splits, other loads, other models. */
const unused: SoundOperator = {
  name: "something more that is not used",
  variants: (subject) => {
    const { rows, train, features } = subject;
    const extra = `extra = train(baseline(), ${features}, on: ${train})`;
    return [
      ["{ some, rest } = " + rows + " |> split(some: 50%, rest: 50%)"],
      [`again = ${rows} |> sample(share: 10%)`],
      [`filled = ${rows} |> scale(${subject.number})`],
      [extra],
      [extra, `extra_report = evaluate(extra, on: ${train}, seen: allowed)`],
      [extra, `extra_report = evaluate(extra, on: ${subject.test})`],
      [`extra_recipe = recipe(target: .${subject.target}) |> scale(${subject.number})`],
      [`own_scored = train(baseline(), ${features}, on: ${train}) |> predict(on: ${rows})`],
    ].map((below) => variant(subject, below.join("; "), [], below));
  },
};

/** Other words for the same: parentheses, pipes, functions, gates that are no choice. */
const rewritten: SoundOperator = {
  name: "the same, written in another way",
  variants: (subject) => {
    const judged = judgements(subject);
    const [first] = judged;
    const gate = bindings(subject).find(({ when }) => when)?.when;
    const metric = metricOf(subject);
    return [
      ...(first
        ? [
            variant(subject, "in parentheses", judgedOn(subject, `((${subject.test}))`)),
            variant(subject, "by another name", judgedOn(subject, "other_name"), [`other_name = ${subject.test}`]),
            variant(subject, "evaluate behind a pipe", judged.map(({ call, model }) => replaced(call, `(${sliceOf(subject, model)} |> evaluate(on: ${subject.test}))`))),
            variant(subject, "evaluate in a function", judged.map(({ call, model }) => replaced(call, `own_judge(${sliceOf(subject, model)}, ${subject.test})`)), ["fn own_judge(model: Model, on: Dataset) = evaluate(model, on: on)"]),
            variant(subject, "evaluate in a block", judged.map(({ call, model }) => replaced(call, `own_judge(${sliceOf(subject, model)}, ${subject.test}).judged`)), ["fn own_judge(model: Model, on: Dataset) {\n  judged = evaluate(model, on: on)\n}"]),
            variant(subject, "a gate against the champion on the same rows", [], [`before_report = evaluate(champion("own"), on: ${subject.test})`, `now_report = evaluate(${sliceOf(subject, first.model)}, on: ${subject.test})`, `own_release = register(${sliceOf(subject, first.model)}, name: "own", metrics: now_report) when now_report.${metric} > (before_report.${metric} ?? 0)`]),
            variant(subject, "a gate against a baseline", [], [`own_model = train(baseline(), ${subject.features}, on: ${subject.train})`, `own_plain = evaluate(own_model, on: ${subject.test})`, `now_report = evaluate(${sliceOf(subject, first.model)}, on: ${subject.test})`, `own_release = register(${sliceOf(subject, first.model)}, name: "own", metrics: now_report) when now_report.${metric} - own_plain.${metric} > 0.01`]),
            variant(subject, "two models with a gate each", [], [`rival = train(decision_tree(), ${subject.features}, on: ${subject.train})`, `rival_report = evaluate(rival, on: ${subject.test})`, `rival_release = register(rival, name: "own", metrics: rival_report) when rival_report.${metric} > 0.5`]),
          ]
        : []),
      ...(gate ? [variant(subject, "a gate behind a name", [replaced(gate, "is_good")], [`is_good = ${sliceOf(subject, gate)}`]), variant(subject, "one more condition", [replaced(gate, `(${sliceOf(subject, gate)}) and true`)])] : []),
    ];
  },
};

/** What was learned from is judged, and the other way round: where no part is for validation, the two are alike. */
const swapped: SoundOperator = {
  name: "training and test rows change places",
  variants: (subject) => {
    const { train, test } = subject;
    if (subject.validation !== undefined || subject.file.endsWith("penguins-derived.mlp")) return [];
    const uses = expressions(subject).flatMap((one) => (one.kind === "name" && (one.name === train || one.name === test) && !isInput(subject, one) ? [replaced(one, one.name === train ? test : train)] : []));
    return [variant(subject, `${train} and ${test}`, uses)];
  },
};

/** A name that another dataset is made from, not one that a model is trained or judged on. */
const isInput = (subject: Subject, name: Expression): boolean => expressions(subject).some((one) => one.kind === "pipe" && one.head === name);

/** A helper's predictions are a feature; helper and model were trained on the training rows only. */
const stacked: SoundOperator = {
  name: "predictions of a model that has seen the training rows",
  variants: (subject) => {
    const { train, test, features } = subject;
    if (subject.values !== "number" && !subject.encodes) return [];
    return [
      variant(subject, "a stack of two", [], [
        `helper = train(decision_tree(), ${features}, on: ${train})`,
        `stacked = train(decision_tree(), ${features}, on: predict(helper, on: ${train}))`,
        `stacked_report = evaluate(stacked, on: predict(helper, on: ${test}))`,
      ]),
    ];
  },
};

export const soundEdits: readonly SoundOperator[] = [renamed, reordered, inlined, named, rowWise, fittedAndDropped, fittedAndDroppedBeforeChoice, toldAndDropped, narrowed, unused, rewritten, swapped, stacked];


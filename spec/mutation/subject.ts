import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { BindingStatement, CallExpression, Expression, Statement } from "../../language/syntax/ast.ts";
import { parse } from "../../language/syntax/parse.ts";
import { eachChild } from "../../language/syntax/visit.ts";

export const root = new URL("../../", import.meta.url).pathname;

/** What a person knows of a sound pipeline, so that no operator has to ask the checker under test. */
export interface Roles {
  /** Relative to the repository. */
  readonly file: string;
  /** The binding with all rows that are split later; operators add steps behind it. */
  readonly rows: string;
  readonly train: string;
  readonly validation?: string;
  readonly test: string;
  /** The binding or function with the recipe. */
  readonly recipe?: string;
  /** The target's name and what its values are. */
  readonly target: string;
  readonly values: "number" | "text" | "bool";
  /** A column of numbers that reaches the model, and a number inside its range. */
  readonly number: string;
  readonly middle: number;
  /** Whether some of these numbers are missing. */
  readonly gaps?: boolean;
  /** A column of text that reaches the model. */
  readonly words?: string;
  /** Whether the recipe turns every column of text into numbers. */
  readonly encodes?: boolean;
  /** The training rows are all rows of one file, the test rows of another. */
  readonly twoFiles?: boolean;
}

export interface Subject extends Roles {
  readonly path: string;
  readonly text: string;
  readonly statements: readonly Statement[];
  /** The expression of a recipe: `features`, `prepared(.yield)`. */
  readonly features: string;
}

const own = (name: string): string => `spec/mutation/sound/${name}.mlp`;

export const soundPipelines: readonly Roles[] = [
  { file: "pipelines/cars.mlp", rows: "cars", train: "train", validation: "validation", test: "test", target: "Miles_per_Gallon", values: "number", number: ".Horsepower", middle: 95, gaps: true, words: ".Origin", encodes: true },
  { file: "pipelines/flights.mlp", rows: "flights", train: "train", test: "test", target: "late", values: "bool", number: ".distance", middle: 600, words: ".origin" },
  { file: "pipelines/penguins.mlp", rows: "penguins", train: "train", test: "test", target: "Species", values: "text", number: ".`Flipper Length (mm)`", middle: 200, gaps: true, words: ".Island", encodes: true },
  { file: "pipelines/own-nodes.mlp", rows: "cars", train: "train", test: "test", target: "Miles_per_Gallon", values: "number", number: ".Horsepower", middle: 95, gaps: true, words: ".Origin", encodes: true },
  { file: own("weather-by-time"), rows: "weather", train: "past", validation: "recent", test: "last", target: "temp_max", values: "number", number: ".wind", middle: 3, words: ".weather", encodes: true },
  { file: own("weather-by-date"), rows: "weather", train: "past", test: "last", target: "temp_max", values: "number", number: ".wind", middle: 3, words: ".weather" },
  { file: own("two-cities"), rows: "york", train: "york", test: "seattle", target: "temp_max", values: "number", number: ".wind", middle: 3, words: ".weather", twoFiles: true },
  { file: own("countries-by-group"), rows: "countries", train: "train", test: "test", target: "life_expect", values: "number", number: ".fertility", middle: 4, words: ".region" },
  { file: own("countries-by-year"), rows: "countries", train: "before", test: "after", target: "life", values: "number", number: ".children", middle: 4 },
  { file: own("strikes-stratified"), rows: "strikes", train: "train", validation: "validation", test: "test", target: "damaged", values: "bool", number: ".`Speed IAS in knots`", middle: 130, gaps: true, words: ".`Wildlife Size`", encodes: true },
  { file: own("movies-best-of"), rows: "movies", train: "train", validation: "validation", test: "test", target: "rating", values: "number", number: ".minutes", middle: 100, gaps: true, words: ".genre", encodes: true },
  { file: own("cars-champion"), rows: "cars", train: "train", test: "test", target: "Miles_per_Gallon", values: "number", number: ".Horsepower", middle: 95, gaps: true, words: ".Origin", encodes: true },
  { file: own("cars-gates"), rows: "cars", train: "train", validation: "validation", test: "test", target: "Miles_per_Gallon", values: "number", number: ".Horsepower", middle: 95 },
  { file: own("barley-functions"), rows: "barley", train: "train", validation: "validation", test: "test", recipe: "prepared", target: "yield", values: "number", number: ".spread", middle: 2, words: ".site", encodes: true },
  { file: own("penguins-derived"), rows: "penguins", train: "train", test: "test", target: "heavy", values: "bool", number: ".`Flipper Length (mm)`", middle: 200, gaps: true, words: ".Island", encodes: true },
  { file: own("wind-samples"), rows: "wind", train: "few", test: "south", target: "speed", values: "number", number: ".latitude", middle: 50 },
  { file: own("populations-by-sex"), rows: "people", train: "men", test: "women", target: "people", values: "number", number: ".age", middle: 40 },
];

export function subjectOf(roles: Roles): Subject {
  const path = join(root, roles.file);
  const text = readFileSync(path, "utf8");
  const { ast, diagnostics } = parse(path, text);
  if (diagnostics.length > 0) throw new Error(`${roles.file} does not parse`);
  const name = roles.recipe ?? "features";
  const isFunction = ast.statements.some((one) => one.kind === "function" && one.name.text === name);
  return { ...roles, path, text, statements: ast.statements, features: isFunction ? `${name}(.${roles.target})` : name };
}

/** A change of the text between two offsets. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Variant {
  readonly subject: string;
  readonly path: string;
  /** What was done, for people. */
  readonly note: string;
  readonly text: string;
}

export function edited(text: string, edits: readonly Edit[]): string {
  return [...edits].sort((a, b) => b.start - a.start || b.end - a.end).reduce((all, { start, end, text: now }) => all.slice(0, start) + now + all.slice(end), text);
}

/** The pipeline with edits, and statements of its own below. */
export function variant(subject: Subject, note: string, edits: readonly Edit[], below: readonly string[] = []): Variant {
  const text = edited(subject.text, edits) + below.map((statement) => `\n${statement}\n`).join("");
  const troubles = parse(subject.path, text).diagnostics;
  if (troubles[0]) throw new Error(`a variant of ${subject.file} (${note}) does not parse: ${troubles[0].message}\n${text}`);
  return { subject: subject.file, path: subject.path, note, text };
}

export const replaced = ({ span }: { readonly span: { readonly start: number; readonly end: number } }, text: string): Edit => ({ start: span.start, end: span.end, text });

export function bindings(subject: Subject): readonly BindingStatement[] {
  return subject.statements.filter((one) => one.kind === "binding");
}

export function bindingOf(subject: Subject, name: string): BindingStatement | undefined {
  return bindings(subject).find(({ names }) => names.some(({ text }) => text === name));
}

/** Every expression of the file, the outer before the inner. */
export function expressions(subject: Subject): readonly Expression[] {
  const all: Expression[] = [];
  const visit = (expression: Expression): void => {
    all.push(expression);
    eachChild(expression, visit);
  };
  for (const statement of subject.statements) {
    if (statement.kind === "binding") {
      visit(statement.value);
      if (statement.when) visit(statement.when);
    } else if (statement.kind === "function" && statement.body.kind === "expression") visit(statement.body.value);
  }
  return all;
}

export const sliceOf = (subject: Subject, { span }: Expression): string => subject.text.slice(span.start, span.end);

export const callsOf = (subject: Subject, node: string): readonly CallExpression[] =>
  expressions(subject).filter((one): one is CallExpression => one.kind === "call" && one.callee.text === node);

export const argumentOf = (call: CallExpression, name: string): Expression | undefined => call.args.find((argument) => argument.name?.text === name)?.value;

/** The calls of `evaluate` that judge a model of this file on the test rows. */
export const judgements = (subject: Subject): readonly { readonly call: CallExpression; readonly on: Expression; readonly model: Expression }[] =>
  callsOf(subject, "evaluate").flatMap((call) => {
    const [on, model] = [argumentOf(call, "on"), call.args[0]?.value];
    return on?.kind === "name" && on.name === subject.test && model?.kind === "name" ? [{ call, on, model }] : [];
  });

/** Judges on other rows. */
export const judgedOn = (subject: Subject, rows: string): readonly Edit[] => judgements(subject).map(({ on }) => replaced(on, rows));

/** Adds steps behind all rows, in front of the split. */
export function withSteps(subject: Subject, steps: string): readonly Edit[] {
  const at = bindingOf(subject, subject.rows)?.value.span.end ?? 0;
  return [{ start: at, end: at, text: `\n  ${steps}` }];
}

/** Adds steps to the recipe, in front of all others. */
export function withFirstRecipeStep(subject: Subject, steps: string): readonly Edit[] {
  return callsOf(subject, "recipe").map(({ span }) => ({ start: span.end, end: span.end, text: `\n  ${steps}` }));
}

/** The expression of all rows, with the file named in another way. */
export function rowsFrom(subject: Subject, path: string): string {
  const value = bindingOf(subject, subject.rows)?.value;
  return value ? sliceOf(subject, value).replace(/npm:[^"]+/, path) : "";
}

/** The file of the rows, which is the first that is loaded: where it lies, and its path from the pipeline's folder. */
export function dataOf(subject: Subject): { readonly npm: string; readonly absolute: string; readonly relative: string } {
  const npm = /npm:[^"]+/.exec(subject.text)?.[0] ?? "";
  const absolute = join(root, "node_modules", npm.slice("npm:".length));
  return { npm, absolute, relative: relative(dirname(subject.path), absolute) };
}

/** A value that follows from the target, as a number. */
export const tells = ({ target, values }: Roles): string => (values === "number" ? `.${target} * 2 + 1` : `length(to_string(.${target}))`);

/** A metric that the reports of this pipeline have. */
export const metricOf = ({ values }: Roles): string => (values === "number" ? "r2" : "accuracy");

/** The name of the column of numbers, as a parameter is written: such a name holds no blanks. */
export const numberName = ({ number }: Roles): string | undefined => (number.includes("`") ? undefined : number.slice(1));

import { kind } from "../diagnostic.ts";
import { written } from "./features.ts";

/** Mistakes in the options of fitted steps, and values that they cannot learn from. */

export const stepOption = kind<{ why: string; help: string }>({
  code: "MLP6240",
  severity: "error",
  title: "An option that does not go with the others",
  message: ({ why }) => why,
  help: ({ help }) => help,
  explain: "Some options of a step belong to one of its methods, or go together. An option that would have no effect is refused, so that nobody believes it has one.",
});

export const notFinite = kind<{ step: string; column: string }>({
  code: "MLP6241",
  severity: "error",
  title: "Statistics of infinite values",
  message: ({ step, column }) => `\`${step}\` cannot learn from \`${column}\`: it holds infinite values, or values so large that a mean of them is infinite`,
  help: ({ column }) => `keep them within bounds: \`clip(${written(column)}, min: …, max: …)\`, or drop the rows`,
  explain: "A mean, a spread or an interval of infinite values is infinite or no number at all, and would make every value of the column so.",
});

export const needsPositive = kind<{ column: string }>({
  code: "MLP6242",
  severity: "error",
  title: "A Box-Cox transformation of values that are not above 0",
  message: ({ column }) => `\`transform: box_cox\` is for values above 0, and \`${column}\` has others`,
  help: () => "leave `transform` out: `yeo_johnson` takes any values",
  explain: "The Box-Cox transformation raises a value to a power that is learned, or takes its logarithm. Both are for positive values only.",
});

export const needsTarget = kind<{ step: string; method: string }>({
  code: "MLP6243",
  severity: "error",
  title: "A step that learns from the target, outside of a recipe",
  message: ({ step, method }) => `\`${step}\` with \`method: ${method}\` learns from the target, and must be a step of a recipe`,
  help: ({ step }) => `write it behind \`recipe(target: …)\`: \`features = recipe(target: .…) |> ${step}(…)\``,
  explain:
    "A category's code is then what the target is on average in its rows. Computed on a dataset, each row's code would hold the row's own target, and a model would read the answer from it. In a recipe, the rows that are trained on get codes from rows other than themselves, and rows that the model is judged on are never looked at.",
});

export const tooManyColumns = kind<{ step: string; columns: number; most: number }>({
  code: "MLP6244",
  severity: "error",
  title: "A step that would make too many columns",
  message: ({ step, columns, most }) => `\`${step}\` would make ${columns.toLocaleString("en")} columns, and at most ${most.toLocaleString("en")} are allowed`,
  help: () => "choose fewer columns, a lower degree, or `interaction_only: true`",
  explain: "The number of products of columns grows quickly with the number of columns and the degree.",
});

export const stepNeedsDates = kind<{ step: string; column: string; type: string }>({
  code: "MLP6245",
  severity: "error",
  title: "Parts of a date of something else",
  message: ({ step, column, type }) => `\`${step}\` takes dates and timestamps, and \`${column}\` is ${type}`,
  help: ({ column }) => `read a date from text first: \`cast(${written(column)}, to: date)\``,
  explain: "Years, weekdays and hours are parts of a date or of a timestamp.",
});

export const stepsDiagnostics = [stepOption, notFinite, needsPositive, needsTarget, tooManyColumns, stepNeedsDates] as const;

import { stepNeedsText, textOption } from "../../language/diagnostics/registry/features-computed.ts";
import { bool, columns, float, int, list, oneOf, optional, string, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { changeColumns } from "../../language/types/schema.ts";
import type { Type } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { after } from "./step.ts";
import { isTextColumn, methods, optionMistake, type Method } from "./text/options.ts";
import { wordsOfStep } from "./together.ts";

const version = 1;

export const text = defineNode({
  name: "text",
  version,
  group: "features",
  summary: "Turns text into columns of words.",
  doc: `A term is a word of at least two letters, digits or underscores, or with \`ngrams: 2\` also two words in a row, and so on.
\`bag\` counts each term; \`tf_idf\` multiplies the count by 1 + ln((1 + rows) / (1 + rows with the term)), so that what is everywhere weighs little, and gives each text the length 1; \`hashing\` learns no terms and counts them at \`buckets\` places by their MurmurHash3, half of them negatively. They are the numbers of scikit-learn's \`CountVectorizer\`, \`TfidfVectorizer\` and \`HashingVectorizer\`.
In a recipe, only what is not zero is kept, and \`logistic_regression\` and \`ridge\` compute with that alone; other estimators get all columns, up to 1 GB. On a dataset, each term becomes a column \`column=term\`, at most 1,000 of them. Terms that were not learned count nothing; a missing text has no terms.`,
  examples: ["features = recipe(target: .spam) |> text(.message, method: tf_idf, ngrams: 2, min_rows: 5)", 'rows |> text(.title, method: bag, max_terms: 100, stop_words: ["the", "a"])'],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of text, each with terms of its own."),
    method: withDefault(oneOf(methods, "What a term counts."), "tf_idf"),
    lowercase: withDefault(bool("Whether upper and lower case are the same."), true),
    ngrams: withDefault(int("How many words in a row are a term at most.", { min: 1, max: 10 }), 1),
    stop_words: optional(list(string("Words that are left out, in lower case."))),
    min_rows: optional(float("Terms of fewer rows are left out; below 1, a share of the rows.", { min: 0 })),
    max_rows: optional(float("Terms of more rows are left out; up to 1, a share of the rows.", { above: 0 })),
    max_terms: optional(int("How many terms are kept at most: the most frequent.", { min: 1 })),
    sublinear: optional(bool("For \`tf_idf\`: 1 + ln(count) in the place of the count.")),
    binary: withDefault(bool("Whether a term counts once, however often it is there."), false),
    norm: optional(oneOf(["l1", "l2", "none"], "What is made 1 for each text: the sum of the values without their signs, or of their squares. \`none\` for \`bag\` and \`l2\` otherwise, if left out.")),
    buckets: optional(int("For \`hashing\`: the number of places, 65,536 if left out.", { min: 1, max: 4_194_304 })),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer,
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => after(rows, await (await import("./text/fit.ts")).spreadText(rows, args, context, version), context),
    provides: () => import("./text/fit.ts"),
  },
});

function infer(call: Call): Type {
  const rows = call.dataset("rows");
  const names = call.columns("columns");
  const method = call.constant("method") as Method | undefined;
  const why = method && optionMistake(method, (option) => call.has(option));
  if (why !== undefined) call.report(textOption, { why });
  if (!rows?.schema || !names) return call.rows(undefined);
  const chosen = rows.schema.columns.filter(({ name, type }) => names.includes(name) && type.kind !== "encoded");
  const wrong = chosen.find((column) => !isTextColumn(column) && column.type.kind !== "unknown");
  if (wrong) call.report(stepNeedsText, wordsOfStep("text", wrong), "columns");
  const learned = call.learn("words", rows);
  if (call.inRecipe) return call.rows(changeColumns(rows.schema, chosen.map(({ name }) => name), (column) => ({ ...column, type: { kind: "encoded" }, learned: [...(column.learned ?? []), learned] })));
  const made = call.rows(undefined);
  return { ...made, learned: [...made.learned, learned] };
}

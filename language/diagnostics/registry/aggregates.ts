import { kind } from "../diagnostic.ts";

const cars = 'cars = load("npm:vega-datasets/data/cars.json")\n';

export const notAnAggregate = kind<{ node: string; written: string; example: string }>({
  code: "MLP3027",
  severity: "error",
  title: "No function of several rows",
  message: ({ node, written }) => `\`${node}\` makes one value of several rows, and \`${written}\` does not say how`,
  help: ({ example }) => `call one function of several rows, as in \`${example}\`; what is computed from its result goes into a \`derive\` behind it`,
  explain:
    "A column has one value in each row. What becomes of them in a group is said by a function of several rows: their sum, their mean, the first of them. Inside it may stand any expression over a row, `sum(.price * .count)`. What is computed from several of them, such as a ratio of two sums, is computed from the columns of the result.",
  bad: `${cars}makers = cars |> aggregate(by: .Origin, power: .Horsepower)\n`,
  good: `${cars}makers = cars |> aggregate(by: .Origin, power: mean(.Horsepower))\n`,
});

export const aggregateElsewhere = kind<{ node: string; name: string; only: "groups" | "windows" }>({
  code: "MLP3028",
  severity: "error",
  title: "A function of other rows than these",
  message: ({ node, name, only }) => (only === "windows" ? `\`${name}\` looks back from a row, and the groups of \`${node}\` have no such row` : `\`${name}\` is a function of all rows of a group, and \`${node}\` looks at a few of them from each row`),
  help: ({ only }) => (only === "windows" ? "it belongs into `windows`, which keeps each row" : "it belongs into `aggregate`, which gives one row for each group"),
  explain: "Most functions of several rows may be used on the rows of a group and on those that a row looks back at. `lag` needs a row to look back from; `mode` is computed for whole groups only.",
  bad: `${cars}makers = cars |> aggregate(by: .Origin, power: lag(.Horsepower))\n`,
  good: `${cars}makers = cars |> aggregate(by: .Origin, power: last(.Horsepower))\n`,
});

export const aggregateDiagnostics = [notAnAggregate, aggregateElsewhere] as const;

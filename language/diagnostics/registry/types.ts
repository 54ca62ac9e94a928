import { kind } from "../diagnostic.ts";

const load = 'rows = load("npm:vega-datasets/data/cars.json")\n';

export const unknownArgument = kind<{ node: string; name: string; hint: string | undefined }>({
  code: "MLP3001",
  severity: "error",
  title: "Unknown parameter",
  message: ({ node, name }) => `\`${node}\` has no parameter \`${name}\``,
  help: ({ hint }) => hint,
  explain: "Each node declares its parameters; a name it does not have is never ignored.",
  bad: `${load}{ train, test } = split(rows, train: 80%, test: 20%, stratfy: .Origin)\n`,
  good: `${load}{ train, test } = split(rows, train: 80%, test: 20%, stratify: .Origin)\n`,
});

export const missingArgument = kind<{ node: string; name: string; doc: string }>({
  code: "MLP3002",
  severity: "error",
  title: "Missing parameter",
  message: ({ node, name }) => `\`${node}\` needs \`${name}\``,
  help: ({ name, doc }) => `\`${name}\`: ${doc}`,
  explain: "A parameter without a default must be given.",
  bad: `${load}clean = filter(rows)\n`,
  good: `${load}clean = filter(rows, where: .Horsepower != null)\n`,
});

export const wrongType = kind<{ node: string; name: string; wanted: string; got: string }>({
  code: "MLP3003",
  severity: "error",
  title: "An argument of another type",
  message: ({ node, name, wanted, got }) => `\`${name}\` of \`${node}\` takes ${wanted}, and this is ${got}`,
  explain:
    "Every parameter has a type. Numbers are written `0.5` or `50%`, durations `15m`, sizes `2GB`, columns `.name`, words bare: `with: median`.",
  bad: `${load}small = sample(rows, share: "a tenth")\n`,
  good: `${load}small = sample(rows, share: 10%)\n`,
});

export const unknownWord = kind<{ node: string; name: string; word: string; hint: string | undefined }>({
  code: "MLP3004",
  severity: "error",
  title: "Not one of the words it takes",
  message: ({ node, name, word }) => `\`${name}\` of \`${node}\` does not take \`${word}\``,
  help: ({ hint }) => hint,
  explain: "A parameter with a fixed set of choices takes one of them as a bare word.",
  bad: `${load}filled = impute(rows, numeric, with: meen)\n`,
  good: `${load}filled = impute(rows, numeric, with: mean)\n`,
});

export const outOfRange = kind<{ node: string; name: string; value: string; bounds: string; doc: string; percent: string | undefined }>({
  code: "MLP3005",
  severity: "error",
  title: "Out of range",
  message: ({ node, name, value, bounds }) => `\`${name}\` of \`${node}\` must be ${bounds}, and this is ${value}`,
  help: ({ name, bounds, doc, percent }) => `${percent === undefined ? "" : `did you mean \`${percent}\`? Otherwise `}make \`${name}\` ${bounds}: ${doc}`,
  explain: "Numbers have the range that makes sense for their parameter; it is in the node's reference.",
  bad: `${load}small = sample(rows, share: 150%)\n`,
  good: `${load}small = sample(rows, share: 15%)\n`,
});

export const tooManyPositional = kind<{ node: string; allowed: number; names: readonly string[]; written: string; free: boolean }>({
  code: "MLP3006",
  severity: "error",
  title: "An argument without its name",
  message: ({ node, allowed }) =>
    allowed === 0
      ? `\`${node}\` takes its arguments by name`
      : `\`${node}\` takes at most ${allowed} argument${allowed === 1 ? "" : "s"} without a name`,
  help: ({ node, names, written, free }) => {
    if (free) return `give it a name of your own, as in \`${node}(…, part: ${written})\``;
    if (names.length === 0) return `leave it out: \`${node}\` has no other parameter`;
    return `write it with the name of what it is for: ${names.slice(0, 6).map((name) => `\`${name}: ${written}\``).join(", ")}`;
  },
  explain: "Inputs are named. At most two may go without a name, and the first of them is what a pipe fills.",
  bad: `${load}model = load("a.csv", "b.csv", "c.csv")\n`,
  good: load,
});

export const repeatedArgument = kind<{ node: string; name: string; piped: boolean; written: string }>({
  code: "MLP3007",
  severity: "error",
  title: "A parameter given twice",
  message: ({ node, name, piped }) =>
    piped ? `\`${name}\` of \`${node}\` is already given by the pipe` : `\`${name}\` of \`${node}\` is given twice`,
  help: ({ name, piped, written }) =>
    piped ? `leave this one out, or begin the pipe with it: \`${written} |> …\`` : `keep the one that you mean, and remove the other \`${name}\``,
  explain: "Each parameter is given once: by the pipe, by its place, or by its name.",
  bad: `${load}small = sample(rows, share: 10%, share: 20%)\n`,
  good: `${load}small = sample(rows, share: 10%)\n`,
});

export const operandMismatch = kind<{ why: string }>({
  code: "MLP3008",
  severity: "error",
  title: "An operator does not fit its operands",
  message: ({ why }) => why,
  explain:
    "Operators take values of fitting types: numbers are added, strings are joined by `concat`, conditions are combined by `and`, `or` and `not`.",
  bad: `${load}odd = filter(rows, .Name > 3)\n`,
  good: `${load}odd = filter(rows, .Cylinders > 3)\n`,
});

export const optionalUsed = kind<{ what: string }>({
  code: "MLP3009",
  severity: "error",
  title: "A value that may be absent",
  message: ({ what }) => `${what} may be absent here`,
  help: () => 'say what counts instead with `??`, as in `(champion("churn").roc_auc ?? 0)`',
  explain: "A champion may not exist yet, and a gated binding may have been skipped. `??` gives the value for that case.",
  bad: 'better = champion("churn").roc_auc > 0.5\n',
  good: 'better = (champion("churn").roc_auc ?? 0) > 0.5\n',
});

export const notACondition = kind<{ got: string; example: string | undefined }>({
  code: "MLP3010",
  severity: "error",
  title: "Not a condition",
  message: ({ got }) => `a condition is true or false, and this is ${got}`,
  help: ({ example }) => (example === undefined ? "compare it with something: `==`, `!=`, `<`, `<=`, `>`, `>=` and `in` give true or false" : `compare it with something, as in \`${example}\``),
  explain:
    "`when`, `filter` and `drop_rows` take something that is true or false: a comparison, or comparisons joined by `and`, `or`, `not`.",
  bad: `${load}odd = filter(rows, .Cylinders)\n`,
  good: `${load}odd = filter(rows, .Cylinders == 3)\n`,
});

export const unknownColumn = kind<{ column: string; hint: string | undefined }>({
  code: "MLP3011",
  severity: "error",
  title: "Unknown column",
  message: ({ column }) => `there is no column \`${column}\` here`,
  help: ({ hint }) => hint,
  explain:
    "Columns are known before the run: their names are read from the data, and followed through every step. A column that was dropped, renamed or not selected is no longer there.",
  bad: `${load}odd = filter(rows, .Cylinder == 3)\n`,
  good: `${load}odd = filter(rows, .Cylinders == 3)\n`,
});

export const columnOutOfPlace = kind<{ column: string }>({
  code: "MLP3012",
  severity: "error",
  title: "A column without its dataset",
  message: ({ column }) => `the column \`.${column}\` cannot stand here: no dataset is in scope`,
  help: () => "a bare name refers to a binding or a param; columns stand in the arguments of nodes that take rows",
  explain: "`.name` is a column of the dataset that a node works on, so it stands only inside that node's arguments.",
  bad: "limit = .age\n",
  good: "limit = 18\n",
});

export const gateWithoutNode = kind<{ name: string; of: string | undefined }>({
  code: "MLP3013",
  severity: "error",
  title: "A gate on nothing that runs",
  message: ({ name, of }) => `${of === undefined ? `\`${name}\` never runs by itself` : `\`${name}\` is only another name for \`${of}\``}, so \`when\` has nothing to gate`,
  help: ({ name, of }) => `put \`when\` ${of === undefined ? "" : `on \`${of}\`, or `}on the binding whose node uses \`${name}\``,
  explain: "`when` decides whether a node runs. Values, recipes, estimators, checks and channels are descriptions that other nodes use, and another name for a binding is there as soon as that binding is.",
  bad: "estimator = ridge(alpha: 1) when 1 > 0\n",
  good: "estimator = ridge(alpha: 1)\n",
});

export const unknownTypeName = kind<{ name: string; hint: string | undefined }>({
  code: "MLP3014",
  severity: "error",
  title: "Unknown type",
  message: ({ name }) => `there is no type named \`${name}\``,
  help: ({ hint }) => hint,
  explain:
    "Params are `int`, `float`, `string`, `bool`, `path`, `share`, `duration` or `bytes`; columns of a schema are `int`, `float`, `string`, `bool`, `date`, `timestamp` or `category(…)`.",
  bad: "param limit: flaot = 0.5\n",
  good: "param limit: float = 0.5\n",
});

/** How a value of each type of param is written. */
export const paramExamples = { int: "10", float: "0.5", string: '"text"', bool: "true", path: '"data.csv"', share: "20%", duration: "15m", bytes: "2GB", secret: 'env("ALERT_URL")' } as const;

export const wrongParamValue = kind<{ name: string; type: keyof typeof paramExamples; wanted: string; got: string; fitting: string | undefined }>({
  code: "MLP3015",
  severity: "error",
  title: "A param's value is of another type",
  message: ({ name, wanted, got }) => `the param \`${name}\` is ${wanted}, and this is ${got}`,
  help: ({ name, type, fitting }) =>
    `write it as in \`${paramExamples[type]}\`${fitting === undefined ? "" : `, or declare \`param ${name}: ${fitting}\``}`,
  explain: "A param's default and the value given on the command line must be of its declared type.",
  bad: 'param limit: float = "high"\n',
  good: "param limit: float = 0.9\n",
});

export const paramOutOfRange = kind<{ name: string; got: string; percent: string | undefined }>({
  code: "MLP3020",
  severity: "error",
  title: "A share that is more than the whole",
  message: ({ name, got }) => `the param \`${name}\` is a share, which lies from 0 to 1, and this is ${got}`,
  help: ({ name, percent }) => (percent === undefined ? `write it as in \`20%\` or \`0.2\`, or declare \`param ${name}: float\`` : `did you mean \`${percent}\`?`),
  explain: "A `share` is a part of a whole: `70%`, which is the same as `0.7`. A number of something else is an `int` or a `float`.",
  bad: "param part: share = 30\n",
  good: "param part: share = 30%\n",
});

export const paramRequired = kind<{ name: string }>({
  code: "MLP3016",
  severity: "error",
  title: "A param without a value",
  message: ({ name }) => `the param \`${name}\` has no default and was not given`,
  help: ({ name }) => `give it: -p ${name}=…`,
  explain: "A `param` without a default must be given when the pipeline runs.",
});

export const operationInExpression = kind<{ node: string }>({
  code: "MLP3017",
  severity: "error",
  title: "A node inside a row expression",
  message: ({ node }) => `\`${node}\` is a node and cannot stand in an expression over rows`,
  help: () => "give it a binding of its own and refer to that by name",
  explain: "An expression over rows computes one value from the columns of a row. Nodes work on whole datasets.",
  bad: `${load}odd = filter(rows, load("x.csv") == 3)\n`,
});

export const notConstant = kind<{ what: string }>({
  code: "MLP3018",
  severity: "error",
  title: "Must be known before the run",
  message: ({ what }) => `${what} must be known before the run`,
  help: () => "write the value itself, or refer to a `param`",
  explain: "What decides the shape of the graph (a param's default, retries, import paths) is read before anything runs.",
  bad: "param a: int = 1\nparam b: int = a\n",
  good: "param a: int = 1\nparam b: int = 1\n",
});

export const reservedWord = kind<{ word: string }>({
  code: "MLP3019",
  severity: "error",
  title: "Cannot be used yet",
  message: ({ word }) => `${word} cannot be used here`,
  explain: "The construct is part of the language's grammar and has no meaning in this place.",
  bad: "x = [1, 2][0]\n",
  good: "x = 1\n",
});

export const impossibleCategory = kind<{ column: string; value: string; hint: string | undefined }>({
  code: "MLP3021",
  severity: "error",
  title: "A value that a category cannot have",
  message: ({ column, value }) => `\`${column}\` is never \`${value}\``,
  help: ({ hint }) => hint,
  explain: "A column that a schema declares as a category has only the values that the declaration lists: a comparison with any other is true for no row, or for all.",
  bad: 'schema Car { .Origin: category("USA", "Europe", "Japan"), .Weight_in_lbs: int }\ncars = load("npm:vega-datasets/data/cars.json", schema: Car) |> filter(.Origin == "Japn")\n',
  good: 'schema Car { .Origin: category("USA", "Europe", "Japan"), .Weight_in_lbs: int }\ncars = load("npm:vega-datasets/data/cars.json", schema: Car) |> filter(.Origin == "Japan")\n',
});

export const unknownPromise = kind<{ word: string; hint: string | undefined }>({
  code: "MLP3022",
  severity: "error",
  title: "Not a promise of a schema",
  message: ({ word }) => `a schema promises nothing by the word \`${word}\``,
  help: ({ hint }) => hint,
  explain: "Behind the type of a column, a schema may promise more of its values: `in 0..120` (a range), `matching r\"[A-Z]+\"` (the whole text matches a pattern), `unique` (no value twice), `unit \"kg\"` (what its numbers count) and `pii` (its values tell who somebody is). Beside its columns it may promise more of whole rows: `unique(.order, .line)` and `expect .ended >= .started`.",
  bad: "schema Car { .Name: string uniqe }\n",
  good: "schema Car { .Name: string unique }\n",
});

export const promiseMisfit = kind<{ why: string }>({
  code: "MLP3023",
  severity: "error",
  title: "A promise that does not fit its column",
  message: ({ why }) => why,
  explain: "A range is for numbers, dates and timestamps, a pattern for text. What a schema promises is known before the run: both ends of a range and a pattern are literals or params.",
  bad: "schema Car { .Name: string in 0..3 }\n",
  good: "schema Car { .Cylinders: int in 3..8 }\n",
});

export const unitsDiffer = kind<{ operator: string; left: string; right: string }>({
  code: "MLP3024",
  severity: "error",
  title: "Numbers of different units",
  message: ({ operator, left, right }) => `\`${operator}\` takes numbers of one unit, and these are in ${left} and ${right}`,
  help: () => "convert one of them: `.grams / 1000` in a column of its own, declared or cast anew",
  explain: "A schema may say what the numbers of a column count: `unit \"kg\"`. Kilograms are neither added to metres nor compared with them; a product or a quotient has the product or the quotient of the units; a literal has no unit and fits any.",
  bad: 'schema Car { .Weight_in_lbs: int unit "lb", .Horsepower: int? unit "hp" }\ncars = load("npm:vega-datasets/data/cars.json", schema: Car) |> derive(sum: .Weight_in_lbs + .Horsepower)\n',
  good: 'schema Car { .Weight_in_lbs: int unit "lb", .Horsepower: int? unit "hp" }\ncars = load("npm:vega-datasets/data/cars.json", schema: Car) |> derive(ratio: .Weight_in_lbs / .Horsepower)\n',
});

export const emptyPromise = kind<{ why: string }>({
  code: "MLP3026",
  severity: "error",
  title: "A promise of rows that says nothing new",
  message: ({ why }) => why,
  help: () => "leave it out, or name the columns that it is about",
  explain: "Beside its columns, a schema may promise more of whole rows: `unique(.order, .line)` says that no two rows have the same values in all these columns, and `expect .ended >= .started` what holds for each row. A key that is promised twice, a column that stands twice in one, and a condition without a column say nothing of the rows that is not known without them.",
  bad: "schema Trip { .vehicle: string, .started: timestamp, unique(.vehicle, .started), unique(.started, .vehicle) }\n",
  good: "schema Trip { .vehicle: string, .started: timestamp, unique(.vehicle, .started) }\n",
});

export const rowsNeverEqual = kind<{ column: string; why: "missing" | "added" | "type"; types?: readonly [string, string]; hint: string | undefined }>({
  code: "MLP3025",
  severity: "error",
  title: "Rows that can never be equal",
  message: ({ column, why, types }) =>
    why === "type"
      ? `\`.${column}\` is ${types?.[0] ?? "of one type"} on the left and ${types?.[1] ?? "of another"} on the right, so these rows are never equal`
      : `\`.${column}\` is only among the columns on the ${why === "missing" ? "right" : "left"}, so these rows are never equal`,
  help: ({ hint }) => hint,
  explain: "Two datasets are equal where they have columns of the same names, in any order, and the same rows in the same order. An integer equals a float of the same value; floats are equal within a relative error of 1e-9.",
  bad: 'cars = load("npm:vega-datasets/data/cars.json")\ntest "names stay" {\n  expect cars == drop_columns(cars, [.Name])\n}\n',
  good: 'cars = load("npm:vega-datasets/data/cars.json")\ntest "names stay" {\n  expect cars == filter(cars, .Name != null)\n}\n',
});

export const typesDiagnostics = [
  emptyPromise,
  rowsNeverEqual,
  unitsDiffer,
  unknownPromise,
  promiseMisfit,
  impossibleCategory,
  unknownArgument,
  missingArgument,
  wrongType,
  unknownWord,
  outOfRange,
  tooManyPositional,
  repeatedArgument,
  operandMismatch,
  optionalUsed,
  notACondition,
  unknownColumn,
  columnOutOfPlace,
  gateWithoutNode,
  unknownTypeName,
  wrongParamValue,
  paramOutOfRange,
  paramRequired,
  operationInExpression,
  notConstant,
  reservedWord,
] as const;

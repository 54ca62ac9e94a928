import { kind } from "../diagnostic.ts";

const load = 'rows = load("npm:vega-datasets/data/cars.json")\n';

export const unknownName = kind<{ name: string; hint: string | undefined }>({
  code: "MLP2001",
  severity: "error",
  title: "Unknown name",
  message: ({ name }) => `there is no binding or param named \`${name}\``,
  help: ({ hint }) => hint,
  explain:
    "A bare name refers to a binding (`name = …`) or a `param` of the file. Their order does not matter, their spelling does. A column is written with a dot: `.age`.",
  bad: `${load}heavy = filter(row, .Weight_in_lbs > 3000)\n`,
  good: `${load}heavy = filter(rows, .Weight_in_lbs > 3000)\n`,
});

export const unknownNode = kind<{ name: string; hint: string | undefined; over?: "rows" }>({
  code: "MLP2002",
  severity: "error",
  title: "Unknown node or function",
  message: ({ name, over }) => (over ? `there is no function over rows named \`${name}\`` : `there is no node named \`${name}\``),
  help: ({ hint }) => hint,
  explain:
    "What is called must be a node of the standard library or of an imported module, or, inside an expression over rows, one of the row functions.",
  bad: 'rows = laod("npm:vega-datasets/data/cars.json")\n',
  good: load,
});

export const duplicateName = kind<{ name: string }>({
  code: "MLP2003",
  severity: "error",
  title: "Name declared twice",
  message: ({ name }) => `\`${name}\` is declared twice`,
  help: () => "give one of the two another name: the order of declarations means nothing, so a name stands for one value",
  explain:
    "A binding is the identity of a node, so each name is declared once in a file. To change a dataset step by step, continue the pipe or use a new name.",
  bad: `${load}rows = filter(rows, .Cylinders > 3)\n`,
  good: `${load}larger = filter(rows, .Cylinders > 3)\n`,
});

export const dependencyCycle = kind<{ chain: readonly string[] }>({
  code: "MLP2004",
  severity: "error",
  title: "A binding depends on itself",
  message: ({ chain }) => `\`${chain[0] ?? ""}\` depends on itself: ${chain.join(" → ")}`,
  help: () => "break the circle: one of these bindings must be computed without the others",
  explain: "A pipeline is a graph without circles: each binding is computed from others that do not need it in turn.",
  bad: "a = b + 1\nb = a + 1\n",
  good: "a = b + 1\nb = 1\n",
});

export const unknownImport = kind<{ name: string; from: string; hint: string | undefined }>({
  code: "MLP2005",
  severity: "error",
  title: "Imported name does not exist",
  message: ({ name, from }) => `\`${from}\` has nothing named \`${name}\``,
  help: ({ hint }) => hint,
  explain: "An import names bindings, params or schemas of another `.mlp` file, or nodes that a module exports.",
});

/** What is wrong with an import: its way of writing, its place, or what is there. */
export type ImportFault = "missing" | "spelling" | "outside" | "module" | "unnamed" | "encoding";

const importHelp: Readonly<Record<ImportFault, (from: string) => string>> = {
  missing: () => "the path is relative to the importing file, as in `./features.mlp` or `./my_nodes.js`",
  spelling: (from) => `write it relative to this file: \`./${from.replace(/^(?:\.*\/)+/, "")}\``,
  outside: () => "move the file into the project's folder, the nearest one above the pipeline with `mlp.yaml`, `package.json` or `.git`; an `mlp.yaml` in a folder above both makes that the project's",
  module: (from) => `the path is right: mend \`${from.slice(from.lastIndexOf("/") + 1)}\` so that it loads and exports what \`defineNode\` gives`,
  encoding: () => "save it as UTF-8",
  unnamed: (from) => `name what you need: \`import { features } from "${from}"\``,
};

export const importFailed = kind<{ from: string; why: string; fault: ImportFault }>({
  code: "MLP2006",
  severity: "error",
  title: "Import cannot be read",
  message: ({ from, why }) => `\`${from}\` cannot be imported: ${why}`,
  help: ({ from, fault }) => importHelp[fault](from),
  explain: "Imports read `.mlp` files and modules (`.js`, `.mjs`, `.ts`) beside the pipeline or below its project's folder.",
  bad: 'import { features } from "./not-there.mlp"\n',
});

export const unknownMember = kind<{ member: string; of: string; hint: string | undefined }>({
  code: "MLP2007",
  severity: "error",
  title: "Unknown member",
  message: ({ member, of }) => `${of} has no \`${member}\``,
  help: ({ hint }) => hint,
  explain:
    "Values have members that can be read: a report its metrics (`report.accuracy`), a split its parts. Which metrics a report has depends on the task, classification or regression.",
});

export const unknownPart = kind<{ name: string; hint: string | undefined }>({
  code: "MLP2008",
  severity: "error",
  title: "Unknown part",
  message: ({ name }) => `there is no part named \`${name}\``,
  help: ({ hint }) => hint,
  explain: "`{ train, test } = …` takes parts of the value on the right by their names: those that were given to `split`.",
  bad: `${load}{ train, tets } = split(rows, train: 80%, test: 20%)\n`,
  good: `${load}{ train, test } = split(rows, train: 80%, test: 20%)\n`,
});

export const unknownParam = kind<{ name: string; hint: string | undefined }>({
  code: "MLP2009",
  severity: "error",
  title: "Unknown param",
  message: ({ name }) => `the pipeline has no param named \`${name}\``,
  help: ({ hint }) => hint,
  explain: "`-p name=value` and the sections of `mlp.yaml` set params that the pipeline declares with `param`.",
});

export const repeatedDeclaration = kind<{ what: string }>({
  code: "MLP2010",
  severity: "error",
  title: "Declared more than once",
  message: ({ what }) => `a file has at most one \`${what}\``,
  help: ({ what }) => `remove one of the \`${what}\` lines`,
  explain: "`pipeline` and `seed` say something about the whole file, so each stands at most once.",
  bad: "seed 1\nseed 2\n",
  good: "seed 1\n",
});

export const importCycle = kind<{ chain: readonly string[] }>({
  code: "MLP2011",
  severity: "error",
  title: "Files import each other",
  message: ({ chain }) => `these files import each other: ${chain.join(" → ")}`,
  help: () => "move what both need into a third file",
  explain: "Imports form a tree or a lattice, never a circle.",
});

export const functionCircle = kind<{ chain: readonly string[] }>({
  code: "MLP2012",
  severity: "error",
  title: "A function that needs itself",
  message: ({ chain }) => `the function \`${chain[0]}\` calls itself: ${chain.map((name) => `\`${name}\``).join(" → ")}`,
  help: () => "a function is put in the place of its call, so it may call others, but not itself",
  explain: "A pipeline is a graph that is known before it runs. The body of a function is put in the place of each of its calls; one that calls itself would never end.",
  bad: "fn twice(x) = once(x)\nfn once(x) = twice(x)\ny = twice(3)\n",
  good: "fn twice(x) = x * 2\ny = twice(3)\n",
});

export const functionsTooMany = kind<{ most: number; what: "calls" | "height" }>({
  code: "MLP2013",
  severity: "error",
  title: "Too many calls of functions",
  message: ({ most, what }) =>
    what === "calls" ? `functions are called more than ${most.toLocaleString("en")} times, counted through all that call each other` : `this value is more than ${most.toLocaleString("en")} calls and operators deep when the bodies of its functions take the place of their calls`,
  help: () => "let functions call each other less often",
  explain: "The body of a function is put in the place of each of its calls. Functions that call another one several times, which does so in turn, make a pipeline of a size that nobody means.",
});

export const functionNotCalled = kind<{ name: string }>({
  code: "MLP2014",
  severity: "error",
  title: "A function that is not called",
  message: ({ name }) => `\`${name}\` is a function, and stands here as a value`,
  help: ({ name }) => `call it: \`${name}(…)\``,
  explain: "A function is no value: it stands for the text of its body, which takes the place of a call.",
  bad: "fn twice(x) = x * 2\ny = twice\n",
  good: "fn twice(x) = x * 2\ny = twice(2)\n",
});

export const sweepTooLarge = kind<{ count: number; most: number }>({
  code: "MLP2015",
  severity: "error",
  title: "A family that is too large",
  message: ({ count, most }) => `these lists make ${count.toLocaleString("en")} combinations, and a family has at most ${most.toLocaleString("en")}`,
  help: () => "give fewer values",
  explain: "A list where one value is taken makes a family of calls, one for each value, and several lists make one for each combination. Each is a step of the graph.",
});

export const unknownVariant = kind<{ name: string; key: string; hint: string | undefined }>({
  code: "MLP2016",
  severity: "error",
  title: "No such member of a family",
  message: ({ name, key }) => `\`${name}\` has no member \`${key}\``,
  help: ({ hint }) => hint,
  explain: "The members of a family are told by what they differ in, as it is written: `models[\"ridge(alpha: 1)\"]` of `models = train(ridge(alpha: [1, 10]), …)`.",
  bad: 'rows = load("npm:vega-datasets/data/cars.json")\nsome = sample(rows, share: [10%, 20%])\nfew = some["share: 30%"]\n',
  good: 'rows = load("npm:vega-datasets/data/cars.json")\nsome = sample(rows, share: [10%, 20%])\nfew = some["share: 20%"]\n',
});

const tested = 'rows = load("npm:vega-datasets/data/cars.json")\nheavy = filter(rows, .Weight_in_lbs > 3000)\n';

export const unknownGiven = kind<{ name: string; what: string | undefined; hint: string | undefined }>({
  code: "MLP2017",
  severity: "error",
  title: "Nothing to give a value for",
  message: ({ name, what }) => (what === undefined ? `there is no binding or param named \`${name}\` to give` : `\`${name}\` is ${what}, and a test gives bindings and params`),
  help: ({ hint }) => hint,
  explain: "In a test, `given name = …` stands for a binding or a param of the file, or one that it imports: what depends on it is computed from what is given.",
  bad: `${tested}test "heavy cars stay" {\n  given row = load("npm:vega-datasets/data/cars.json")\n  expect heavy == filter(rows, .Weight_in_lbs > 3000)\n}\n`,
  good: `${tested}test "heavy cars stay" {\n  given rows = load("npm:vega-datasets/data/cars.json")\n  expect heavy == filter(rows, .Weight_in_lbs > 3000)\n}\n`,
});

export const expectsNothing = kind<{ name: string }>({
  code: "MLP2018",
  severity: "error",
  title: "A test that expects nothing",
  message: ({ name }) => `the test "${name}" has no \`expect\`, so it cannot fail`,
  help: () => "say what must hold: `expect report.accuracy > 0.9`, or `expect clean == rows([…])`",
  explain: "A test computes what its expectations need, and no more. Without one nothing is computed.",
  bad: `${tested}test "heavy cars stay" {\n  given rows = load("npm:vega-datasets/data/cars.json")\n}\n`,
  good: `${tested}test "heavy cars stay" {\n  expect heavy == filter(rows, .Weight_in_lbs > 3000)\n}\n`,
});

export const testWrites = kind<{ node: string; name: string }>({
  code: "MLP2019",
  severity: "error",
  title: "A test that would write",
  message: ({ node, name }) => `the test "${name}" needs \`${node}\`, which writes a file of yours`,
  help: () => "expect what is written instead: the dataset in front of it",
  explain: "Tests run in a state of their own, which is thrown away: what they register, nobody sees. A file would stay, so a step that writes one is not run by a test.",
  bad: `${tested}saved = save(heavy, "heavy.csv")\ntest "heavy cars are saved" {\n  expect saved == heavy\n}\n`,
  good: `${tested}saved = save(heavy, "heavy.csv")\ntest "heavy cars stay" {\n  expect heavy == filter(rows, .Weight_in_lbs > 3000)\n}\n`,
});

export const paramNotGiven = kind<{ name: string; test: string }>({
  code: "MLP2020",
  severity: "error",
  title: "A test without a param that it needs",
  message: ({ name, test }) => `the test "${test}" needs the param \`${name}\`, which has no value`,
  help: ({ name }) => `give it: \`given ${name} = …\``,
  explain: "A test has all that it needs in the file, so that it comes to the same everywhere: values for params from the command line or `mlp.yaml` do not reach it. Params have their defaults, or what the test gives.",
  bad: 'param limit: int\nrows = load("npm:vega-datasets/data/cars.json")\nheavy = filter(rows, .Weight_in_lbs > limit)\ntest "heavy cars stay" {\n  expect heavy == filter(rows, .Weight_in_lbs > 3000)\n}\n',
  good: 'param limit: int\nrows = load("npm:vega-datasets/data/cars.json")\nheavy = filter(rows, .Weight_in_lbs > limit)\ntest "heavy cars stay" {\n  given limit = 3000\n  expect heavy == filter(rows, .Weight_in_lbs > 3000)\n}\n',
});

export const unusedPart = kind<{ node: string; part: string; help: string }>({
  code: "MLP2021",
  severity: "error",
  title: "A part that nothing uses",
  message: ({ node, part }) => `\`${node}\` puts rows aside as \`${part}\`, and nothing uses them`,
  help: ({ part, help }) => help.replaceAll("…", part),
  explain: "Some parts of a value must not be forgotten: rows that `load` has put aside because they break the schema are neither in the other part nor told as an error. Something in the file has to take them: a step, a check, or a `save`.",
  bad: 'schema Car { .Name: string, .Horsepower: int? in 0..200 }\n{ rows, quarantined } = load("npm:vega-datasets/data/cars.json", schema: Car, violations: quarantine)\n',
  good: 'schema Car { .Name: string, .Horsepower: int? in 0..200 }\n{ rows, quarantined } = load("npm:vega-datasets/data/cars.json", schema: Car, violations: quarantine)\nbad = save(quarantined, "bad.csv")\n',
});

export const namesDiagnostics = [
  unusedPart,
  paramNotGiven,
  unknownGiven,
  expectsNothing,
  testWrites,
  sweepTooLarge,
  unknownVariant,
  functionCircle,
  functionsTooMany,
  functionNotCalled,
  unknownName,
  unknownNode,
  duplicateName,
  dependencyCycle,
  unknownImport,
  importFailed,
  unknownMember,
  unknownPart,
  unknownParam,
  repeatedDeclaration,
  importCycle,
] as const;

import { kind } from "../diagnostic.ts";

const names = "letters, digits, `_`, `-` and `.`, at most 100 of them, and no `.` at the start";

export const modelNameRefused = kind<{ name: string; what: "model" | "alias" }>({
  code: "MLP7001",
  severity: "error",
  title: "A name that the registry does not take",
  message: ({ name, what }) => `\`${name}\` cannot be the name of ${what === "alias" ? "an alias" : "a model"}`,
  help: ({ what }) => (what === "alias" ? `use ${names}; \`latest\` and numbers speak of versions` : `use ${names}`),
  explain:
    "Names of models and aliases become names of files, parts of addresses and labels of metrics, so they are made of ASCII letters, digits, `_`, `-` and `.` only. An alias is neither `latest` nor a number nor `v` and a number, for these choose a version by itself.",
  bad: 'best = champion("../churn")\n',
  good: 'best = champion("churn")\n',
});

export const modelUnknown = kind<{ name: string; hint: string | undefined }>({
  code: "MLP7002",
  severity: "error",
  title: "No model of this name",
  message: ({ name }) => `no model named \`${name}\` is registered here`,
  help: ({ hint }) => hint ?? "a run of a pipeline with `register` registers one; `--home DIR` chooses another place to look",
  explain: "Models are looked up in the registry of the project, which is in `.mlp/registry`. `mlp models` lists what is there.",
});

export const versionUnknown = kind<{ name: string; selector: string; hint: string | undefined }>({
  code: "MLP7003",
  severity: "error",
  title: "No such version of the model",
  message: ({ name, selector }) => `\`${name}\` has no version or alias \`${selector}\``,
  help: ({ hint }) => hint,
  explain: "After the `@` stands a version's number (`churn@3`), `latest`, or an alias such as `champion`. An alias points at one version at a time; `mlp models` shows them.",
});

export const pathBroken = kind<{ step: string; model: string }>({
  code: "MLP7004",
  severity: "error",
  title: "A model that could not be served",
  message: ({ step, model }) => `\`${model}\` cannot be registered: \`${step}\` stands between the raw rows and the model, and does not work row by row`,
  help: ({ step }) => `apply \`${step}\` before the data is loaded, or replace it by a step that works on one row, inside the recipe or before the split`,
  explain:
    "A registered model carries the whole way from a raw row to its features, so that a request is treated exactly as the training rows were. A step that needs other rows (an aggregate, a union) cannot be repeated for a single row, so a model behind one can be evaluated, but not registered or served.",
});

export const registryDamaged = kind<{ path: string; why: string }>({
  code: "MLP7005",
  severity: "error",
  title: "A damaged entry of the registry",
  message: ({ path, why }) => `the registry's entry \`${path}\` cannot be read: ${why}`,
  help: () => "restore the file from a backup; the other versions are not affected",
  explain: "Each version and each move of an alias is a file that is written whole and never changed. One that is not what was written has been changed by something else, or the disk is failing.",
});

export const aliasMoved = kind<{ name: string; alias: string; expected: number | null; found: number | null }>({
  code: "MLP7006",
  severity: "error",
  title: "The alias was moved by someone else",
  message: ({ name, alias, expected, found }) => `\`${name}@${alias}\` was to be moved from ${versionOf(expected)}, but it is at ${versionOf(found)}`,
  help: () => "look at what was changed with `mlp models`, then decide again",
  explain: "A move can say which version it replaces. When another run or another person moved the alias meanwhile, nothing is changed: the decision was made on something that no longer holds.",
});

const versionOf = (version: number | null): string => (version === null ? "no version" : `version ${version}`);

export const modelNotYet = kind<{ name: string; near: string }>({
  code: "MLP7007",
  severity: "warning",
  title: "No model of this name yet",
  message: ({ name }) => `no model named \`${name}\` is registered yet, so this is null`,
  help: ({ near }) => `did you mean \`${near}\`?`,
  explain:
    "`champion` gives null where nothing is registered, so that the first run of a pipeline needs no special case. A misspelt name would give null for ever, and a gate that compares with it would always be open; so a name that is close to a registered one is pointed out.",
});

export const metricsOfOtherTask = kind<{ model: string; metrics: string }>({
  code: "MLP7008",
  severity: "error",
  title: "Metrics of another kind of model",
  message: ({ model, metrics }) => `the model is a ${model} model, but its \`metrics\` are those of a ${metrics} model`,
  help: () => "give the report that `evaluate` made of this model",
  explain: "The metrics of a version are what gates and people compare it by, so they must be of the model that is registered.",
});

export const registryDiagnostics = [
  modelNameRefused,
  modelUnknown,
  versionUnknown,
  pathBroken,
  registryDamaged,
  aliasMoved,
  modelNotYet,
  metricsOfOtherTask,
] as const;

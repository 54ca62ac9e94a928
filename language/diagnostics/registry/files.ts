import { kind } from "../diagnostic.ts";

export const pipelineUnreadable = kind<{ path: string; why: string }>({
  code: "MLP2101",
  severity: "error",
  title: "The pipeline cannot be read",
  message: ({ path, why }) => `\`${path}\` cannot be read: ${why}`,
  help: () => "`mlp init` makes a starter project",
  explain: "The verb was given a file that is not there, may not be read, or is no UTF-8 text.",
});

export const graphNotJson = kind<{ path: string; why: string }>({
  code: "MLP2102",
  severity: "error",
  title: "Not a graph",
  message: ({ path, why }) => `\`${path}\` is not a compiled graph: ${why}`,
  help: () => "make one with `mlp compile pipeline.mlp -o pipeline.graph.json`",
  explain: "A file that ends in `.json` is read as a graph that `mlp compile` wrote.",
});

export const configurationWrong = kind<{ file: string; why: string }>({
  code: "MLP2103",
  severity: "error",
  title: "mlp.yaml is not as expected",
  message: ({ file, why }) => `${file}: ${why}`,
  help: () => "its `env` holds sections of params: `env: { production: { min_auc: 0.8 } }`",
  explain: "The project's configuration is checked as a whole: a key that it does not know is a mistake, never ignored.",
});

export const noProject = kind<{ home: string }>({
  code: "MLP2104",
  severity: "error",
  title: "No project here",
  message: ({ home }) => `there is no project's state at \`${home}\``,
  help: () => "run a pipeline first, change to its folder, or name its state with `--home DIR`",
  explain: "Runs, artefacts and registered models are kept in `.mlp`, beside mlp.yaml or the pipeline.",
});

export const noReport = kind<{ run: string }>({
  code: "MLP2105",
  severity: "error",
  title: "A run without a report",
  message: ({ run }) => `the run ${run} has evaluated nothing`,
  help: () => "a report comes from `evaluate(model, on: test)`",
  explain: "The page shows what an `evaluate` of the run has found. A run without one, or one in which it failed, has no page.",
});

export const placeRefused = kind<{ path: string; why: string }>({
  code: "MLP2106",
  severity: "error",
  title: "A file that the system refuses",
  message: ({ path, why }) => `\`${path}\` cannot be used: ${why}`,
  help: () => "name another place, or mend the permissions",
  explain: "The operating system does not let the command read or write there. Nothing was changed.",
});

export const rerunUnknown = kind<{ name: string; names: readonly string[] }>({
  code: "MLP2107",
  severity: "error",
  title: "Nothing of this name to run again",
  message: ({ name }) => `the pipeline has no node \`${name}\` to run again`,
  help: ({ names }) => `it has: ${names.slice(0, 12).map((known) => `\`${known}\``).join(", ")}${names.length > 12 ? ", …" : ""}`,
  explain: "`--rerun` takes the name of a binding or the id of a node, as `mlp plan` shows them.",
});

export const schemaNameRefused = kind<{ name: string }>({
  code: "MLP2108",
  severity: "error",
  title: "No name for a schema",
  message: ({ name }) => `\`${name}\` cannot be the name of a schema`,
  help: () => "a name is a letter or `_`, followed by letters, digits and `_`, and no word of the language",
  explain: "A schema is declared under a name, as every value of a pipeline is: `schema Customer { … }`.",
});

export const outputExists = kind<{ path: string }>({
  code: "MLP2109",
  severity: "error",
  title: "The file is already there",
  message: ({ path }) => `\`${path}\` is already there, and is left as it is`,
  help: () => "name a new file, or leave `-o` out to print the schema and paste it",
  explain: "A schema is made to be read and edited, so `mlp infer` never writes over a file that may hold such edits, or the data itself.",
});

export const nothingToDeclare = kind<{ path: string }>({
  code: "MLP2110",
  severity: "error",
  title: "No column that a schema can name",
  message: ({ path }) => `no column of \`${path}\` has a name that a pipeline can write`,
  help: () => "rename the columns in the file: a name holds no backtick and no line break",
  explain: "A column is written as `.age`, or as `` .`Beak Length (mm)` `` with any signs but a backtick and a line break.",
});

export const filesDiagnostics = [
  pipelineUnreadable,
  graphNotJson,
  configurationWrong,
  noProject,
  noReport,
  placeRefused,
  rerunUnknown,
  schemaNameRefused,
  outputExists,
  nothingToDeclare,
] as const;

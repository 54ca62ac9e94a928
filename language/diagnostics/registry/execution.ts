import { kind } from "../diagnostic.ts";

export const nodeFailed = kind<{ node: string; why: string }>({
  code: "MLP6001",
  severity: "error",
  title: "A node failed",
  message: ({ node, why }) => `\`${node}\` failed: ${why}`,
  explain: "The node threw an error while it ran. What it had finished is kept, its siblings go on, and what needs it is skipped.",
});

export const ownNodeFailedInEngine = kind<{ op: string; columns: readonly string[]; detail: string }>({
  code: "MLP6019",
  severity: "error",
  title: "A node of your own, and the data engine",
  message: ({ op, columns }) => `the data engine cannot compute what \`${op}\` asks for${columns.length > 0 ? ` with ${columns.map((name) => `\`${name}\``).join(", ")}` : ""}`,
  help: ({ detail }) => `the engine says: ${detail}; let the node's \`infer\` report columns it cannot work with, or make it with \`defineStep\`, which takes columns of numbers only`,
  explain:
    "The node is from your own module, and the query that it made was refused by the embedded database: most often a column has another type than the node computes with. The node's `infer` knows the types of the columns before the run, and can report such a column at its place.",
});

export const nodeTimedOut = kind<{ node: string; seconds: number }>({
  code: "MLP6002",
  severity: "error",
  title: "A node took too long",
  message: ({ node, seconds }) => `\`${node}\` was stopped after ${seconds} s, its timeout`,
  help: () => "raise its `timeout:`, or give it less to do",
  explain: "A node with a `timeout:` is stopped when the time is over, and counts as failed.",
});

export const homeNotWritable = kind<{ path: string; why: string }>({
  code: "MLP6003",
  severity: "error",
  title: "The project's state cannot be written",
  message: ({ path, why }) => `\`${path}\` cannot be written: ${why}`,
  help: () => "keep the state elsewhere with `--home DIR`, or mend the permissions",
  explain: "Artefacts, runs and registered models are kept in `.mlp` beside the pipeline or mlp.yaml.",
});

export const diskFull = kind<{ path: string }>({
  code: "MLP6004",
  severity: "error",
  title: "The disk is full",
  message: ({ path }) => `there is no space left to write \`${path}\``,
  help: () => "`mlp gc` removes artefacts that no recent run needs",
  explain: "Nothing half-written is kept: when there is space again, the run goes on with what was finished.",
});

export const artefactDamaged = kind<{ digest: string; path: string }>({
  code: "MLP6005",
  severity: "warning",
  title: "A damaged artefact",
  message: ({ digest }) => `the artefact ${digest.slice(0, 12)} is not what was written: its bytes have changed`,
  help: () => "it was removed and will be computed again",
  explain: "Artefacts are named by the hash of their content and are checked when they are read. One that has changed, by a fault of the disk or by hand, is never used.",
});

export const artefactMissing = kind<{ digest: string }>({
  code: "MLP6006",
  severity: "error",
  title: "A missing artefact",
  message: ({ digest }) => `the artefact ${digest.slice(0, 12)} is not in the store`,
  help: () => "run the pipeline that makes it again",
  explain: "A registered model or a run refers to an artefact that was removed from the store.",
});

export const paramNotReadable = kind<{ name: string; wanted: string; got: string | undefined; hint: string | undefined }>({
  code: "MLP6007",
  severity: "error",
  title: "A param's value cannot be read",
  message: ({ name, wanted, got }) => `the param \`${name}\` takes ${wanted}, and ${got === undefined ? "it was given something else" : `\`${got}\` is none`}`,
  help: ({ hint }) => hint,
  explain: "Values from the command line and from mlp.yaml are read by the param's declared type: `0.8` or `80%`, `15m`, `2GB`, `true`. A share lies from 0 to 1, and an integer is not larger than what can be kept exactly, 9007199254740991; an identifier that is longer is a string.",
});

export const graphWrong = kind<{ where: string; why: string }>({
  code: "MLP6008",
  severity: "error",
  title: "Not a sound graph",
  message: ({ where, why }) => `the graph is wrong at ${where}: ${why}`,
  help: () => "compile the pipeline again with this version of mlp",
  explain: "A graph that is read from a file is checked against its published schema before anything runs.",
});

export const unknownOperation = kind<{ op: string; version: number | undefined }>({
  code: "MLP6009",
  severity: "error",
  title: "An operation that is not there",
  message: ({ op, version }) => `this mlp has no operation \`${op}\`${version === undefined ? "" : ` in version ${version}`}`,
  help: () => "compile the pipeline again, or import the module that brings it",
  explain: "A compiled graph names operations and their versions; they must be those of the running program.",
});

export const parameterWrong = kind<{ node: string; name: string; why: string }>({
  code: "MLP6010",
  severity: "error",
  title: "A parameter's value is wrong",
  message: ({ node, name, why }) => `\`${name}\` of \`${node}\` ${why}`,
  explain: "Values that are only known in the run are checked against the node's declaration before it starts.",
});

export const pathRefused = kind<{ path: string; why: string }>({
  code: "MLP6011",
  severity: "error",
  title: "A path that cannot be used",
  message: ({ path, why }) => `\`${path}\` cannot be used: ${why}`,
  explain: "Paths are relative to the pipeline's file, or `npm:package/file` for a file of an installed package.",
});

export const runNotFound = kind<{ run: string; hint: string | undefined }>({
  code: "MLP6012",
  severity: "error",
  title: "No such run",
  message: ({ run }) => `there is no run \`${run}\` here`,
  help: ({ hint }) => hint ?? "`mlp runs` lists them; `--home DIR` names another project's state",
  explain: "Runs are named by their id or its beginning, or by `last`.",
});

export const runIsActive = kind<{ pid: number }>({
  code: "MLP6013",
  severity: "error",
  title: "A run is under way",
  message: ({ pid }) => `a run is under way in this project (process ${pid})`,
  help: () => "try again when it is over",
  explain: "Artefacts are only collected while no run is using them.",
});

export const wrongResult = kind<{ node: string; why: string }>({
  code: "MLP6014",
  severity: "error",
  title: "A node gave something else than it declares",
  message: ({ node, why }) => `\`${node}\` ${why}`,
  explain: "What a node returns is checked at its border: a value is plain data with a `kind`, and a node with parts gives each of them.",
});

export const executionDiagnostics = [
  nodeFailed,
  ownNodeFailedInEngine,
  nodeTimedOut,
  homeNotWritable,
  diskFull,
  artefactDamaged,
  artefactMissing,
  paramNotReadable,
  graphWrong,
  unknownOperation,
  parameterWrong,
  pathRefused,
  runNotFound,
  runIsActive,
  wrongResult,
] as const;

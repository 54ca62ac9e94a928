import { dirname, resolve } from "node:path";
import type { CheckResult } from "../language/check/check.ts";
import type { ParamValues } from "../language/check/context.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { graphNotJson } from "../language/diagnostics/registry/files.ts";
import type { Graph } from "../language/graph/graph.ts";
import type { LockEntry } from "../runtime/lock.ts";
import type { LockUse } from "../runtime/locked.ts";
import { findProject, type ProjectPaths } from "../runtime/project.ts";
import { validateGraph } from "../runtime/validate.ts";
import { compiler, paramsFor } from "../stdlib/embed.ts";
import { readConfiguration, type Configuration } from "./config.ts";
import { usageError } from "./exit.ts";
import { readSourceFile } from "./source-file.ts";

/** The options that every verb over a pipeline has. */
export interface PipelineOptions {
  readonly param: readonly string[];
  readonly env?: string;
  readonly home?: string;
}

export interface OpenedPipeline {
  readonly file: string;
  readonly folder: string;
  readonly project: ProjectPaths;
  readonly params: ParamValues;
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: ReadonlyMap<string, string>;
  /** Absent where there are errors. */
  readonly graph?: Graph;
  readonly result?: CheckResult;
  /** The files that were read, for `mlp.lock`. */
  readonly kept: readonly LockEntry[];
}

/** Reads and checks a pipeline, or reads a compiled graph. `run` asks for params without defaults, and for the data itself. */
export async function openPipeline(path: string, options: PipelineOptions, purpose: LockUse): Promise<OpenedPipeline> {
  const file = resolve(path);
  const text = await readSourceFile(path);
  const project = await findProject(file, options.home === undefined ? {} : { home: resolve(options.home) });
  const configuration = await readConfiguration(project.root);
  const given = gatherParams(options, configuration);
  const base = { file, folder: dirname(file), project };
  if (file.endsWith(".json")) {
    const graph = validateGraph(parseJson(text, path));
    return { ...base, graph, params: paramsFor(graph.params, given), diagnostics: [], texts: new Map(), kept: [] };
  }
  const own = compiler({ home: project.home, lock: purpose });
  const { result, params } = await own.compile({ file, text }, given, purpose === "run");
  return {
    ...base,
    params,
    diagnostics: result.diagnostics,
    texts: result.model.texts,
    result,
    kept: own.kept(),
    ...(result.graph && { graph: result.graph }),
  };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(graphNotJson, { path, why: (error as Error).message });
  }
}

/** Command line over the section of `mlp.yaml`; both as text, to be read by the param's declared type. */
function gatherParams(options: PipelineOptions, configuration: Configuration): Readonly<Record<string, unknown>> {
  const params: Record<string, unknown> = { ...(options.env === undefined ? {} : configuration.section(options.env)) };
  for (const assignment of options.param) {
    const sign = assignment.indexOf("=");
    if (sign <= 0) {
      process.stderr.write(`mlp: \`-p ${assignment}\` is not of the form name=value\n`);
      process.exit(usageError);
    }
    params[assignment.slice(0, sign)] = assignment.slice(sign + 1);
  }
  return params;
}

import { hostname, userInfo } from "node:os";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { metricsOfOtherTask, pathBroken } from "../../language/diagnostics/registry/registry.ts";
import type { Context } from "../../runtime/node.ts";
import type { ModelValue } from "../training/model.ts";
import { demandAlias, demandModelName } from "./names.ts";
import { versionValue, type Origin, type VersionRecord } from "./record.ts";
import type { RegisterArgs } from "./register.ts";
import { registerVersion, type NewVersion } from "./store.ts";
import type { ModelVersionValue } from "./version.ts";

/** Puts a model into the store and into the registry. Throws a diagnostic for one that could not be served, or with another task's metrics. */
export async function registerModel(args: RegisterArgs, context: Context): Promise<ModelVersionValue> {
  const { model, name, alias, metrics: report } = args;
  demandModelName(name);
  demandAlias(alias);
  if ("broken" in model.path) fail(pathBroken, { model: name, step: model.path.broken });
  if (report && report.task !== model.task) fail(metricsOfOtherTask, { model: model.task, metrics: report.task });
  const entry = entryOf(args, await context.putValue(model), originOf(context));
  const record = await registerVersion(context.home, entry, alias);
  if (!sameMetrics(record, entry)) {
    context.log("warning", `${name} version ${record.version} is this very model, registered ${record.created}; it keeps the metrics it was registered with`);
  }
  return versionValue(record);
}

function entryOf({ model, name, metrics: report, description }: RegisterArgs, digest: string, origin: Origin): NewVersion {
  const { column, classes, positive } = model.target;
  return {
    name,
    model: digest,
    task: model.task,
    estimator: model.estimator.name,
    target: { column, ...(classes && { classes }), ...(positive !== undefined && { positive }) },
    input: inputOf(model),
    metrics: definedOf(report?.metrics ?? {}),
    rows: { trained: model.trainedOn.rows, ...(report && { evaluated: report.rows }) },
    rowNames: { ...(model.trainedOn.names && { seen: model.trainedOn.names }), ...(report?.rowNames && { evaluated: report.rowNames }) },
    ...(description !== undefined && { description }),
    created: new Date().toISOString(),
    origin,
  };
}

function inputOf({ path, target }: ModelValue): VersionRecord["input"] {
  if ("broken" in path) return [];
  return path.input.columns.filter(({ name }) => name !== target.column).map(({ name, type, nullable }) => ({ name, type, nullable }));
}

/** A metric that is not defined (an AUC of one class) has no number, and JSON no NaN. */
function definedOf(metrics: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}

function sameMetrics(a: Pick<VersionRecord, "metrics">, b: Pick<VersionRecord, "metrics">): boolean {
  const names = new Set([...Object.keys(a.metrics), ...Object.keys(b.metrics)]);
  return [...names].every((name) => a.metrics[name] === b.metrics[name]);
}

function originOf(context: Pick<Context, "pipeline" | "node" | "run">): Origin {
  return { pipeline: context.pipeline, node: context.node.id, run: context.run, ...whoAmI() };
}

/** Who does this, as far as the system knows: a container may have a user without a name. */
export function whoAmI(): Pick<Origin, "user" | "host"> {
  try {
    return { user: userInfo().username, host: hostname() };
  } catch {
    return { host: hostname() };
  }
}

import { createHash } from "node:crypto";
import type { Described } from "../../../language/nodes/parameter.ts";
import type { Context } from "../../../runtime/node.ts";
import type { ModelValue } from "../../training/model.ts";
import type { AlertChannel, OpenChannel } from "../channel.ts";
import { logAlertChannel } from "../channels/log-alert.ts";
import type { ConfiguredCheck, MonitorCheck, MonitorReference } from "../check.ts";
import type { MonitorArgs } from "../monitor.ts";
import { monitorFolder } from "./files.ts";
import { readReference } from "./reference.ts";
import { demandWritable, readState, type MonitorState } from "./state.ts";
import type { PredictionLog, WindowSource } from "./window.ts";

/** A monitor that is ready for its rounds. */
export interface OpenMonitor {
  readonly name: string;
  readonly folder: string;
  readonly checks: readonly ConfiguredCheck[];
  readonly channels: readonly { readonly id: string; readonly channel: OpenChannel }[];
  readonly reference: MonitorReference;
  readonly source: WindowSource;
  /** In milliseconds. */
  readonly window: number;
  readonly state: MonitorState;
}

export const monitorName = (context: Pick<Context, "pipeline" | "node">): string => `${context.pipeline}.${context.node.id}`;

const day = 86_400_000;

/** Gets everything ready, and reports here whatever a user can have got wrong: columns, addresses, variables, rights. */
export async function openMonitor(args: MonitorArgs, log: PredictionLog, context: Context): Promise<OpenMonitor> {
  const { release } = args.endpoint;
  const checks = await Promise.all(
    args.checks.map(async (one): Promise<ConfiguredCheck> => ({ id: idOf(one), args: one.args, check: await context.implementation<MonitorCheck>(one) })),
  );
  const names = new Set(checks.flatMap((one) => one.check.reads(args.reference.schema, one.args, release.task)));
  const channels = await openChannels(args.alerts ?? [], context);
  const name = monitorName(context);
  const folder = monitorFolder(context.home, name);
  const { state, damaged } = await readState(folder);
  if (damaged) context.log("warning", "what was known from earlier rounds cannot be read; alerts may be sent again");
  await demandWritable(folder, state);
  let model: Promise<ModelValue> | undefined;
  return {
    name,
    folder,
    checks,
    channels,
    reference: await readReference(args.reference, [...names], context),
    source: {
      log,
      schema: args.reference.schema,
      minRows: args.min_rows,
      version: release.version,
      model: () => (model ??= context.getValue(release.model).then((value) => value as ModelValue)),
    },
    window: args.window ?? Math.max(args.every, day),
    state,
  };
}

async function openChannels(described: readonly Described[], context: Context): Promise<OpenMonitor["channels"]> {
  const channels = await Promise.all(
    described.map(async (one) => ({ id: idOf(one), channel: (await context.implementation<AlertChannel>(one)).open(one.args, context) })),
  );
  if (described.some(({ describe }) => describe === "log_alert")) return channels;
  return [{ id: "log", channel: logAlertChannel.open({ level: "warning" }, context) }, ...channels];
}

/** Names a described check or channel by what it is, not by its place; a secret in its arguments cannot be read from it. */
function idOf({ describe, args }: Described): string {
  const digest = createHash("sha256").update(JSON.stringify(args, sortKeys)).digest("hex");
  return `${describe}#${digest.slice(0, 16)}`;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

import type { Context, RoundOutcome, Service } from "../../../runtime/node.ts";
import type { MonitorArgs } from "../monitor.ts";
import type { MonitorValue } from "../value.ts";
import { monitorFolder } from "./files.ts";
import { endpointLog } from "./log.ts";
import { monitorName, openMonitor } from "./open.ts";
import { doRound } from "./round.ts";
import { atEvery } from "./schedule.ts";
import { readState, type MonitorState } from "./state.ts";

/** What the last round found, in whatever run it was. */
export async function describeMonitor(context: Context): Promise<MonitorValue> {
  const name = monitorName(context);
  const { state } = await readState(monitorFolder(context.home, name));
  return valueOf(name, state);
}

/** Does a round each `every`, the first one after it, until it is stopped. A round that fails is logged, and the next one comes. */
export async function startMonitor(args: MonitorArgs, context: Context): Promise<Service> {
  const monitor = await openMonitor(args, endpointLog(args.endpoint, context), context);
  let { state } = monitor;
  const schedule = atEvery(
    args.every,
    async (signal) => {
      try {
        const round = await doRound(monitor, state, new Date(), context, signal);
        state = round.state;
        if (round.error !== undefined) throw round.error;
      } catch (error) {
        if (!signal.aborted) context.log("warning", `a round failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    context.signal,
  );
  return { value: valueOf(monitor.name, state), stop: schedule.stop, ended: schedule.ended };
}

/** One round at once. */
export async function monitorOnce(args: MonitorArgs, context: Context): Promise<RoundOutcome> {
  const monitor = await openMonitor(args, endpointLog(args.endpoint, context), context);
  const round = await doRound(monitor, monitor.state, new Date(), context, context.signal);
  if (round.error !== undefined) throw round.error;
  return { value: valueOf(monitor.name, round.state), passed: round.record.passed };
}

function valueOf(name: string, { last }: MonitorState): MonitorValue {
  return { kind: "monitor", name, drifted: last?.drifted ?? false, passed: last?.passed ?? true };
}

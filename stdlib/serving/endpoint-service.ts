import type { Context, Service } from "../../runtime/node.ts";
import type { ModelValue, OpenModel } from "../training/model.ts";
import type { EndpointValue } from "./endpoint.ts";
import { createApp } from "./http/app.ts";
import { isLoopback } from "./http/host-check.ts";
import { standardLimits, type Limits } from "./http/limits.ts";
import { listen } from "./http/server.ts";
import { serverMetrics } from "./http/server-metrics.ts";
import { PredictionLog, predictionFolder } from "./log/prediction-log.ts";
import { PredictionService } from "./prediction-service.ts";
import type { ServeArgs } from "./serve.ts";

/** The endpoint's value. Its name is also that of a folder: what could leave the folder it is in is replaced. */
export async function describeEndpoint({ release, host, port }: ServeArgs, context: Pick<Context, "pipeline" | "node">): Promise<EndpointValue> {
  const name = `${context.pipeline}.${context.node.id}`.replace(/[^\p{L}\p{N}_.-]/gu, "_").replace(/^\.+/, "_");
  return { kind: "endpoint", name, host, port, release };
}

/** Opens the model, then the log, then the port, so that nothing is answered before everything is ready. */
export async function startEndpoint(args: ServeArgs, context: Context, openModel: OpenModel, changed: Partial<Limits> = {}): Promise<Service> {
  const limits: Limits = { ...standardLimits, body: args.largest_body, ...changed };
  const value = await describeEndpoint(args, context);
  const warn = (message: string): void => context.log("warning", message);
  const predictor = await openModel((await context.getValue(args.release.model)) as ModelValue, context);
  const log = args.log ? await PredictionLog.open(predictionFolder(context.home, value.name), warn) : undefined;
  let stopping = false;
  const app = createApp({
    service: new PredictionService(args.release, predictor),
    log,
    metrics: serverMetrics(args.release, () => log?.dropped ?? 0),
    limits,
    host: args.host,
    stopping: () => stopping,
    warn,
  });
  const server = await listen(app, args.host, args.port, limits);
  if (!isLoopback(args.host)) warn(`${args.host} may be reachable from other machines, and the server asks nobody who they are`);
  const stop = async (): Promise<void> => {
    stopping = true;
    await server.stop();
    await log?.flush();
  };
  context.signal.addEventListener("abort", () => void stop(), { once: true });
  return { value: { ...value, port: server.port } as EndpointValue, stop, ended: server.ended };
}

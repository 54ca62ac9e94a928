import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Context } from "../../../runtime/node.ts";
import type { EndpointValue, LoggedFeedback, LoggedPrediction } from "../../serving/endpoint.ts";
import type { PredictionLog } from "./window.ts";

/** The log of an endpoint. Before its first prediction there is none, which is an empty one. */
export function endpointLog(endpoint: EndpointValue, context: Pick<Context, "home">): PredictionLog {
  const folder = join(context.home, "predictions", endpoint.name);
  return {
    predictions: (since) => entries(folder, (name) => !name.startsWith("feedback-"), isPrediction, since),
    feedback: (since) => entries(folder, (name) => name.startsWith("feedback-"), isFeedback, since),
  };
}

/** The lines of all files that were written to since; torn and foreign lines are passed over. */
async function* entries<Entry>(folder: string, wanted: (name: string) => boolean, is: (value: unknown) => value is Entry, since: Date): AsyncGenerator<Entry> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const name of names.filter((one) => one.endsWith(".ndjson") && wanted(one)).sort()) {
    const path = join(folder, name);
    if ((await stat(path)).mtime < since) continue;
    for await (const line of createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity })) {
      const entry = parsed(line);
      if (is(entry)) yield entry;
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

function isPrediction(value: unknown): value is LoggedPrediction {
  return isRecord(value) && typeof value["time"] === "string" && typeof value["id"] === "string" && isRecord(value["row"]) && value["prediction"] !== undefined;
}

function isFeedback(value: unknown): value is LoggedFeedback {
  return isRecord(value) && typeof value["id"] === "string" && ["string", "number", "boolean"].includes(typeof value["actual"]);
}

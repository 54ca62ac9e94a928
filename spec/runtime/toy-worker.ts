import { isMainThread } from "node:worker_threads";
import { catalogOf } from "../../language/nodes/catalog.ts";
import { float } from "../../language/nodes/parameter.ts";
import { object, scalar } from "../../language/types/type.ts";
import { defineNode } from "../../runtime/node.ts";
import type { Value } from "../../runtime/values.ts";
import { serveWorker } from "../../runtime/workers/worker.ts";

/** Keeps its thread busy, as a training loop does. */
export const busy = defineNode({
  name: "busy",
  version: 1,
  group: "custom",
  summary: "A toy.",
  examples: [],
  returns: "Number",
  takes: { seconds: float("How long.") },
  infer: () => object("Number", { value: scalar("float") }),
  execution: {
    kind: "operation",
    where: "worker",
    run: async ({ seconds }, context) => {
      const end = Date.now() + seconds * 1000;
      context.log("info", isMainThread ? "on the main thread" : "in a worker");
      context.progress(0.5, "half");
      while (Date.now() < end) context.stop.check();
      return { kind: "number", value: new Float64Array([1, 2, 3]) } as Value;
    },
  },
});

export default serveWorker(async () => catalogOf([busy], []));

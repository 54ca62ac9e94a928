import { duration, input, int, list, optional, withDefault, type ArgumentsOf, type Described } from "../../language/nodes/parameter.ts";
import { object, scalar } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import type { EndpointValue } from "../serving/endpoint.ts";

const takes = {
  endpoint: input<EndpointValue>("Endpoint", "The served model whose predictions are watched."),
  reference: datasetInput("What is normal: rows with the columns that the model takes, best a part that it was not trained on."),
  every: duration("The time between two rounds, for example `15m`."),
  checks: list(input<Described>("Check", "A check: `drift`, `quality`, `missing` or `volume`."), "What to check in each round."),
  alerts: optional(list(input<Described>("Channel", "A channel: `webhook` or `log_alert`."), "Where to send alerts; they are in the log in any case.")),
  window: optional(duration("How far back a round looks; without it a day, or `every` if that is longer.")),
  min_rows: withDefault(int("Below this many rows (or values, or labels) a check concludes nothing.", { min: 2 }), 30),
};

export type MonitorArgs = ArgumentsOf<typeof takes>;

const doc = `
Each round reads the predictions that the endpoint has logged in the window, compares them with the reference, and writes what it found to the log and to
\`.mlp/monitors/<pipeline>.<node>/rounds.ndjson\`. The first round comes after \`every\`. \`mlp monitor FILE --once\` does one round at once and fails when a check fails.

The window is a day unless it is given, so that the hours of the day do not look like drift. A check that has too few rows neither passes nor fails.

An alert is sent when a check turns from passing to failing, and again when it passes; what was sent is remembered across restarts. A channel that cannot be reached
never stops the monitor: it is told in a later round.

A reference of more than 100,000 rows is represented by 100,000 of them, always the same, and so is a window.
`;

export const monitorNode = defineNode({
  name: "monitor",
  version: 1,
  group: "monitoring",
  summary: "Watches what a served model is asked and answers, in rounds, and sends alerts.",
  doc,
  examples: ["watch = monitor(api, reference: test, every: 15m, checks: [drift(all)], alerts: [webhook(env(\"ALERT_URL\"))])"],
  takes,
  positional: ["endpoint"],
  returns: "Monitor",
  exposes: [
    { what: "endpoint", to: "the monitor's reports" },
    { what: "endpoint", to: "alerts", through: "alerts" },
  ],
  infer: () => object("Monitor", { name: scalar("string"), drifted: scalar("bool"), passed: scalar("bool") }),
  execution: {
    kind: "service",
    describe: async (_args, context) => (await import("./rounds/service.ts")).describeMonitor(context),
    start: async (args, context) => (await import("./rounds/service.ts")).startMonitor(args, context),
    once: async (args, context) => (await import("./rounds/service.ts")).monitorOnce(args, context),
  },
});

import { bool, bytes, input, int, string, withDefault, type ArgumentsOf } from "../../language/nodes/parameter.ts";
import { object } from "../../language/types/type.ts";
import { defineNode } from "../../runtime/node.ts";
import type { ModelVersionValue } from "../registry/version.ts";

const takes = {
  release: input<ModelVersionValue>("ModelVersion", "The registered model to serve."),
  port: withDefault(int("The port to listen on; with 0 the system chooses a free one.", { min: 0, max: 65_535 }), 8080),
  host: withDefault(string('The address to listen on. The default is reachable from this machine only; "0.0.0.0" from every network it is in.'), "127.0.0.1"),
  log: withDefault(bool("Whether answers are logged, which monitors need."), true),
  largest_body: withDefault(bytes("The size of the largest request that is read."), 10_000_000),
};

export type ServeArgs = ArgumentsOf<typeof takes>;

const doc = `
It serves until the run is stopped; then it takes no new requests, finishes those it has, and writes out its log.

- \`POST /predict\` takes \`{"rows": [{"column": value, …}, …]}\`, at most 10,000 rows of the raw columns that the model was trained on. Every row must have every column; null is
  allowed where the training data had nulls; dates are ISO text. All that is wrong is told at once (status 422), by row and column. The answer is
  \`{"model": {"name", "version"}, "predictions": [{"id", "prediction", "probabilities": {class: p}}]}\`.
- \`POST /feedback\` takes \`{"id", "actual"}\`: what turned out to be true for a prediction, for checks of quality.
- \`GET /schema\` is the JSON Schema of a request, \`GET /healthz\` and \`GET /readyz\` are for supervisors, \`GET /metrics\` is for Prometheus.

There is no authentication: a server for others stands behind a proxy that has it. A server on a loopback address answers only to requests addressed to it by a loopback name.

Each answered row is logged under \`.mlp/predictions/<pipeline>.<node>/\` as the model's recipe takes it.
`;

export const serveNode = defineNode({
  name: "serve",
  version: 1,
  group: "serving",
  summary: "Answers requests for predictions over HTTP with a registered model.",
  doc,
  examples: ["api = serve(release, port: 8080)", 'api = serve(release ?? champion("churn"))'],
  takes,
  positional: ["release"],
  returns: "Endpoint",
  exposes: [{ what: "release", to: "the log of requests", through: "log" }],
  infer: (call) => object("Endpoint", {}, call.object("release")?.facts ?? {}),
  execution: {
    kind: "service",
    describe: async (args, context) => (await import("./endpoint-service.ts")).describeEndpoint(args, context),
    start: async (args, context) => {
      const [{ startEndpoint }, { openModel }] = await Promise.all([import("./endpoint-service.ts"), import("../training/predictor.ts")]);
      return startEndpoint(args, context, openModel);
    },
  },
});

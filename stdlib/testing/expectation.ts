import { fail } from "../../language/diagnostics/diagnostic.ts";
import { expectationUnmet, rowsDiffer } from "../../language/diagnostics/registry/testing.ts";
import { operators } from "../../language/expressions/operators.ts";
import type { Literal } from "../../language/graph/graph.ts";
import { anyScalar, optional, string } from "../../language/nodes/parameter.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { differencesOf } from "./compare-rows.ts";

const operatorNamed = new Map(operators.map((operator) => [operator.name, operator]));

/** What an `expect` of a test becomes: a node that fails where it does not hold. Users write no call of it. */
export const expectation = defineNode({
  name: "expectation",
  version: 1,
  group: "data",
  summary: "What must hold in a test.",
  examples: [],
  takes: {
    rows: optional(datasetInput("Rows that must be equal to others.")),
    equal: optional(datasetInput("Those others.")),
    left: optional(anyScalar("A condition, or what is compared.")),
    operator: optional(string("By what it is compared.")),
    right: optional(anyScalar("With what.")),
    written: optional(string("The expectation as it is written.")),
  },
  returns: "Value",
  infer: () => ({ kind: "error" }),
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ rows, equal, left = null, operator, right = null, written }, context) => {
      if (rows && equal) {
        const differences = await differencesOf(rows, equal, context);
        if (differences) fail(rowsDiffer, differences);
      } else {
        const holds = operator === undefined ? left : operatorNamed.get(operator)?.row([left, right], [left, right].map(typeOf));
        if (holds !== true) fail(expectationUnmet, { written, operator, left: JSON.stringify(left), right: JSON.stringify(right) });
      }
      return { kind: "expectation" };
    },
  },
});

const typeOf = (value: Literal) => (typeof value === "number" ? { kind: "float" as const } : typeof value === "boolean" ? { kind: "bool" as const } : { kind: "string" as const });

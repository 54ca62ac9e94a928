import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import { argumentsSchema, jsonSchemaOf } from "../../language/nodes/json-schema.ts";
import * as parameter from "../../language/nodes/parameter.ts";
import { validateGraph } from "../../runtime/validate.ts";
import { standardCatalog } from "../../stdlib/catalog.ts";
import { toyCheck } from "../language/toy.ts";
import { graphOf, lit, ref } from "./toy.ts";

const sound = () => graphOf({ a: { op: "constant", params: { value: lit(1) } }, b: { op: "sign", inputs: { of: ref("a") } } });

function refusal(change: (graph: Record<string, unknown>) => void): string {
  const graph = JSON.parse(JSON.stringify(sound())) as Record<string, unknown>;
  change(graph);
  try {
    validateGraph(graph);
  } catch (error) {
    assert.instance(error, MlpError);
    return (error as MlpError).message;
  }
  throw new Error("nothing was refused");
}

test("graphs of the compiler and of hand are as the published schema says", () => {
  assert.equal(validateGraph(JSON.parse(JSON.stringify(sound()))), sound());
  const { graph } = toyCheck('/// Doc.\nparam a: float = 1\npeople = load("people.csv") |> keep(.age in [1, 2] and not .left) |> fill(matching("a*"), with: mean)\nf = recipe(target: .age)\nm = train(ridge(alpha: a), f, on: people)\nr = publish(m, name: "x${a}", retry: 2, timeout: 10m) when a > 0\nv = serve(r ?? latest("x"))\ns = { a: [1, 2], b: 0.1..0.3 log }\n');
  assert.ok(graph);
  validateGraph(JSON.parse(JSON.stringify(graph)));
});

test("a graph that is not sound is refused with the place", () => {
  assert.match(refusal((graph) => (graph["format"] = "mlp.graph/9")), "/format");
  assert.match(refusal((graph) => (graph["extra"] = 1)), "extra");
  assert.match(refusal((graph) => ((graph["nodes"] as { op: unknown }[])[0]!.op = 7)), "/nodes/0/op");
  assert.match(refusal((graph) => ((graph["nodes"] as { inputs: unknown }[])[1]!.inputs = { of: { node: "later" } })), "no earlier node");
  assert.match(refusal((graph) => ((graph["nodes"] as { id: string }[])[1]!.id = "a")), "node a");
  assert.match(refusal((graph) => ((graph["nodes"] as { params: unknown }[])[0]!.params = { value: { literal: 1, column: "x" } })), "/nodes/0/params");
});

test("a parameter's declaration gives its JSON Schema", () => {
  assert.equal(jsonSchemaOf(parameter.withDefault(parameter.float("Strength.", { min: 0 }), 1)), { type: "number", minimum: 0, description: "Strength.", default: 1 });
  assert.equal(jsonSchemaOf(parameter.oneOf(["a", "b"], "Which.")), { enum: ["a", "b"], description: "Which." });
  assert.equal(jsonSchemaOf(parameter.list(parameter.int("One.", { above: 0 }), "All.")), { type: "array", items: { type: "integer", exclusiveMinimum: 0 }, description: "All." });
});

test("every node of the standard library has a JSON Schema of its arguments", () => {
  for (const node of standardCatalog().nodes.values()) assert.is(argumentsSchema(node)["type"], "object", node.name);
});

test.run();

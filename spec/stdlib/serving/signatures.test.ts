import { test } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../language/check/check.ts";
import { servingDiagnostics } from "../../../language/diagnostics/registry/serving.ts";
import { catalogOf } from "../../../language/nodes/catalog.ts";
import { rowsOf } from "../../../language/types/rows.ts";
import { dataset, object } from "../../../language/types/type.ts";
import { defineNode, datasetInput, type NodeDefinition } from "../../../runtime/node.ts";
import { input, path } from "../../../language/nodes/parameter.ts";
import { registryNodes } from "../../../stdlib/registry/index.ts";
import { servingNodes } from "../../../stdlib/serving/index.ts";

const unused = (): never => {
  throw new Error("never run");
};
const execution: NodeDefinition["execution"] = { kind: "operation", where: "main", run: unused };
const shape = { version: 1, group: "custom", summary: "", examples: [], execution } as const;
const columns = ["age", "spent"].map((name) => ({ name, type: { kind: "float" } as const, nullable: false }));
const nodes: readonly NodeDefinition[] = [
  ...registryNodes,
  ...servingNodes,
  defineNode({ ...shape, name: "rows", takes: {}, returns: "Dataset", infer: () => dataset({ columns }, rowsOf("a")) }),
  defineNode({ ...shape, name: "fit", takes: { on: datasetInput("") }, positional: ["on"], returns: "Model", sees: { on: "fitted on" }, infer: (call) => object("Model", {}, { task: "regression", target: "spent", seen: call.seen() }) }),
  defineNode({ ...shape, name: "classify", takes: {}, returns: "Model", infer: () => object("Model", {}, { task: "classification" }) }),
  defineNode({ ...shape, name: "save", takes: { rows: datasetInput(""), path: path("") }, positional: ["rows", "path"], returns: "SavedFile", infer: () => object("SavedFile") }),
  defineNode({ ...shape, name: "judge", takes: { model: input("Model", ""), on: datasetInput("") }, positional: ["model"], returns: "Report", unseen: [{ rows: "on", by: "model" }], infer: () => object("Report") }),
];
const result = (text: string) => check({ file: "a.mlp", text }, { catalog: catalogOf(nodes, []) });
const codesOf = (text: string): string[] => result(text).diagnostics.map(({ code, message }) => `${code} ${message}`);
const start = 'test = rows()\nmodel = fit(test)\nrelease = register(model, name: "churn")\n';

test("a release, or else the champion, can be served", () => {
  assert.equal(codesOf(`${start}api = serve(release ?? champion("churn"), port: 0)\n`), []);
  assert.equal(codesOf(`${start}api = serve(release, host: "0.0.0.0", log: false, largest_body: 1MB)\n`), []);
});

test("ports that there are not, and what is no release, are refused", () => {
  assert.is(codesOf(`${start}api = serve(release, port: 70000)\n`).length, 1);
  assert.is(codesOf(`${start}api = serve(model)\n`).length, 1);
});

test("predictions of a regression are a column that the checker knows", () => {
  assert.equal(codesOf(`${start}scored = predict(release, on: test)\nmore = fit(predict(model, on: test))\n`), []);
  const scored = result(`${start}scored = predict(release, on: test)\n`).graph?.nodes.find(({ id }) => id === "scored");
  assert.equal([scored?.op, scored?.type], ["predict", "Dataset"]);
});

test("what a model predicts carries what the model has seen", () => {
  const text = "train = rows()\nfirst = fit(train)\nscored = predict(first, on: rows())\nsecond = fit(scored)\nreport = judge(second, on: train)\n";
  assert.ok(codesOf(text).some((line) => line.startsWith("MLP4")), codesOf(text).join());
});

test("the examples of every node are accepted", () => {
  for (const { examples } of servingNodes) for (const example of examples) assert.equal(codesOf(`${start}${example}\n`), [], example);
});

test("codes are of the family and unique", () => {
  const codes = servingDiagnostics.map(({ code }) => code);
  assert.is(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^MLP80\d\d$/);
});

test.run();

import { test } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../language/check/check.ts";
import { monitoringDiagnostics } from "../../../language/diagnostics/registry/monitoring.ts";
import { datasetInput, defineNode } from "../../../runtime/node.ts";
import { catalogOf } from "../../../language/nodes/catalog.ts";
import { rowsOf } from "../../../language/types/rows.ts";
import { dataset, object } from "../../../language/types/type.ts";
import { monitoringNodes } from "../../../stdlib/monitoring/index.ts";
import { schemaOf } from "./kit.ts";

const unused = (): never => {
  throw new Error("never run");
};
const rows = defineNode({ name: "rows", version: 1, group: "data", summary: "", examples: [], takes: {}, returns: "Dataset", infer: () => dataset(schemaOf({ age: "float" }), rowsOf("a")), execution: { kind: "operation", where: "main", run: unused } });
const endpoint = defineNode({
  name: "endpoint", version: 1, group: "serving", summary: "", examples: [], takes: { on: datasetInput("") }, positional: ["on"], returns: "Endpoint", infer: () => object("Endpoint"),
  execution: { kind: "operation", where: "main", run: unused },
});
const catalog = catalogOf([...monitoringNodes, rows, endpoint], []);
const diagnosticsOf = (text: string) => check({ file: "a.mlp", text }, { catalog }).diagnostics.map(({ code, message }) => `${code} ${message}`);
const codesOf = (text: string) => diagnosticsOf(text).map((line) => line.slice(0, 7));
const watched = (rest: string): string => `pipeline churn\ntest = rows()\napi = endpoint(test)\nwatch = monitor(api, reference: test, every: 15m, ${rest})\n`;

test("the whole of a monitor is accepted", () => {
  assert.equal(diagnosticsOf(watched(`checks: [drift(all), drift(.age, test: psi, threshold: 0.2), quality(roc_auc, at_least: 0.78), missing(numeric, at_most: 5%), volume(at_least: 10)],
    alerts: [webhook(env("ALERT_URL")), webhook("https://example.org/hook"), log_alert()], window: 7d, min_rows: 100`)), []);
});

test("what it found can be used in a gate", () => {
  assert.equal(codesOf(`${watched("checks: [drift(all)]")}other = endpoint(test) when not watch.drifted\n`), []);
});

test("every kind with an example gives its diagnostic for the bad one and none for the good one", () => {
  for (const { code, bad, good } of monitoringDiagnostics) {
    if (bad !== undefined) assert.ok(codesOf(bad).includes(code), `${code}: ${diagnosticsOf(bad).join(", ")}`);
    if (good !== undefined) assert.equal(diagnosticsOf(good), [], code);
  }
});

test("codes are of the family and unique", () => {
  const codes = monitoringDiagnostics.map(({ code }) => code);
  assert.is(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^MLP81\d\d$/);
});

test("the examples of every node are accepted", () => {
  for (const { name, examples } of monitoringNodes) {
    for (const example of examples) {
      const text = name === "monitor" ? `test = rows()\napi = endpoint(test)\n${example}\n` : `it = ${example}\n`;
      assert.equal(diagnosticsOf(text), [], example);
    }
  }
});

test.run();

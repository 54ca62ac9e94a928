import { test } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../language/check/check.ts";
import type { Facts } from "../../../language/check/needs.ts";
import { registryDiagnostics } from "../../../language/diagnostics/registry/registry.ts";
import { catalogOf } from "../../../language/nodes/catalog.ts";
import { object, scalar } from "../../../language/types/type.ts";
import { defineNode, type Context, type NodeDefinition } from "../../../runtime/node.ts";
import type { ModelValue } from "../../../stdlib/training/model.ts";
import type { ReportValue } from "../../../stdlib/training/report.ts";
import type { ChampionArgs } from "../../../stdlib/registry/champion.ts";
import { registryNodes } from "../../../stdlib/registry/index.ts";
import { observeChampion, readChampion } from "../../../stdlib/registry/look-up.ts";
import { registerModel } from "../../../stdlib/registry/register-model.ts";
import type { RegisterArgs } from "../../../stdlib/registry/register.ts";
import { readVersion } from "../../../stdlib/registry/store.ts";
import { failureOf, withHome } from "./kit.ts";

const unused = (): never => {
  throw new Error("never run");
};
const toy = (name: string, type: "Model" | "Report", task: "classification" | "regression"): NodeDefinition =>
  defineNode({
    name, version: 1, group: "training", summary: "", examples: [], takes: {}, returns: type,
    infer: () => object(type, { roc_auc: scalar("float") }, { task, target: "left" }),
    execution: { kind: "operation", where: "main", run: unused },
  });
const nodes = [...registryNodes, toy("classifier", "Model", "classification"), toy("regressor", "Model", "regression"), toy("scores", "Report", "classification")];
const checked = (text: string, facts?: Facts) => check({ file: "a.mlp", text }, { catalog: catalogOf(nodes, []), ...(facts && { facts }) });
const diagnosticsOf = (text: string, facts?: Facts) => checked(text, facts).diagnostics.map(({ code, message }) => `${code} ${message}`);

/** Answers the one need of a text as the host does, from a registry. */
async function factsFrom(text: string, home: string): Promise<Facts> {
  const answers = new Map<string, Parameters<Map<string, never>["set"]>[1]>();
  for (const need of checked(text).needs) {
    if (need.kind === "observe") answers.set(need.key, { kind: "observation", ...(await observeChampion(need.args as ChampionArgs, home)) } as never);
  }
  return { answers: answers as Facts["answers"] };
}

const model: ModelValue = {
  kind: "model",
  task: "classification",
  target: { column: "left", type: { kind: "category", values: ["No", "Yes"] }, classes: ["No", "Yes"], positive: "Yes" },
  path: { input: { columns: [{ name: "tenure", type: { kind: "int" }, nullable: true }, { name: "left", type: { kind: "string" }, nullable: false }] }, steps: [] },
  recipe: { input: { columns: [] }, steps: [], features: [] },
  estimator: { name: "baseline", version: 1, params: {} },
  state: {},
  baseline: {},
  trainedOn: { rows: 90 },
};
const report: ReportValue = {
  kind: "report", task: "classification", model: { estimator: "baseline", target: "left" }, rows: 10,
  metrics: { roc_auc: 0.75, log_loss: Number.NaN }, intervals: {}, baseline: {}, plots: {}, notes: [],
};
const args = (rest: Partial<RegisterArgs> = {}): RegisterArgs => ({ model, name: "churn", metrics: report, alias: "champion", description: undefined, ...rest });

function contextIn(home: string, lines: string[] = []): Context {
  return {
    home, node: { id: "release", op: "register" }, pipeline: "churn", run: "r7", seed: 1, memory: 1e9, signal: new AbortController().signal, stop: { check() {} },
    remember: (_, compute) => compute(),
    once: (_, compute) => compute(),
    cacheFolder: unused,
    variable: unused,
    offline: true,
    log: (level, message) => void lines.push(`${level} ${message}`), putValue: async (value) => `digest-of-${value.kind}`,
    resolve: unused, digest: unused, engine: unused, progress: unused, scratch: unused, keep: unused, getValue: unused, pathOf: unused, implementation: unused, reveal: unused,
  };
}

test("a registered model keeps where it came from, what it takes and how good it is", () =>
  withHome(async (home) => {
    const release = await registerModel(args({ description: "the first" }), contextIn(home));
    assert.equal([release.kind, release.name, release.version, release.model, release.task], ["model_version", "churn", 1, "digest-of-model", "classification"]);
    assert.equal(release.metrics, { roc_auc: 0.75 });
    const record = await readVersion(home, "churn", "champion");
    assert.equal(record.input, [{ name: "tenure", type: { kind: "int" }, nullable: true }]);
    assert.equal(record.rows, { trained: 90, evaluated: 10 });
    assert.equal([record.origin.pipeline, record.origin.node, record.origin.run], ["churn", "release", "r7"]);
    assert.equal([record.description, record.target.positive], ["the first", "Yes"]);
  }));

test("registering again says that the metrics stay as they were", () =>
  withHome(async (home) => {
    const lines: string[] = [];
    await registerModel(args(), contextIn(home, lines));
    await registerModel(args(), contextIn(home, lines));
    assert.equal(lines, []);
    const again = await registerModel(args({ metrics: { ...report, metrics: { roc_auc: 0.9 } } }), contextIn(home, lines));
    assert.equal([again.version, again.metrics["roc_auc"]], [1, 0.75]);
    assert.is(lines.length, 1);
  }));

test("a model that could not be served is refused, with the step that is in the way", () =>
  withHome(async (home) => {
    const failure = await failureOf(() => registerModel(args({ model: { ...model, path: { broken: "aggregate" } } }), contextIn(home)));
    assert.is(failure.code, "MLP7004");
    assert.match(failure.message, /`aggregate`/);
    assert.is(await readChampion({ name: "churn", alias: "champion" }, home), null);
  }));

test("a report of another kind of model is refused", () =>
  withHome(async (home) => {
    assert.is((await failureOf(() => registerModel(args({ metrics: { ...report, task: "regression" } }), contextIn(home)))).code, "MLP7008");
    assert.ok(diagnosticsOf('m = regressor()\nr = scores()\nrelease = register(m, name: "churn", metrics: r)\n').some((line) => line.startsWith("MLP7008")));
  }));

test("a gate compares with the champion, which may not exist yet", () => {
  const text = 'm = classifier()\nr = scores()\nrelease = register(m, name: "churn", metrics: r) when r.roc_auc > (champion("churn").roc_auc ?? 0)\n';
  assert.equal(diagnosticsOf(text), []);
});

test("the metrics of a release are those of its task", () => {
  assert.equal(diagnosticsOf('release = register(classifier(), name: "a")\nbest = release.f1\n'), []);
  assert.match(diagnosticsOf('release = register(classifier(), name: "a")\nbest = release.rmse\n').join(), /rmse/);
});

test("what the registry knows of a champion reaches the checker", () =>
  withHome(async (home) => {
    const text = 'best = champion("churn").rmse ?? 0\n';
    assert.equal(diagnosticsOf(text, await factsFrom(text, home)), []);
    await registerModel(args(), contextIn(home));
    assert.match(diagnosticsOf(text, await factsFrom(text, home)).join(), /rmse/);
    assert.is((await readChampion({ name: "churn", alias: "champion" }, home))?.version, 1);
  }));

test("a misspelt champion is pointed out, a new name is not", () =>
  withHome(async (home) => {
    await registerModel(args(), contextIn(home));
    const misspelt = 'best = champion("churm").f1 ?? 0\n';
    const result = checked(misspelt, await factsFrom(misspelt, home)).diagnostics;
    assert.equal(result.map(({ code, severity, help }) => [code, severity, help]), [["MLP7007", "warning", "did you mean `churn`?"]]);
    const fresh = 'best = champion("weather").rmse ?? 0\n';
    assert.equal(diagnosticsOf(fresh, await factsFrom(fresh, home)), []);
  }));

test("the identity of a champion changes with the alias", () =>
  withHome(async (home) => {
    const identity = async () => (await observeChampion({ name: "churn", alias: "champion" }, home)).identity;
    const before = await identity();
    await registerModel(args(), contextIn(home));
    const first = await identity();
    await registerModel(args({ alias: "candidate" }), contextIn(home));
    assert.is(await identity(), first);
    assert.is.not(first, before);
  }));

test("every kind with an example gives its diagnostic for the bad one and none for the good one", () => {
  const codes = registryDiagnostics.map(({ code }) => code);
  assert.is(new Set(codes).size, codes.length);
  for (const { code, bad, good } of registryDiagnostics) {
    assert.match(code, /^MLP7\d\d\d$/);
    if (bad !== undefined) assert.ok(diagnosticsOf(bad).some((line) => line.startsWith(code)), code);
    if (good !== undefined) assert.equal(diagnosticsOf(good), [], code);
  }
});

test("the examples of every node are accepted", () => {
  const before = "model = classifier()\nreport = scores()\n";
  for (const { examples } of registryNodes) for (const example of examples) assert.equal(diagnosticsOf(`${before}${example}\n`), [], example);
});

test.run();

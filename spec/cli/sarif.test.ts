import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allDiagnostics } from "../../language/diagnostics/registry/index.ts";
import { toSarif, type SarifLog } from "../../language/diagnostics/to-sarif.ts";
import { mlp, withProject } from "./kit.ts";

/** What the schema of SARIF 2.1.0 demands of the parts that are written: the required properties, the enumerations, the least values, and no others. */
const closed = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({ type: "object", required, properties, additionalProperties: false });
const text = closed(["text"], { text: { type: "string" }, markdown: { type: "string" } });
const level = { enum: ["none", "note", "warning", "error"] };
const place = { type: "integer", minimum: 1 };
const artifact = closed(["uri"], { uri: { type: "string", pattern: "^[^\\s\\\\]+$" } });
const region = closed(["startLine", "startColumn", "endLine", "endColumn"], { startLine: place, startColumn: place, endLine: place, endColumn: place });
const location = closed(["physicalLocation"], { id: { type: "integer", minimum: -1 }, physicalLocation: closed(["artifactLocation", "region"], { artifactLocation: artifact, region }), message: text });
const many = (items: object, least = 0) => ({ type: "array", items, minItems: least });
const replacement = closed(["deletedRegion"], { deletedRegion: region, insertedContent: text });
const fix = closed(["artifactChanges"], { description: text, artifactChanges: many(closed(["artifactLocation", "replacements"], { artifactLocation: artifact, replacements: many(replacement, 1) }), 1) });
const rule = closed(["id"], { id: { type: "string" }, shortDescription: text, fullDescription: text, help: text, defaultConfiguration: closed([], { level }) });
const result = closed(["message"], {
  ruleId: { type: "string" },
  ruleIndex: { type: "integer", minimum: -1 },
  level,
  message: text,
  locations: many(location),
  relatedLocations: { ...many(location), uniqueItems: true },
  fixes: { ...many(fix), uniqueItems: true },
});
const driver = closed(["name"], { name: { type: "string" }, version: { type: "string" }, rules: { ...many(rule), uniqueItems: true } });
const run = closed(["tool"], { tool: closed(["driver"], { driver }), columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] }, results: many(result) });
const isSarif = new Ajv().compile(closed(["version", "runs"], { $schema: { type: "string" }, version: { const: "2.1.0" }, runs: many(run) }));

function wellFormed(log: unknown): SarifLog {
  const ok: boolean = isSarif(log);
  assert.ok(ok, JSON.stringify(isSarif.errors));
  return log as SarifLog;
}

const leak = `rows = load("npm:vega-datasets/data/penguins.json")
  |> drop_rows(where: .Species == null)
  |> impute(numeric, with: median)

features = recipe(target: .Species)
  |> impute(categorical, with: most_frequent)
  |> encode(categorical, method: one_hot)

{ train, test } = rows |> split(train: 80%, test: 20%)

model = train(logistic_regression(), features, on: train)

report = evaluate(model, on: test)
`;

test("check --format sarif: a leak with its place, the spans that lead to it, and its rule", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "a leak.mlp"), leak);
    const { code, out } = await mlp(["check", "a leak.mlp", "penguins.mlp", "--format", "sarif"], { cwd: folder });
    assert.is(code, 1);
    const [only] = wellFormed(JSON.parse(out)).runs;
    const [found] = only?.results ?? [];
    assert.is(only?.results.length, 1);
    assert.is(found?.ruleId, "MLP4003");
    assert.is(found?.level, "error");
    assert.match(found?.message.text ?? "", "move `impute` into the recipe");
    assert.equal(found?.locations[0]?.physicalLocation, { artifactLocation: { uri: "a%20leak.mlp" }, region: { startLine: 13, startColumn: 30, endLine: 13, endColumn: 34 } });
    const learned = found?.relatedLocations?.find(({ message }) => message?.text.includes("medians are learned here"));
    assert.is(learned?.physicalLocation.region.startLine, 3);
    const named = only?.tool.driver.rules[found?.ruleIndex ?? -1];
    assert.is(named?.id, "MLP4003");
    assert.ok(named && named.shortDescription.text.length > 0 && named.help.markdown.includes("```mlp"));
  });
});

test("check --format sarif: no mistakes are no results, and exit with 0", async () => {
  await withProject(async (folder) => {
    const { code, out } = await mlp(["check", "penguins.mlp", "--format", "sarif"], { cwd: folder });
    assert.is(code, 0);
    assert.equal(wellFormed(JSON.parse(out)).runs[0]?.results, []);
  });
});

test("check: a file that is not there is a result, and hides no other", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "wrong.mlp"), "a = b\n");
    const { code, out } = await mlp(["check", "nowhere.mlp", "wrong.mlp", "--format", "sarif"], { cwd: folder });
    assert.is(code, 1);
    assert.equal(wellFormed(JSON.parse(out)).runs[0]?.results.map(({ ruleId }) => ruleId), ["MLP2101", "MLP2001"]);
  });
});

test("check --format: another format, or two at once, is a wrong call", async () => {
  assert.is((await mlp(["check", "x.mlp", "--format", "xml"])).code, 2);
  assert.is((await mlp(["check", "x.mlp", "--json", "--format", "sarif"])).code, 2);
});

test("toSarif: levels, fixes by file, and columns counted in UTF-16 units from 1", () => {
  const file = "x.mlp";
  const textOf = () => 'a = "😀" + trian\n';
  const span = { file, start: 11, end: 16 };
  const fixes = [{ title: "write `train`", edits: [{ span, text: "train" }] }];
  const base = { message: "m", related: [], fixes: [] };
  const log = toSarif(
    [
      { ...base, code: "MLP2001", severity: "warning", span, label: "not known", fixes },
      { ...base, code: "MLP4003", severity: "information" },
    ],
    { version: "1.0.0", kinds: allDiagnostics, textOf, uriOf: (name) => name },
  );
  const [first, second] = wellFormed(JSON.parse(JSON.stringify(log))).runs[0]?.results ?? [];
  const region = { startLine: 1, startColumn: 12, endLine: 1, endColumn: 17 };
  assert.is(first?.level, "warning");
  assert.equal(first?.locations[0]?.physicalLocation.region, region);
  assert.equal(first?.fixes, [{ description: { text: "write `train`" }, artifactChanges: [{ artifactLocation: { uri: file }, replacements: [{ deletedRegion: region, insertedContent: { text: "train" } }] }] }]);
  assert.is(second?.level, "note");
  assert.equal(second?.locations, []);
});

test("toSarif: every diagnostic is a rule, once", () => {
  const log = wellFormed(JSON.parse(JSON.stringify(toSarif([], { version: "1.0.0", kinds: allDiagnostics, textOf: () => undefined, uriOf: (name) => name }))));
  const ids = log.runs[0]?.tool.driver.rules.map(({ id }) => id) ?? [];
  assert.is(new Set(ids).size, allDiagnostics.length);
});

test.run();

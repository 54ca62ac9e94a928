import { cpus } from "node:os";
import { check, type CheckResult } from "../../../language/check/check.ts";
import { CheckMemory } from "../../../language/check/memory.ts";
import type { Answer, Facts, Need } from "../../../language/check/needs.ts";
import { parse } from "../../../language/syntax/parse.ts";
import type { Schema } from "../../../language/types/schema.ts";
import { standardCatalog } from "../../../stdlib/catalog.ts";

/** How long the checker takes for a pipeline of a thousand lines, and again after an edit in the middle of it: `npm run bench:check`. */
const columns: Schema["columns"] = [
  { name: "id", type: { kind: "int" }, nullable: false },
  { name: "age", type: { kind: "float" }, nullable: true },
  { name: "city", type: { kind: "string" }, nullable: false },
  { name: "income", type: { kind: "float" }, nullable: true },
  { name: "churn", type: { kind: "string" }, nullable: false },
];

function pipelineOf(lines: number): string {
  const text = ['people = load("people.csv")', "{ train, test } = people |> split(train: 80%, test: 20%, stratify: .churn)"];
  for (let n = 0; text.length < lines; n++) {
    text.push(
      `data${n} = train`,
      `  |> filter(.age > ${n} and .city != "x${n}")`,
      `  |> derive(ratio: .income / (.age + ${n + 1}), older: .age + ${n})`,
      `features${n} = recipe(target: .churn)`,
      "  |> impute(numeric, with: median)",
      "  |> scale(numeric, method: standard)",
      "  |> encode(categorical, method: one_hot)",
      `model${n} = train(logistic_regression(c: ${n + 1}), features${n}, on: data${n})`,
      `report${n} = evaluate(model${n}, on: test |> derive(ratio: .income / (.age + ${n + 1}), older: .age + ${n}))`,
      `release${n} = register(model${n}, name: "m${n}", metrics: report${n}) when report${n}.roc_auc > 0.8`,
    );
  }
  return `${text.slice(0, lines).join("\n")}\n`;
}

const answerOf = (need: Need): Answer => ({ kind: "observation", identity: need.key, facts: need.kind === "observe" && need.op === "load" ? { schema: { columns } } : {} });

const catalog = standardCatalog();

function checked(text: string, facts: Facts, memory?: CheckMemory): { readonly result: CheckResult; readonly facts: Facts } {
  const result = check({ file: "bench.mlp", text }, { catalog, facts, ...(memory && { memory }) });
  const open = result.needs.filter((need) => !facts.answers.has(need.key));
  return open.length === 0 ? { result, facts } : checked(text, { answers: new Map([...facts.answers, ...open.map((need) => [need.key, answerOf(need)] as const)]) }, memory);
}

function median(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)} ms`;
}

const text = pipelineOf(1000);
const { result, facts } = checked(text, { answers: new Map() });
if (!result.graph) throw new Error(result.diagnostics.map(({ code, message }) => `${code} ${message}`).slice(0, 3).join("\n"));

const rounds = 40;
const whole: number[] = [];
const parsed: number[] = [];
const lowered: number[] = [];
const edited: number[] = [];
const added: number[] = [];
const memory = new CheckMemory();
for (let round = 0; round < rounds; round++) {
  const time = (into: number[], work: () => unknown) => {
    const began = performance.now();
    work();
    if (round >= rounds / 4) into.push(performance.now() - began);
  };
  time(whole, () => checked(text, facts));
  time(parsed, () => parse("bench.mlp", text));
  time(lowered, () => checked(text, facts).result.graph);
  checked(text, facts, memory);
  // As an editor asks: with what earlier checks have found.
  time(edited, () => checked(text.replace("filter(.age > 49 ", `filter(.age > 49${round} `), facts, memory));
  time(added, () => checked(text.replace("data49 =", `more${round} = train |> filter(.age > ${round})\ndata49 =`), facts, memory));
}
console.log(`a pipeline of 1,000 lines, ${result.graph.nodes.length} nodes (medians of ${rounds * 0.75} rounds, warm)`);
console.log(`  read and checked       ${median(whole)}`);
console.log(`  read alone             ${median(parsed)}`);
console.log(`  with the graph made    ${median(lowered)}`);
console.log(`  after an edit          ${median(edited)}`);
console.log(`  after a line is added  ${median(added)}`);
console.log(`node ${process.version}, ${process.platform} ${process.arch}, ${cpus()[0]?.model ?? "unknown"} × ${cpus().length}`);

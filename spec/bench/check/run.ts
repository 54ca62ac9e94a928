import { cpus } from "node:os";
import { check, type CheckResult } from "../../../language/check/check.ts";
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

function checked(text: string, facts: Facts): { readonly result: CheckResult; readonly facts: Facts } {
  const result = check({ file: "bench.mlp", text }, { catalog: standardCatalog(), facts });
  const open = result.needs.filter((need) => !facts.answers.has(need.key));
  return open.length === 0 ? { result, facts } : checked(text, { answers: new Map([...facts.answers, ...open.map((need) => [need.key, answerOf(need)] as const)]) });
}

function median(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)} ms`;
}

const text = pipelineOf(1000);
const { result, facts } = checked(text, { answers: new Map() });
if (!result.graph) throw new Error(result.diagnostics.map(({ code, message }) => `${code} ${message}`).slice(0, 3).join("\n"));

const rounds = 40;
const [whole, parsed, same, edited]: number[][] = [[], [], [], []];
for (let round = 0; round < rounds; round++) {
  const time = (into: number[] | undefined, work: () => unknown) => {
    const began = performance.now();
    work();
    if (round >= rounds / 4) into?.push(performance.now() - began);
  };
  // Another text each time: nothing of the last round can be reused.
  time(whole, () => checked(text.replaceAll("ratio", `ratio${round}`), facts));
  time(parsed, () => parse("bench.mlp", text));
  checked(text, facts);
  time(same, () => checked(text, facts));
  time(edited, () => checked(text.replace("filter(.age > 49 ", `filter(.age > 49${round} `), facts));
}
console.log(`a pipeline of 1,000 lines, ${result.graph.nodes.length} nodes (medians of ${rounds * 0.75} rounds, warm)`);
console.log(`  read and checked       ${median(whole ?? [])}`);
console.log(`  read alone             ${median(parsed ?? [])}`);
console.log(`  checked again          ${median(same ?? [])}`);
console.log(`  after an edit          ${median(edited ?? [])}`);
console.log(`node ${process.version}, ${process.platform} ${process.arch}, ${cpus()[0]?.model ?? "unknown"} × ${cpus().length}`);

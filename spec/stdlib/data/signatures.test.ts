import { test } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../language/check/check.ts";
import type { Answer } from "../../../language/check/needs.ts";
import { MlpError } from "../../../language/diagnostics/diagnostic.ts";
import { catalogOf } from "../../../language/nodes/catalog.ts";
import { relate } from "../../../language/types/rows.ts";
import { showColumnType } from "../../../language/types/schema.ts";
import type { Type } from "../../../language/types/type.ts";
import { rowFunctions } from "../../../stdlib/data/functions/index.ts";
import { dataNodes } from "../../../stdlib/data/index.ts";
import { load } from "../../../stdlib/data/load.ts";
import { testContext, type TestContext } from "../../kit/context.ts";

const catalog = catalogOf(dataNodes, rowFunctions);

let context: TestContext;
test.before(async () => void (context = await testContext({ files: { "a.csv": "id,name,age,joined,price\n1,Ann,30,2024-01-01,1.5\n2,,,2024-01-02,x\n" } })));
test.after(() => context.close());

/** Checks a pipeline over `a.csv`, with what `load` finds out about it. */
async function checked(text: string) {
  const source = { file: "test.mlp", text: `pipeline test\nrows = load("a.csv")\n${text}\n` };
  const answers = new Map<string, Answer>();
  for (;;) {
    const result = check(source, { catalog, facts: { answers } });
    const open = result.needs.filter(({ key }) => !answers.has(key));
    if (open.length === 0) return result;
    for (const need of open) {
      if (need.kind !== "observe") throw new Error(need.kind);
      try {
        const found = await load.observe?.(need.args as never, context);
        if (found) answers.set(need.key, { kind: "observation", ...found });
      } catch (error) {
        if (!(error instanceof MlpError)) throw error;
        answers.set(need.key, { kind: "failed", diagnostic: error.diagnostic });
      }
    }
  }
}

async function typeOf(text: string, name = "out"): Promise<Type | undefined> {
  const { diagnostics, model } = await checked(text);
  assert.equal(diagnostics.map(({ code, message }) => `${code} ${message}`), [], text);
  const symbol = model.scopes.get("test.mlp")?.symbols.get(name);
  return symbol?.kind === "binding" ? symbol.type : undefined;
}

async function columnsOf(text: string, name?: string): Promise<string> {
  const type = await typeOf(text, name);
  return type?.kind === "dataset" ? (type.schema?.columns ?? []).map((column) => `${column.name}: ${showColumnType(column)}`).join(", ") : String(type?.kind);
}

const codes = async (text: string) => (await checked(text)).diagnostics.map(({ code }) => code);

test("the checker knows the columns of a file, and after each node", async () => {
  assert.is(await columnsOf("out = rows"), "id: int, name: string?, age: int?, joined: date, price: string");
  assert.is(await columnsOf("out = rows |> select(numeric)"), "id: int, age: int?");
  assert.is(await columnsOf("out = rows |> drop_columns([.id, .price])"), "name: string?, age: int?, joined: date");
  assert.is(await columnsOf("out = rows |> rename(years: .age)"), "id: int, name: string?, years: int?, joined: date, price: string");
  assert.is(await columnsOf("out = rows |> select([.id, .age]) |> derive(next: .age + 1, half: .id / 2, known: .age ?? 0, age: .age != null)"), "id: int, age: bool, next: int?, half: float?, known: int");
  assert.is(await columnsOf("out = rows |> select(.price) |> cast(.price, to: float, on_error: null)"), "price: float?");
  assert.is(await columnsOf("out = rows |> select(.price) |> cast(.price, to: float)"), "price: float");
  assert.is(await columnsOf("out = rows |> select([.id, .age]) |> clip(.age, min: 0, max: 120.5)"), "id: int, age: float?");
  assert.is(await columnsOf('out = rows |> filter(.age > 3) |> drop_rows(where: .name == "x") |> drop_duplicates() |> sort(by: .id) |> sample(count: 3) |> expect(.id > 0) |> select(.id)'), "id: int");
});

test("columns that are named by a rule are known to the checker", async () => {
  assert.is(await columnsOf('out = rows |> select([.id, .age]) |> rename_columns(all, case: upper, prefix: "x_")'), "x_ID: int, x_AGE: int?");
  assert.is(await columnsOf('out = rows |> select([.id, .age]) |> rename_columns(.age, replace: "ag", with: "tim")'), "id: int, time: int?");
  assert.equal(await codes("out = rows |> rename_columns(all)"), ["MLP5213"]);
  assert.equal(await codes('out = rows |> rename_columns(all, with: "x")'), ["MLP5213"]);
  assert.equal(await codes('out = rows |> rename_columns(.age, replace: "age")'), ["MLP5202"]);
  assert.equal(await codes('out = rows |> select([.id, .age]) |> rename_columns(.age, replace: "age", with: "ID")'), ["MLP5201"]);
});

test("what a step is not told is found before the run", async () => {
  assert.equal(await codes("out = rows |> drop_rows()"), ["MLP5212"]);
  assert.equal(await codes("out = rows |> drop_rows(missing: [.id, .age])"), []);
  assert.equal(await codes("out = rows |> sort(by: .id, descending: .age)"), ["MLP5211"]);
  assert.equal(await codes("out = rows |> sort(by: [.id, .age], descending: .age, nulls: first)"), []);
});

test("the parts of a split have the table's columns and share no row", async () => {
  const text = "{ train, validation, test } = rows |> split(train: 70%, validation: 15%, test: 15%, stratify: .name)";
  const [train, other] = [await typeOf(text, "train"), await typeOf(text, "test")];
  if (train?.kind !== "dataset" || other?.kind !== "dataset") throw new Error("the parts are no datasets");
  assert.is(relate(train.rows, other.rows), "disjoint");
  assert.is(train.schema?.columns.length, 5);
});

test("mistakes are found before anything runs", async () => {
  assert.equal(await codes("{ train, test } = rows |> split(train: 80%, test: 30%)"), ["MLP5301"]);
  assert.equal(await codes("{ train } = rows |> split(train: 50%)"), ["MLP5302"]);
  assert.equal(await codes("{ train, test } = rows |> split(train: 80%, test: 20%, group: .id, key: .id)"), ["MLP5303"]);
  assert.equal(await codes("out = rows |> derive(Age: .age + 1)"), ["MLP5201"]);
  assert.equal(await codes("out = rows |> rename(id: .age)"), ["MLP5201"]);
  assert.equal(await codes("out = rows |> derive(__mlp_row: 1)"), ["MLP5203"]);
  assert.equal(await codes("out = rows |> drop_columns(all)"), ["MLP5204"]);
  assert.equal(await codes("out = rows |> cast(.joined, to: int)"), ["MLP5205"]);
  assert.equal(await codes("out = rows |> clip(.name, min: 0)"), ["MLP5206"]);
  assert.equal(await codes("out = rows |> clip(.age, min: 3, max: 2)"), ["MLP5207"]);
  assert.equal(await codes("out = rows |> sample(count: 3, share: 10%)"), ["MLP5209"]);
  assert.equal(await codes("out = rows |> derive()"), ["MLP5210"]);
  assert.equal(await codes('out = load("b.csv")'), ["MLP5101"]);
});

test("operands that do not fit are explained with a way out", async () => {
  const message = async (expression: string) => (await checked(`out = rows |> derive(x: ${expression})`)).diagnostics.map((found) => found.message).join("; ");
  assert.match(await message(".name + .price"), /concat/);
  assert.match(await message(".age + .price"), /to_float/);
  assert.match(await message('.joined > "2024-01-01"'), /to_date/);
  assert.match(await message("upper(.age)"), /to_string/);
  assert.match(await message("year(.name)"), /to_date/);
  assert.match(await message(".age and true"), /conditions/);
});

test("what is written as a pattern, a format or a unit is checked with the file", async () => {
  const whyOf = async (expression: string, more = "") => (await checked(`${more}\nmade = rows |> derive(made: ${expression})`)).diagnostics.map(({ code, message }) => `${code} ${message}`).join("; ");
  assert.match(await whyOf('matches(.name, "(")'), "MLP3008 `matches` cannot read this pattern: a `(` is not closed");
  assert.match(await whyOf("matches(.name, .name)"), "takes what is written in the pipeline as its pattern");
  assert.match(await whyOf('date_trunc(.joined, "fortnight")'), "MLP3008 `date_trunc` takes one of");
  assert.match(await whyOf('date_trunc("month", .joined)'), "MLP3008 `date_trunc` takes a date or a timestamp");
  assert.match(await whyOf('to_date(.name, "%d.%m")'), "it does not say the year");
  assert.match(await whyOf('case(.age, "a")'), "takes a condition in front of each value");
  assert.is(await whyOf("matches(.name, word)", 'param word: string = "A.*"'), "");
  assert.is(await whyOf("matches(.name, word)", "param word: string"), "");
  assert.match(await whyOf("matches(.name, word)", 'param word: string = "("'), "cannot read this pattern");
  assert.is(await whyOf('case(.age > 17, "adult", matches(.name, "A.*"), "A", "child")'), "");
});

test("text in a format of its own is not in the order of its days", async () => {
  const apart = 'early = rows |> filter(to_date(.name, "%d.%m.%Y") < to_date("01.12.2024", "%d.%m.%Y"))\nlate = rows |> filter(to_date(.name, "%d.%m.%Y") > to_date("31.01.2023", "%d.%m.%Y"))';
  const [early, late] = [await typeOf(apart, "early"), await typeOf(apart, "late")];
  // As text, "31.01.2023" is behind "01.12.2024", and no row would be in both.
  assert.is(early?.kind === "dataset" && late?.kind === "dataset" && relate(early.rows, late.rows), "overlap");
});

test.run();

import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { finishedOf, mlp, withProject } from "./kit.ts";

/** Infers the schema of a file, and loads the file by it. */
async function roundTrip(folder: string, path: string, options: readonly string[] = [], more = ""): Promise<{ schema: string; rows: number | undefined; columns: readonly string[] }> {
  const inferred = await mlp(["infer", path, "--name", "Row", ...options], { cwd: folder });
  assert.is(inferred.code, 0, inferred.err);
  await writeFile(join(folder, "loads.mlp"), `${inferred.out}\nrows = load(${JSON.stringify(path)}, schema: Row${more})\n`);
  const checked = await mlp(["check", "loads.mlp"], { cwd: folder });
  assert.is(checked.code, 0, checked.err);
  const formatted = await mlp(["fmt", "--check", "loads.mlp"], { cwd: folder });
  assert.is(formatted.code, 0, formatted.err);
  const { code, out, err } = await mlp(["run", "loads.mlp", "--json"], { cwd: folder });
  assert.is(code, 0, err + out);
  const loaded = finishedOf(out).outputs["rows"];
  return { schema: inferred.out, rows: loaded?.rows, columns: loaded?.columns?.map(({ name }) => name) ?? [] };
}

test("infer: the schema of penguins says types, missing values and categories, and loads them", async () => {
  await withProject(async (folder) => {
    const { schema, rows, columns } = await roundTrip(folder, "npm:vega-datasets/data/penguins.json");
    assert.is(
      schema,
      `// From 344 rows: load("npm:vega-datasets/data/penguins.json", schema: Row)
schema Row {
  .Species: category("Adelie", "Chinstrap", "Gentoo"),
  .Island: category("Biscoe", "Dream", "Torgersen"),
  .\`Beak Length (mm)\`: float?,
  .\`Beak Depth (mm)\`: float?,
  .\`Flipper Length (mm)\`: int?,
  .\`Body Mass (g)\`: int?,
  .Sex: category(".", "FEMALE", "MALE")?,
}
`,
    );
    assert.is(rows, 344);
    assert.is(columns.length, 7);
  });
});

test("infer: the schema of cars has a date, and text of many values stays text", async () => {
  await withProject(async (folder) => {
    const { schema, rows } = await roundTrip(folder, "npm:vega-datasets/data/cars.json");
    for (const line of [".Name: string,", ".Miles_per_Gallon: float?,", ".Year: date,", '.Origin: category("Europe", "Japan", "USA"),']) assert.ok(schema.includes(`  ${line}\n`), line);
    assert.is(rows, 406);
  });
});

test("infer: a dirty file with odd names, signs and words for missing values loads by its own schema", async () => {
  await withProject(async (folder) => {
    const header = '\uFEFFwhen;2nd value;"a ""quoted"" $ name";Größe;postcode;empty;flag;mood;three';
    const moods = ['"say ""hi"""', "${x}", "back\\slash", "tab\there", "zero\u200Bwidth"];
    const lines = Array.from({ length: 120 }, (_, row) => [`2024-01-${String((row % 28) + 1).padStart(2, "0")}`, row % 7 === 0 ? "NA" : row / 4, `word ${row}`, row, String(row).padStart(5, "0"), "", row % 2 === 0, moods[row % 5], ["a", "b", "NA"][row % 3]].join(";"));
    await writeFile(join(folder, "dirty.csv"), `${[header, ...lines].join("\r\n")}\r\n`);
    const { schema, rows, columns } = await roundTrip(folder, "dirty.csv", ["--null-word", "NA"], ', null_words: ["NA"]');
    assert.is(
      schema,
      `// From 120 rows: load("dirty.csv", schema: Row, null_words: ["NA"])
schema Row {
  .when: date,
  .\`2nd value\`: float?,
  .\`a "quoted" $ name\`: string,
  .Größe: int,
  .postcode: string,
  .empty: string?,
  .flag: bool,
  .mood: category("\\\${x}", "back\\\\slash", "say \\"hi\\"", "tab\\there", "zero\\u{200b}width"),
  .three: category("a", "b")?,
}
`,
    );
    assert.is(rows, 120);
    assert.equal(columns, ["when", "2nd value", 'a "quoted" $ name', "Größe", "postcode", "empty", "flag", "mood", "three"]);
  });
});

test("infer: a category has at most 20 values, and 20 rows for each", async () => {
  await withProject(async (folder) => {
    const file = (values: number, rows: number) => writeFile(join(folder, "x.csv"), `v\n${Array.from({ length: rows }, (_, row) => `v${row % values}\n`).join("")}`);
    const kind = async () => /\.v: (\w+)/.exec((await mlp(["infer", "x.csv"], { cwd: folder })).out)?.[1];
    await file(20, 400);
    assert.is(await kind(), "category");
    await file(20, 399);
    assert.is(await kind(), "string");
    await file(21, 4200);
    assert.is(await kind(), "string");
  });
});

test("infer -o: writes a new file, never over one, and makes no project", async () => {
  await withProject(async (folder) => {
    await writeFile(join(folder, "used-cars 2024.csv"), "price,`odd`\n1,2\n");
    const before = await readdir(folder);
    const { code, out, err } = await mlp(["infer", "used-cars 2024.csv", "-o", "schema.mlp"], { cwd: folder });
    assert.is(code, 0, err);
    assert.is(out, "schema.mlp: schema UsedCars2024 with 1 column\n");
    assert.match(err, 'warning: "`odd`" is left out');
    assert.match(await readFile(join(folder, "schema.mlp"), "utf8"), "schema UsedCars2024 { .price: int }\n");
    assert.equal(await readdir(folder), [...before, "schema.mlp"].sort());

    const again = await mlp(["infer", "used-cars 2024.csv", "-o", "used-cars 2024.csv"], { cwd: folder });
    assert.is(again.code, 1);
    assert.match(again.err, "MLP2109");
    assert.is(await readFile(join(folder, "used-cars 2024.csv"), "utf8"), "price,`odd`\n1,2\n");
  });
});

test("infer: what cannot be read or named is told", async () => {
  await withProject(async (folder) => {
    const missing = await mlp(["infer", "custmers.csv"], { cwd: folder });
    assert.is(missing.code, 1);
    assert.match(missing.err, "`custmers.csv`");
    await writeFile(join(folder, "1.csv"), "a\n1\n");
    assert.match((await mlp(["infer", "1.csv"], { cwd: folder })).out, "schema Rows { .a: int }\n");
    for (const name of ["if", "1a", "a b", "null"]) {
      const refused = await mlp(["infer", "1.csv", "--name", name], { cwd: folder });
      assert.is(refused.code, 1);
      assert.match(refused.err, "MLP2108");
    }
    await access(join(folder, ".mlp")).then(() => assert.unreachable(), () => {});
  });
});

test.run();

import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Who may import whom: the arrows point one way. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  language: ["language"],
  runtime: ["language", "runtime"],
  stdlib: ["language", "runtime", "stdlib"],
  cli: ["language", "runtime", "stdlib", "cli"],
};

/** Inside the language, from the text to the graph. `check` and `graph/lower` are one step seen from two sides. */
const packagesOfLanguage = ["chevrotain", "fastest-levenshtein"];

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

async function importsOf(folder: string): Promise<Import[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  const files = names.filter((name) => name.endsWith(".ts")).map((name) => join(folder, name));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(root, file), "utf8");
      const statements = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"/gm)];
      const lazy = [...text.matchAll(/import\("([^"]+)"\)/g)];
      return [
        ...statements.map((match) => ({ file, specifier: match[2] ?? "", typeOnly: match[1] !== undefined })),
        ...lazy.map((match) => ({ file, specifier: match[1] ?? "", typeOnly: false })),
      ];
    }),
  );
  return found.flat();
}

const folderOf = (found: Import): string => relative(root, resolve(root, found.file, "..", found.specifier)).split(/[/\\]/)[0] ?? "";

for (const [folder, may] of Object.entries(allowed)) {
  test(`${folder} imports only ${may.join(", ")}`, async () => {
    const imports = (await importsOf(folder)).filter(({ specifier }) => specifier.startsWith("."));
    assert.ok(imports.length > 0);
    const wrong = imports.filter((found) => !may.includes(folderOf(found)) && !found.specifier.endsWith(".json"));
    assert.equal(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`), []);
  });
}

test("the language uses no Node API and only its two packages", async () => {
  const imports = (await importsOf("language")).filter(({ specifier }) => !specifier.startsWith("."));
  const wrong = imports.filter(({ specifier }) => !packagesOfLanguage.includes(specifier));
  assert.equal(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`), []);
  for (const { file } of await importsOf("language")) {
    assert.not.match(await readFile(join(root, file), "utf8"), /\b(process|Buffer|require)\b[.(]/, file);
  }
});

test("a node's definition loads no engine: heavy packages are imported only when it runs", async () => {
  const heavy = ["@duckdb/node-api", "express", "ml-matrix", "ml-logistic-regression", "@observablehq/plot", "linkedom", "piscina", "libsql", "pg", "pg-copy-streams", "aws4fetch"];
  const { standardCatalog } = await import("../stdlib/catalog.ts");
  assert.ok(standardCatalog().nodes.size > 0);
  const { build } = await import("esbuild");
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["stdlib/catalog.ts"],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    splitting: true,
    outdir: "unused",
    packages: "external",
    logLevel: "silent",
  });
  const entry = Object.values(result.metafile.outputs).find((output) => output.entryPoint === "stdlib/catalog.ts");
  const reached = new Set<string>();
  const visit = (output: typeof entry): void => {
    for (const { path, kind, external } of output?.imports ?? []) {
      if (kind !== "import-statement" || reached.has(path)) continue;
      reached.add(path);
      if (!external) visit(result.metafile.outputs[path]);
    }
  };
  visit(entry);
  assert.equal(heavy.filter((name) => reached.has(name)), []);
});

test.run();

// Bundles the command, the workers and the embeddable API into dist/, split so that a verb loads only what it needs; compiles the training kernels;
// the editor extension into dist/vscode/, its colours made from the table of tokens; and the API's declarations into dist/types/.
import { chmod, copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "esbuild";
import { writeDeclarations } from "./declarations.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = `${root}dist`;

await rm(dist, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { mlp: "cli/main.ts", index: "stdlib/embed.ts", worker: "stdlib/worker.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  platform: "node",
  target: "node20",
  format: "esm",
  chunkNames: "chunks/[name]-[hash]",
  // Native code and what finds its own files stays outside the bundle.
  external: ["@duckdb/node-api", "piscina", "jiti", "linkedom", "canvas", "libsql", "pg", "pg-copy-streams"],
  banner: { js: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);' },
  logLevel: "warning",
});
await chmod(`${dist}/mlp.js`, 0o755);

// A script, not a module: its text is run as it is (stdlib/training/kernels/module.ts).
await build({ absWorkingDir: root, entryPoints: { "kernel-thread": "stdlib/training/kernels/thread.ts" }, outdir: "dist", outExtension: { ".js": ".cjs" }, bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "warning" });

// One module over a memory that is given to it and that threads share; no garbage collector, nothing imported but the memory.
const kernels = "stdlib/training/kernels/index.as.ts";
const memory = ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
const compiled = await asc.main([kernels, "--baseDir", root, "--outFile", "dist/kernels.wasm", "--runtime", "stub", ...memory, "--enable", "simd,threads,bulk-memory", "-O3", "--converge", "--noAssert"], { stderr: process.stderr });
if (compiled.error) throw compiled.error;

// `npx mlp` inside this checkout: the package's own command, as an installed one would stand there.
const bin = `${root}node_modules/.bin`;
await mkdir(bin, { recursive: true });
await rm(`${bin}/mlp`, { force: true });
await symlink("../../dist/mlp.js", `${bin}/mlp`).catch(() => writeFile(`${bin}/mlp`, `#!/usr/bin/env node\nimport("../../dist/mlp.js");\n`, { mode: 0o755 }));

const extension = `${dist}/vscode`;
await build({
  absWorkingDir: root,
  entryPoints: { extension: "cli/vscode/extension.ts" },
  outdir: extension,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  target: "node18",
  format: "cjs",
  external: ["vscode"],
  logLevel: "warning",
});
const grammar = await build({ absWorkingDir: root, entryPoints: ["language/service/textmate.ts"], bundle: true, write: false, platform: "node", format: "esm", logLevel: "warning" });
const { textMateGrammar } = await import(`data:text/javascript;base64,${Buffer.from(grammar.outputFiles[0].contents).toString("base64")}`);
await writeFile(`${extension}/mlp.tmLanguage.json`, `${JSON.stringify(textMateGrammar(), null, 2)}\n`);
for (const name of ["package.json", "language-configuration.json"]) await copyFile(`${root}cli/vscode/${name}`, `${extension}/${name}`);
await writeDeclarations(root, "stdlib/embed.ts", `${dist}/types`);

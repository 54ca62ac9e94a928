import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";

const root = fileURLToPath(new URL("..", import.meta.url));

const program = `import { compile, defineNode, MlpError, parameter, run, types, type Diagnostic, type RunEvent } from "mlp";

const square = defineNode({
  name: "square",
  version: 1,
  group: "custom",
  summary: "The square of a number.",
  examples: ["square(of: 3)"],
  takes: { of: parameter.float("The number."), times: parameter.withDefault(parameter.int("How often."), 1) },
  returns: "Number",
  infer: () => types.object("Number", { value: types.scalar("float") }),
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ of, times }, context) => {
      const product: number = of * of * times;
      context.log("info", product.toFixed(2));
      return { kind: "number", value: product };
    },
  },
});

const { graph, diagnostics } = await compile("area = square(of: 2)", { nodes: [square] });
const first: Diagnostic | undefined = diagnostics[0];
if (!graph) throw new Error(first?.message);
const handle = run(graph, { nodes: [square] });
const seconds: number[] = [];
for await (const event of handle) if (event.event === "node.finished") seconds.push(event.seconds);
const events = (event: RunEvent): string => event.event;
const status: "succeeded" | "failed" | "cancelled" = (await handle.result).status;
export const all = [events, status, MlpError];
`;

/** What is written, and the codes and lines of what the compiler must say to it. */
const wrongUses: readonly (readonly [string, string])[] = [
  ['import { nothing } from "mlp";\nexport { nothing };\n', "1 TS2305"],
  ['import { compile } from "mlp";\nexport const graph = (await compile(5)).graph;\n', "2 TS2345"],
  ['import { compile, run } from "mlp";\nconst { graph } = await compile("a = 1");\nrun(graph);\n', "3 TS2345"],
  ['import type { RunEvent } from "mlp";\nexport const of = (event: RunEvent) =>\n  event.event === "no such event";\n', "3 TS2367"],
  [program.replace("context.log(\"info\"", "context.log(\"loud\""), "17 TS2345"],
  [program.replace('summary: "The square of a number.",', ""), "3 TS2345"],
];

/** What the compiler says to each of these programs, in a project of its own outside of this one: `line code`. */
async function compiled(programs: readonly string[]): Promise<readonly (readonly string[])[]> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-types-"));
  try {
    await mkdir(join(folder, "node_modules", "@types"), { recursive: true });
    await symlink(root, join(folder, "node_modules", "mlp"), "dir");
    await symlink(join(root, "node_modules", "@types", "node"), join(folder, "node_modules", "@types", "node"), "dir");
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "consumer", type: "module" }));
    // `skipLibCheck` off: what is shipped must be right by itself.
    const compilerOptions = { strict: true, target: "es2022", lib: ["es2023"], module: "nodenext", moduleResolution: "nodenext", types: ["node"], noEmit: true, skipLibCheck: false };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    for (const [index, text] of programs.entries()) await writeFile(join(folder, `program-${index}.ts`), text);
    const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, "--pretty", "false"], { cwd: folder }).catch((error: { readonly stdout: string }) => error);
    const errors = stdout.split("\n").filter((line) => line.includes("error TS"));
    const elsewhere = errors.filter((line) => !line.startsWith("program-"));
    assert.equal(elsewhere, [], "an error in the declarations themselves");
    return programs.map((_, index) => errors.flatMap((line) => (line.startsWith(`program-${index}.ts(`) ? [line.replace(/^.*?\((\d+),.*error (TS\d+):.*$/, "$1 $2")] : [])));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("a strict project of its own type-checks a right use of the API, and not a wrong one", async () => {
  const [right, ...wrong] = await compiled([program, ...wrongUses.map(([text]) => text)]);
  assert.equal(right, []);
  assert.equal(wrong, wrongUses.map(([, error]) => [error]));
});

test.run();

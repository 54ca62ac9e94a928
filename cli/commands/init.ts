import { writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { makeFolders } from "../../runtime/store/files.ts";
import { inputError } from "../exit.ts";
import { starterPipeline, starterRows } from "./init-files.ts";

/** Makes a starter project: a pipeline, its data, and a configuration. Never overwrites a file. */
export async function init(folder: string): Promise<void> {
  const root = resolve(folder);
  const files: readonly (readonly [string, string])[] = [
    ["mlp.yaml", "# Sections of params: mlp run churn.mlp --env production\nenv:\n  production:\n    min_auc: 0.8\n"],
    ["churn.mlp", starterPipeline],
    ["data/customers.csv", starterRows()],
    [".gitignore", ".mlp/\n"],
  ];
  await makeFolders(join(root, "data"));
  for (const [name, text] of files) {
    try {
      await writeFile(join(root, name), text, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (name === ".gitignore") continue;
      process.stderr.write(`mlp: ${join(folder, name)} is already there, so nothing more is written\n`);
      process.exitCode = inputError;
      return;
    }
  }
  const where = folder === "." ? "" : `cd ${folder} && `;
  process.stdout.write(`A starter project is in ${basename(root)}. Run it:\n\n  ${where}mlp run churn.mlp\n\nand its test: mlp test churn.mlp\n`);
}

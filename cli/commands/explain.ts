import chalk from "chalk";
import { allDiagnostics } from "../../language/diagnostics/registry/index.ts";
import { nearest } from "../../language/diagnostics/suggest.ts";
import { inputError } from "../exit.ts";

/** Prints what a code means, with an example that gives it and the same one mended. */
export function explain(code: string): void {
  const wanted = /^\d{4}$/.test(code) ? `MLP${code}` : code.toUpperCase();
  const found = allDiagnostics.find((kind) => kind.code === wanted);
  if (!found) {
    const near = nearest(wanted, allDiagnostics.map((kind) => kind.code));
    process.stderr.write(`mlp: there is no diagnostic \`${code}\`${near ? `; did you mean \`${near}\`?` : ""}\n`);
    process.exitCode = inputError;
    return;
  }
  const lines = [chalk.bold(`${found.code}: ${found.title}`), "", found.explain];
  if (found.bad) lines.push("", chalk.red("Gives it:"), "", indent(found.bad));
  if (found.good) lines.push("", chalk.green("Mended:"), "", indent(found.good));
  process.stdout.write(`${lines.join("\n").trimEnd()}\n`);
}

const indent = (text: string) => text.trimEnd().replace(/^(?=.)/gm, "    ");

import chalk from "chalk";
import { listModels, type RegisteredModel } from "../../stdlib/registry/store.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { modelUnknown } from "../../language/diagnostics/registry/registry.ts";
import { suggestion } from "../../language/diagnostics/suggest.ts";
import { projectOf, type HomeOptions } from "../home.ts";
import { clean } from "../view/tree.ts";

/** Lists registered models, or the versions of one. */
export async function models(name: string | undefined, options: HomeOptions & { readonly json?: boolean }): Promise<void> {
  const { home } = await projectOf(options);
  const all = await listModels(home);
  const chosen = name === undefined ? all : all.filter((model) => model.name === name);
  if (name !== undefined && chosen.length === 0) {
    return fail(modelUnknown, { name, hint: suggestion(name, all.map((model) => model.name), "there are") });
  }
  if (options.json) process.stdout.write(`${JSON.stringify(chosen.map((model) => ({ ...model, aliases: Object.fromEntries(model.aliases) })))}\n`);
  else if (chosen.length === 0) process.stdout.write("no model is registered here yet\n");
  else process.stdout.write(`${chosen.map(name === undefined ? inShort : inFull).join("\n")}\n`);
}

const aliasesOf = (model: RegisteredModel, version: number) => [...model.aliases].filter(([, target]) => target === version).map(([alias]) => chalk.cyan(`@${clean(alias)}`));

function inShort(model: RegisteredModel): string {
  const newest = model.versions.at(-1);
  const aliases = [...model.aliases].map(([alias, version]) => `${chalk.cyan(`@${clean(alias)}`)} v${version}`);
  return `${chalk.bold(clean(model.name))}  ${model.versions.length} version${model.versions.length === 1 ? "" : "s"}, newest v${newest?.version ?? "?"}  ${aliases.join("  ")}`;
}

function inFull(model: RegisteredModel): string {
  const rows = model.versions.map((version) => {
    const metrics = Object.entries(version.metrics).slice(0, 4).map(([metric, value]) => `${metric} ${typeof value === "number" ? value.toPrecision(4) : "–"}`);
    return `  v${version.version}  ${chalk.dim(version.created)}  ${metrics.join("  ")}  ${aliasesOf(model, version.version).join(" ")}`;
  });
  return [chalk.bold(clean(model.name)), ...rows].join("\n");
}

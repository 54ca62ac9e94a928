import { join } from "node:path";
import { nearest, suggestion } from "../../language/diagnostics/suggest.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { modelUnknown, versionUnknown } from "../../language/diagnostics/registry/registry.ts";
import { aliasesOf, moveAlias, versionsOf } from "./aliases.ts";
import { demandAlias, demandModelName, isModelName, nameOfFolder, shown, versionNumber } from "./names.ts";
import { createNumbered, namesIn, numbersIn, readNumbered } from "./numbered.ts";
import { isVersionRecord, type VersionRecord } from "./record.ts";

export { aliasesOf, history, moveAlias } from "./aliases.ts";

/** A registered model with all its versions, the oldest first, and where its aliases point. */
export interface RegisteredModel {
  readonly name: string;
  readonly versions: readonly VersionRecord[];
  readonly aliases: ReadonlyMap<string, number>;
}

/** The names of all registered models, sorted. A model whose first version was never finished is not among them. */
export async function modelNames(home: string): Promise<string[]> {
  const folders = await namesIn(join(home, "registry"));
  const names = folders.map(nameOfFolder).filter(isModelName);
  const used = await Promise.all(names.map(async (name) => (await numbersIn(versionsOf(home, name))).length > 0));
  return names.filter((_, index) => used[index]).sort();
}

/** Everything in the registry of a project. Also what a collection of old artefacts must keep: the `model` of each version. */
export async function listModels(home: string): Promise<readonly RegisteredModel[]> {
  return Promise.all((await modelNames(home)).map(async (name) => ({ name, versions: await versions(home, name), aliases: await aliasesOf(home, name) })));
}

async function versions(home: string, name: string): Promise<VersionRecord[]> {
  const folder = versionsOf(home, name);
  const records = await Promise.all((await numbersIn(folder)).map((number) => readNumbered(folder, number, isVersionRecord)));
  return records.filter((record) => record !== undefined);
}

/** The number that an alias, `latest`, `3` or `v3` stands for; undefined where there is none. */
async function numberOf(home: string, name: string, selector: string): Promise<number | undefined> {
  if (selector === "latest") return (await numbersIn(versionsOf(home, name))).at(-1);
  return versionNumber(selector) ?? (await aliasesOf(home, name)).get(selector);
}

/** The version that a selector (an alias, `latest`, `3`, `v3`) stands for; undefined where there is none. */
export async function findVersion(home: string, name: string, selector: string): Promise<VersionRecord | undefined> {
  demandModelName(name);
  const number = await numberOf(home, name, selector);
  return number === undefined ? undefined : readNumbered(versionsOf(home, name), number, isVersionRecord);
}

/** As `findVersion`; throws a diagnostic, with what was probably meant, where there is none. */
export async function readVersion(home: string, name: string, selector: string): Promise<VersionRecord> {
  const found = await findVersion(home, name, selector);
  if (found) return found;
  const names = await modelNames(home);
  if (!names.includes(name)) fail(modelUnknown, { name, hint: suggestion(name, names, "there are") });
  const aliases = [...(await aliasesOf(home, name)).keys(), "latest"];
  const numbers = (await numbersIn(versionsOf(home, name))).map(String);
  const near = nearest(selector, aliases);
  fail(versionUnknown, { name, selector: shown(selector), hint: near ? `did you mean \`${name}@${near}\`?` : `it has ${listed([...aliases, ...numbers])}` });
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, 8).map((word) => `\`${word}\``).join(", ")}${words.length > 8 ? ", …" : ""}`;
}

/** The registered name that was probably meant by one that is not registered. */
export async function nearestModel(home: string, name: string): Promise<string | undefined> {
  const names = await modelNames(home);
  return names.includes(name) ? undefined : nearest(name, names);
}

export type NewVersion = Omit<VersionRecord, "format" | "version">;

/**
 * Registers a model as the next version of a name, then lets the alias point at it. The same model (by its digest) is
 * registered once: its version is returned as it stands, and only the alias moves. Processes that register at the same
 * time get different numbers. After a crash between the two steps the version is there, and doing it again moves the alias.
 */
export async function registerVersion(home: string, entry: NewVersion, alias: string): Promise<VersionRecord> {
  demandModelName(entry.name);
  demandAlias(alias);
  const record = await addVersion(home, entry);
  await moveAlias(home, { name: entry.name, alias, to: record.version, by: entry.origin });
  return record;
}

async function addVersion(home: string, entry: NewVersion): Promise<VersionRecord> {
  const folder = versionsOf(home, entry.name);
  for (;;) {
    const known = await versions(home, entry.name);
    const same = known.find((record) => record.model === entry.model);
    if (same) return same;
    const version = (known.at(-1)?.version ?? 0) + 1;
    const record: VersionRecord = { format: "mlp.version/1", ...entry, version };
    if (await createNumbered(folder, version, record)) return record;
  }
}

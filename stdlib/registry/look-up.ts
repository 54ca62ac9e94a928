import type { Observation } from "../../runtime/node.ts";
import type { ChampionArgs, ChampionFacts } from "./champion.ts";
import { isAlias, isModelName } from "./names.ts";
import { versionValue } from "./record.ts";
import { findVersion, nearestModel } from "./store.ts";
import type { ModelVersionValue } from "./version.ts";

/** The version that an alias points at now, or null. */
export async function readChampion({ name, alias }: ChampionArgs, home: string): Promise<ModelVersionValue | null> {
  const record = await findVersion(home, name, alias);
  return record ? versionValue(record) : null;
}

/** The same for the checker. A name that cannot be one is reported where it is checked, so here it is only not found. */
export async function observeChampion({ name, alias }: ChampionArgs, home: string): Promise<Observation> {
  const record = isModelName(name) && isAlias(alias) ? await findVersion(home, name, alias) : undefined;
  if (record) {
    const facts: ChampionFacts = { found: true, task: record.task, target: record.target.column, schema: { columns: record.input }, ...(record.rowNames?.evaluated && { judged: record.rowNames.evaluated }) };
    return { identity: `${record.name}@${record.version}:${record.model}`, facts };
  }
  const near = isModelName(name) ? await nearestModel(home, name) : undefined;
  const facts: ChampionFacts = { found: false, ...(near !== undefined && { near }) };
  return { identity: "none", facts };
}

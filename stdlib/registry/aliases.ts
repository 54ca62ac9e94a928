import { join } from "node:path";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { aliasMoved, versionUnknown } from "../../language/diagnostics/registry/registry.ts";
import { demandAlias, demandModelName, folderOfName } from "./names.ts";
import { createNumbered, numbersIn, readNumbered } from "./numbered.ts";
import { isAliasMove, type AliasMove, type Origin } from "./record.ts";

/**
 * Aliases of a model. There is no file that says where an alias points: its last move does. So the state and its
 * history cannot disagree, and a move is one file that is created, for which two processes cannot both succeed.
 */

const movesOf = (home: string, name: string): string => join(home, "registry", folderOfName(name), "moves");
export const versionsOf = (home: string, name: string): string => join(home, "registry", folderOfName(name), "versions");

/** All moves of a model's aliases, the oldest first. */
export async function history(home: string, name: string): Promise<readonly AliasMove[]> {
  demandModelName(name);
  return (await readMoves(movesOf(home, name))).moves;
}

async function readMoves(folder: string): Promise<{ readonly last: number; readonly moves: readonly AliasMove[] }> {
  const numbers = await numbersIn(folder);
  const moves = await Promise.all(numbers.map((number) => readNumbered(folder, number, isAliasMove)));
  return { last: numbers.at(-1) ?? 0, moves: moves.filter((move) => move !== undefined) };
}

/** Where the model's aliases point; at a moment in the past, if one is given. */
export async function aliasesOf(home: string, name: string, at?: Date): Promise<ReadonlyMap<string, number>> {
  const aliases = new Map<string, number>();
  for (const move of await history(home, name)) {
    if (at && Date.parse(move.time) > at.getTime()) break;
    if (move.version === null) aliases.delete(move.alias);
    else aliases.set(move.alias, move.version);
  }
  return aliases;
}

export interface Move {
  readonly name: string;
  readonly alias: string;
  /** Null takes the alias away. */
  readonly to: number | null;
  readonly by: Origin;
  /** The version that it replaces (null: none): a diagnostic is thrown where the alias points elsewhere. */
  readonly expected?: number | null;
}

/**
 * Lets an alias point at a version, and records it with the version before. Nothing happens, and undefined is returned,
 * where it points there already.
 */
export async function moveAlias(home: string, { name, alias, to, by, expected }: Move): Promise<AliasMove | undefined> {
  demandModelName(name);
  demandAlias(alias);
  if (to !== null && !(await numbersIn(versionsOf(home, name))).includes(to)) fail(versionUnknown, { name, selector: String(to), hint: undefined });
  const folder = movesOf(home, name);
  for (;;) {
    const { last, moves } = await readMoves(folder);
    const previous = moves.findLast((move) => move.alias === alias)?.version ?? null;
    if (expected !== undefined && expected !== previous) fail(aliasMoved, { name, alias, expected, found: previous });
    if (previous === to) return undefined;
    const time = new Date(Math.max(Date.now(), Date.parse(moves.at(-1)?.time ?? "") || 0)).toISOString();
    const move: AliasMove = { format: "mlp.alias-move/1", alias, version: to, previous, time, by };
    // Fails where another process has moved something since the history was read.
    if (await createNumbered(folder, last + 1, move)) return move;
  }
}

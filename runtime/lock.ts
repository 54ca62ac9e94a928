import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { ownSchema } from "./ajv.ts";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { lockDamaged, lockUnwritable } from "../language/diagnostics/registry/data-lock.ts";
import type { Column, Schema } from "../language/types/schema.ts";
import { isAddress, shownAddress } from "./addresses.ts";
import { canonical } from "./canonical.ts";
import type { NodeDefinition, Observation } from "./node.ts";
import { writeWhole } from "./store/files.ts";

export const lockName = "mlp.lock";

/** A file that a pipeline reads, as something to be kept: where it is from the lock's folder, and how it is read. */
export interface LockSubject {
  /** Relative to the lock's folder, with `/`; or `npm:package/file`; or an address, without what in it may be secret. */
  readonly path: string;
  /** The other arguments of its reading, such as its delimiter: they decide about its columns, too. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface LockEntry extends LockSubject {
  readonly sha256: string;
  readonly columns: readonly Column[];
}

/** What is known of files, by `keyOf` their subjects. */
export type Lock = ReadonlyMap<string, LockEntry>;

export const keyOf = ({ path, options }: LockSubject): string => canonical([path, options]);

/** The path that a node is asked to observe, as it was written; `undefined` for nodes that look at something else. */
export function writtenPath(definition: NodeDefinition | undefined, args: Readonly<Record<string, unknown>>): string | undefined {
  const name = definition && pathParameter(definition);
  const path = name === undefined ? undefined : args[name];
  return typeof path === "string" ? path : undefined;
}

const pathParameter = (definition: NodeDefinition): string | undefined => Object.entries(definition.takes).find(([, { accepts }]) => accepts.kind === "path")?.[0];

/** How a lock in `folder` names what a node reads; `undefined` for an absolute path, which means nothing elsewhere. `from` is the file that names it. */
export function subjectOf(definition: NodeDefinition, args: Readonly<Record<string, unknown>>, from: string, folder: string): LockSubject | undefined {
  const written = writtenPath(definition, args);
  if (written === undefined || isAbsolute(written)) return undefined;
  const name = pathParameter(definition);
  const options = Object.fromEntries(Object.entries(args).filter(([key, value]) => key !== name && definition.takes[key]?.accepts.kind !== "secret" && value !== undefined));
  return { path: keptPath(written, from, folder), options };
}

function keptPath(written: string, from: string, folder: string): string {
  if (isAddress(written)) return shownAddress(written);
  return written.startsWith("npm:") ? written : relative(folder, resolve(dirname(from), written)).split(sep).join("/");
}

/** The entry of an observation that tells columns and names content by its SHA-256; others are not kept. */
export function entryOf(subject: LockSubject, { identity, facts }: Observation): LockEntry | undefined {
  const schema = (facts as { readonly schema?: Schema } | undefined)?.schema;
  return schema && /^[0-9a-f]{64}$/.test(identity) ? { ...subject, sha256: identity, columns: schema.columns } : undefined;
}

export const observationOf = ({ sha256, columns }: LockEntry): Observation => ({ identity: sha256, facts: { schema: { columns } } });

const typeOf = ({ type, nullable }: Column): string => `${type.kind}${nullable ? "?" : ""}`;

/** What of a file has changed, in words; `undefined` where nothing has. */
export function changeOf(before: LockEntry, now: LockEntry): string | undefined {
  const named = (columns: readonly Column[]) => new Map(columns.map((column) => [column.name, typeOf(column)]));
  const [old, own] = [named(before.columns), named(now.columns)];
  const added = [...own].flatMap(([name, type]) => (old.has(name) ? [] : [`\`${name}\` (${type})`]));
  const removed = [...old.keys()].flatMap((name) => (own.has(name) ? [] : [`\`${name}\``]));
  const retyped = [...own].flatMap(([name, type]) => (old.has(name) && old.get(name) !== type ? [`\`${name}\` was ${old.get(name)} and is ${type}`] : []));
  const parts = [
    ...(added.length > 0 ? [`added ${few(added)}`] : []),
    ...(removed.length > 0 ? [`removed ${few(removed)}`] : []),
    ...(retyped.length > 0 ? [few(retyped)] : []),
  ];
  if (parts.length > 0) return parts.join("; ");
  if ([...old.keys()].join("\n") !== [...own.keys()].join("\n")) return "its columns stand in another order";
  return before.sha256 === now.sha256 ? undefined : "the same columns with other content";
}

const few = (items: readonly string[]): string => `${items.slice(0, 5).join(", ")}${items.length > 5 ? `, and ${items.length - 5} more` : ""}`;

const kinds = "int|float|string|bool|date|timestamp|unknown";
export const lockSchema = {
  type: "object",
  required: ["version", "files"],
  properties: {
    version: { const: 1 },
    files: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "sha256", "columns"],
        properties: {
          path: { type: "string", minLength: 1 },
          options: { type: "object" },
          sha256: { type: "string", pattern: "^[0-9a-f]{64}$" },
          columns: {
            type: "array",
            items: { type: "object", required: ["name", "type"], properties: { name: { type: "string" }, type: { type: "string", pattern: `^(${kinds})\\??$` } }, additionalProperties: false },
          },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

let validate: ValidateFunction<LockFile> | undefined;

interface LockFile {
  readonly version: 1;
  readonly files: readonly {
    readonly path: string;
    readonly options?: Readonly<Record<string, unknown>>;
    readonly sha256: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
  }[];
}

/** The lock of a folder; empty where there is none. Throws a diagnostic where it is damaged. */
export async function readLock(folder: string): Promise<Lock> {
  const content = parse(await lockText(folder));
  if (content === undefined) return new Map();
  validate ??= new Ajv(ownSchema).compile<LockFile>(lockSchema);
  if (!validate(content)) {
    const [error] = validate.errors ?? [];
    return fail(lockDamaged, { why: `${error?.instancePath || "its top"} ${error?.message ?? "is not as expected"}` });
  }
  const entries = content.files.map(({ columns, options = {}, ...file }): LockEntry => ({ ...file, options, columns: columns.map(columnFrom) }));
  return new Map(entries.map((entry) => [keyOf(entry), entry]));
}

function columnFrom({ name, type }: { readonly name: string; readonly type: string }): Column {
  const kind = type.replace(/\?$/, "") as Exclude<Column["type"]["kind"], "category">;
  return { name, type: { kind }, nullable: type.endsWith("?") };
}

async function lockText(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, lockName), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : fail(lockDamaged, { why: String(code) }, undefined, error);
  }
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    return fail(lockDamaged, { why: /^[<>=]{7}/m.test(text ?? "") ? "a merge has left both sides in it" : (error as Error).message });
  }
}

/**
 * Puts entries into a folder's lock, over older ones of the same files. Written whole, and only where something differs;
 * tells whether it was. Throws where the folder cannot be written.
 */
export async function updateLock(folder: string, entries: readonly LockEntry[]): Promise<boolean> {
  const before = await lockText(folder);
  const all = new Map(await readLock(folder));
  for (const entry of entries) all.set(keyOf(entry), entry);
  const text = lockTextOf([...all.values()]);
  if (text === before || (before === undefined && all.size === 0)) return false;
  await writeWhole(join(folder, lockName), text).catch(unwritable);
  return true;
}

const reasons: Readonly<Record<string, string>> = { EACCES: "permission denied", EPERM: "permission denied", EROFS: "the file system is read-only" };

function unwritable(error: unknown): never {
  const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  const why = code === undefined ? undefined : reasons[code];
  if (why === undefined) throw error;
  return fail(lockUnwritable, { why }, undefined, error);
}

/** JSON in the order of the paths, one line a column, so that what changes in the data is what changes in a diff. */
export function lockTextOf(entries: readonly LockEntry[]): string {
  const keyed = entries.map((entry) => [keyOf(entry), entry] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const files = keyed.map(([, { path, options, sha256, columns }]) =>
    [
      "    {",
      `      "path": ${JSON.stringify(path)},`,
      ...(Object.keys(options).length > 0 ? [`      "options": ${canonical(options)},`] : []),
      `      "sha256": ${JSON.stringify(sha256)},`,
      `      "columns": [`,
      columns.map((column) => `        { "name": ${JSON.stringify(column.name)}, "type": ${JSON.stringify(typeOf(column))} }`).join(",\n"),
      "      ]",
      "    }",
    ].join("\n"),
  );
  return `{\n  "version": 1,\n  "files": [${files.length > 0 ? `\n${files.join(",\n")}\n  ` : ""}]\n}\n`;
}

import { readFile } from "node:fs/promises";
import { storedFilesIn } from "../engine/stored.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { artefactDamaged } from "../../language/diagnostics/registry/execution.ts";
import type { StoredFile, Value } from "../values.ts";
import { digestOfText, type ObjectStore } from "./objects.ts";

const arrayTypes = { Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array } as const;
type ArrayName = keyof typeof arrayTypes;
type TypedArray = InstanceType<(typeof arrayTypes)[ArrayName]>;

const isTypedArray = (value: unknown): value is TypedArray => ArrayBuffer.isView(value) && value.constructor.name in arrayTypes;

/**
 * A value as canonical JSON: keys sorted, typed arrays moved into files of the store, numbers that JSON lacks spelt out.
 * The same value gives the same text, and so the same digest.
 */
export async function putValue(store: ObjectStore, value: Value): Promise<StoredFile> {
  return store.keepText(JSON.stringify(await encode(store, value)));
}

async function encode(store: ObjectStore, value: unknown): Promise<unknown> {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (isTypedArray(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { $array: value.constructor.name, file: await store.keepBytes(bytes) };
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => encode(store, item === undefined ? null : item)));
  if (typeof value !== "object") throw new TypeError(`a value holds a ${typeof value}, which is not plain data`);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // Own keys that begin with `$` could be taken for the marks above.
  const fields = await Promise.all(entries.map(async ([name, item]) => [name.startsWith("$") && name !== "$file" ? `$${name}` : name, await encode(store, item)] as const));
  return fromEntries(fields);
}

/** Safe for a key `__proto__`, which data may have. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, item] of entries) Object.defineProperty(result, name, { value: item, enumerable: true, configurable: true, writable: true });
  return result;
}

/** Reads a value back. Throws a diagnostic where it, or an array of it, is missing or damaged. */
export async function getValue(store: ObjectStore, digest: string): Promise<Value> {
  const path = await store.pathOf({ $file: digest });
  const text = await readFile(path, "utf8");
  if (digestOfText(text) !== digest) fail(artefactDamaged, { digest, path });
  return (await decode(store, JSON.parse(text))) as Value;
}

async function decode(store: ObjectStore, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => decode(store, item)));
  if (value === null || typeof value !== "object") return value;
  const mark = value as { readonly $number?: string; readonly $array?: ArrayName; readonly file?: StoredFile };
  if (Object.hasOwn(mark, "$number")) return Number(mark.$number);
  if (Object.hasOwn(mark, "$array") && mark.$array && mark.file) return readArray(store, mark.$array, mark.file);
  const fields = await Promise.all(Object.entries(value).map(async ([name, item]) => [name.startsWith("$$") ? name.slice(1) : name, await decode(store, item)] as const));
  return fromEntries(fields);
}

async function readArray(store: ObjectStore, name: ArrayName, file: StoredFile): Promise<TypedArray> {
  const bytes = await readFile(await store.pathOf(file));
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return new arrayTypes[name](copy.buffer);
}

/** Every file of the store that a stored value's JSON refers to, also by the query of a table. */
export function filesIn(value: unknown, found: StoredFile[] = []): StoredFile[] {
  if (value === null || typeof value !== "object") return found;
  if (Object.hasOwn(value, "$file")) found.push(value as StoredFile);
  else for (const [name, item] of Object.entries(value)) name === "sql" && typeof item === "string" ? found.push(...storedFilesIn(item)) : filesIn(item, found);
  return found;
}

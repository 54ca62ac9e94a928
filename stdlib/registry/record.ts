import type { ColumnType } from "../../language/types/schema.ts";
import type { ClassLabel, Task } from "../training/estimator.ts";
import type { ModelVersionValue } from "./version.ts";

/** A version as it stands in the registry: written once, never changed. */
export interface VersionRecord {
  readonly format: "mlp.version/1";
  readonly name: string;
  readonly version: number;
  /** The digest of the model's value in the store. */
  readonly model: string;
  readonly task: Task;
  readonly estimator: string;
  readonly target: { readonly column: string; readonly classes?: readonly ClassLabel[]; readonly positive?: ClassLabel };
  /** The raw columns that stand before the model's row path, without the target. */
  readonly input: readonly { readonly name: string; readonly type: ColumnType; readonly nullable: boolean }[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly rows: { readonly trained: number; readonly evaluated?: number };
  /** Names of the rows that it has seen, and of those that its metrics were measured on, as far as they were known. */
  readonly rowNames?: { readonly seen?: readonly string[]; readonly evaluated?: readonly string[] };
  readonly description?: string;
  /** ISO 8601. */
  readonly created: string;
  readonly origin: Origin;
}

/** What made a version or moved an alias. */
export interface Origin {
  readonly pipeline?: string;
  readonly node?: string;
  readonly run?: string;
  readonly user?: string;
  readonly host?: string;
}

/** One move of an alias. Entries are numbered in the order of the moves. */
export interface AliasMove {
  readonly format: "mlp.alias-move/1";
  readonly alias: string;
  /** Null where the alias was taken away. */
  readonly version: number | null;
  readonly previous: number | null;
  /** ISO 8601; never before that of the move before it, whatever the clock says. */
  readonly time: string;
  readonly by: Origin;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isTime = (value: unknown): boolean => typeof value === "string" && !Number.isNaN(Date.parse(value));
const isColumn = (value: unknown): boolean => isFields(value) && typeof value["name"] === "string" && isFields(value["type"]) && typeof value["nullable"] === "boolean";

export function isVersionRecord(value: unknown): value is VersionRecord {
  if (!isFields(value) || value["format"] !== "mlp.version/1" || !isVersion(value["version"])) return false;
  const { name, model, task, estimator, target, input, metrics, rows, created, origin } = value;
  const texts = [name, model, estimator].every((text) => typeof text === "string");
  const known = task === "classification" || task === "regression";
  const described = isFields(target) && typeof target["column"] === "string" && Array.isArray(input) && input.every(isColumn);
  const scored = isFields(metrics) && Object.values(metrics).every((metric) => typeof metric === "number");
  return texts && known && described && scored && isFields(rows) && isTime(created) && isFields(origin);
}

export function isAliasMove(value: unknown): value is AliasMove {
  if (!isFields(value) || value["format"] !== "mlp.alias-move/1" || typeof value["alias"] !== "string") return false;
  const versions = [value["version"], value["previous"]].every((version) => version === null || isVersion(version));
  return versions && isTime(value["time"]) && isFields(value["by"]);
}

/** The version as a pipeline sees it. */
export function versionValue({ name, version, model, metrics, task, created }: VersionRecord): ModelVersionValue {
  return { kind: "model_version", name, version, model, metrics, task, created };
}

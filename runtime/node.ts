import { input, type ArgumentsOf, type Described, type Parameters } from "../language/nodes/parameter.ts";
import type { NodeSignature } from "../language/nodes/signature.ts";
import type { DataEngine } from "./engine/engine.ts";
import type { Finding } from "./events.ts";
import type { StopSignal } from "./stop.ts";
import type { DatasetValue, Parts, StoredFile, Value } from "./values.ts";

/** A node: what the checker knows of it, and how it runs. The one thing to write to add a capability. */
export interface NodeDefinition<Takes extends Parameters = Parameters> extends NodeSignature {
  readonly takes: Takes;
  readonly execution: Execution<Takes>;
  /**
   * What the checker and the fingerprint must know of the world: a file's schema and content, a registry entry.
   * Called with those arguments that are known before the run. Its answer reaches `infer` through `call.observed()`.
   */
  readonly observe?: (args: Partial<ArgumentsOf<Takes>>, host: Host) => Promise<Observation>;
  /** The identity of what is there when it is read, for fingerprints, where `observe` tells it without reading: a query that a check only describes. */
  readonly identify?: (args: Partial<ArgumentsOf<Takes>>, host: Host) => Promise<string>;
}

/** `identity` enters the fingerprint; `facts` reach `infer`. Both are plain JSON. */
export interface Observation {
  readonly identity: string;
  readonly facts: unknown;
}

/** `rest` holds the arguments under any name. */
export type Arguments<Takes extends Parameters> = ArgumentsOf<Takes> & { readonly rest: Readonly<Record<string, unknown>> };

export type Execution<Takes extends Parameters = Parameters> =
  /** Rows to rows, row by row or set by set: returns a table that the engine will compute, fused with its neighbours, or several as parts. */
  | {
      readonly kind: "transform";
      readonly plan: (args: Arguments<Takes>, context: Context) => DatasetValue | Parts | Promise<DatasetValue | Parts>;
      /** How it is fitted as a step of a recipe, where that is more than its plan. */
      readonly provides?: () => Promise<unknown>;
    }
  /** Anything else that takes time. `worker` takes it off the main thread. */
  | {
      readonly kind: "operation";
      readonly where: "main" | "worker";
      readonly run: (args: Arguments<Takes>, context: Context) => Promise<Value | Parts>;
      /** What it did stays done (a registered version): for the same inputs, the lookups in its gate answer what they answered then. */
      readonly settled?: boolean;
      /** Whether what it did outside of the store still stands (a file it wrote): a recorded result counts only then. */
      readonly holds?: (value: Value, host: Host) => Promise<boolean>;
      readonly provides?: () => Promise<unknown>;
    }
  /** Reads the world each time it is asked; what it gives enters the fingerprints of those that use it. */
  | { readonly kind: "lookup"; readonly read: (args: Arguments<Takes>, context: Context) => Promise<unknown> }
  /** Keeps working until it is stopped. */
  | {
      readonly kind: "service";
      /** Its value, without starting it. */
      readonly describe: (args: Arguments<Takes>, context: Context) => Promise<Value>;
      readonly start: (args: Arguments<Takes>, context: Context) => Promise<Service>;
      /** One round, for services that work in rounds: `mlp monitor --once`. */
      readonly once?: (args: Arguments<Takes>, context: Context) => Promise<RoundOutcome>;
    }
  /** Plain data, used by the node that takes it; `provides` is its implementation there (an estimator, a step, a check). */
  | { readonly kind: "description"; readonly provides?: () => Promise<unknown> };

export interface Service {
  readonly value: Value;
  /** Stops it gently: what is under way is finished. */
  stop(): Promise<void>;
  /** Settles when it ends by itself; rejects when it fails. */
  readonly ended: Promise<void>;
}

export interface RoundOutcome {
  readonly value: Value;
  readonly passed: boolean;
}

/** What a definition may ask of its surroundings before the run. */
export interface Host {
  /** The absolute path of a user's path: relative to the pipeline's file, or `npm:package/file`. */
  resolve(path: string): string;
  /** SHA-256 of a file's content; remembered by size and time of change. */
  digest(file: string): Promise<string>;
  /** What was found out about content that cannot change: computed once for each key, which names that content by its digest. Plain JSON. */
  remember<Fact>(key: string, compute: () => Promise<Fact>): Promise<Fact>;
  /** Opened at the first use. */
  engine(): Promise<DataEngine>;
  /** The project's state: `.mlp`. */
  readonly home: string;
  /** A folder for files that can be made again, such as downloads: in the project's state, or, where that cannot be written, one that goes when this is closed. */
  cacheFolder(name: string): Promise<string>;
  /** What the world outside answered when it was asked first, so that all of a run sees the same; `key` names the question. */
  once<Fact>(key: string, compute: () => Promise<Fact>): Promise<Fact>;
  /** Aborted when nobody waits for what is asked of the world any more. */
  readonly signal?: AbortSignal;
  /** A variable of the environment that is no secret; `undefined` where it is not set, or empty. */
  variable(name: string): string | undefined;
  /** Nothing is to be asked of the network, as in an editor at each key. */
  readonly offline: boolean;
  /** The text behind a secret; never log it, never put it into a value. */
  reveal(secret: string | Described<{ readonly name: string }>): string;
}

/** What a running node has. */
export interface Context extends Host {
  readonly node: {
    readonly id: string;
    readonly op: string;
    /** Names of the rows in its arguments, as the checker found them: the same rows have the same names in every run. */
    readonly rows?: Readonly<Record<string, readonly string[]>>;
  };
  readonly pipeline: string;
  readonly run: string;
  readonly seed: number;
  /** What the process may use, in bytes. The engine keeps to its share; what a node holds beside it is for the node to bound. */
  readonly memory: number;
  readonly signal: AbortSignal;
  /** For loops that never yield: also works inside a worker while its thread is busy. */
  readonly stop: StopSignal;
  /** `finding` says which warning of the registry it is: `warn` fills it in. */
  log(level: "info" | "warning", message: string, finding?: Omit<Finding, "message">): void;
  /** `done` from 0 to 1. */
  progress(done: number, note?: string): void;
  /** A path to write a file at; nothing sees it before `keep`. */
  scratch(name: string): Promise<string>;
  /** Moves a finished file into the store, whole or not at all. */
  keep(path: string): Promise<StoredFile>;
  /** Puts a whole value into the store; its digest names it from then on. */
  putValue(value: Value): Promise<string>;
  /** Reads a value back; throws a diagnostic where it is missing or damaged. */
  getValue(digest: string): Promise<Value>;
  /** Where a stored file can be read. Its digest has been verified in this run. */
  pathOf(file: StoredFile): Promise<string>;
  /** The implementation behind a description. */
  implementation<Implementation>(described: Described): Promise<Implementation>;
}

/** Checks a definition's arguments against its `run` at compile time, and forgets the details for the catalog. */
export function defineNode<const Takes extends Parameters>(definition: NodeDefinition<Takes>): NodeDefinition {
  return definition as unknown as NodeDefinition;
}

/** A parameter that takes a dataset. */
export const datasetInput = (doc: string) => input<DatasetValue>("Dataset", doc);

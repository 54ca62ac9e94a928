import { dirname, resolve } from "node:path";
import type { CheckOptions, CheckResult, Source } from "../language/check/check.ts";
import type { ParamValues } from "../language/check/context.ts";
import { paramTypeOf } from "../language/check/declarations.ts";
import { Compiler } from "../runtime/compile.ts";
import { ProjectHost } from "../runtime/host.ts";
import type { LockEntry } from "../runtime/lock.ts";
import type { LockUse } from "../runtime/locked.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { readParams } from "../runtime/params.ts";
import { findProject } from "../runtime/project.ts";
import { standardCatalog } from "./catalog.ts";

export interface CompilerOptions {
  /** Nodes of your own, beside those of the standard library. */
  readonly nodes?: readonly NodeDefinition[];
  readonly home?: string;
  /** How long an answer about the world holds, in milliseconds. Default: 0, it is asked anew at each check. */
  readonly freshFor?: number;
  /** Let each check of a file take from the last one what still holds, as an editor does; the result of the last one is then spent. */
  readonly remembers?: boolean;
  readonly lock?: LockUse;
  /** Ask nothing of the network: what is known of sources there is what was fetched before, or what a lock says. */
  readonly offline?: boolean;
}

/** A compiler over the standard library that remembers what it has found out: for editors, and for verbs that check many files. */
export interface StandardCompiler {
  check(source: Source): Promise<CheckResult>;
  compile(source: Source, given: Readonly<Record<string, unknown>>, requireParams: boolean): Promise<{ result: CheckResult; params: ParamValues }>;
  /** The graph of one test. */
  test(source: Source, name: string): Promise<CheckResult>;
  /** For a synchronous check with what is known so far. */
  options(): CheckOptions;
  /** The files that were read so far, for `mlp.lock`. */
  kept(): readonly LockEntry[];
}

export function compiler(options: CompilerOptions = {}): StandardCompiler {
  const catalog = standardCatalog(options.nodes);
  const hosts = new Map<string, Promise<ProjectHost>>();
  const hostFor = (file: string): Promise<ProjectHost> => {
    const folder = dirname(file);
    const known = hosts.get(folder) ?? findProject(file, options.home === undefined ? {} : { home: resolve(options.home) }).then(({ home }) => new ProjectHost(folder, home, { offline: options.offline === true }));
    hosts.set(folder, known);
    return known;
  };
  const lock = { use: options.lock ?? "check", folderOf: async (file: string) => (await findProject(file)).root };
  const own = new Compiler({ catalog, hostFor, lock, ...(options.freshFor !== undefined && { freshFor: options.freshFor }), ...(options.remembers && { remembers: true }) });
  const release = async () => {
    for (const host of hosts.values()) await (await host).close();
    hosts.clear();
  };
  return {
    async check(source) {
      for (const host of hosts.values()) (await host).askAnew();
      return own.check(source);
    },
    async compile(source, given, requireParams) {
      try {
        const params = await readGiven(own, source, given);
        return { params, result: await own.check(source, params, requireParams) };
      } finally {
        await release();
      }
    },
    async test(source, name) {
      try {
        return await own.checkTest(source, name);
      } finally {
        await release();
      }
    },
    options: () => ({ catalog, facts: own.facts() }),
    kept: () => own.kept,
  };
}

/** Reads text by the declared types, which the file's own declarations tell. */
async function readGiven(own: Compiler, source: Source, given: Readonly<Record<string, unknown>>): Promise<ParamValues> {
  if (Object.keys(given).length === 0) return {};
  const { model } = await own.check(source);
  const declared = [...model.scopes.values()].flatMap((scope) =>
    [...scope.symbols.values()].flatMap((symbol) => {
      const type = symbol.kind === "param" ? paramTypeOf(symbol) : undefined;
      return type ? [{ name: symbol.name, type }] : [];
    }),
  );
  return readParams(declared, given);
}

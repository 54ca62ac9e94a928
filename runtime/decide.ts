import type { Expr, GraphNode } from "../language/graph/graph.ts";
import type { Reason } from "./events.ts";
import { canonical } from "./canonical.ts";
import { fingerprintOf, type Ingredients } from "./fingerprint.ts";
import type { Context, Host, NodeDefinition } from "./node.ts";
import type { Session } from "./session.ts";
import { definitionIdentity, identityOf, settle, settleArguments, Unavailable, valueOf, type Settled, type Surroundings } from "./settle.ts";
import type { CacheEntry } from "./store/cache.ts";
import { getValue } from "./store/values.ts";
import { whyRun } from "./why.ts";
import { Witness, type Answers } from "./witness.ts";

/** What is to be done with a node, as far as it can be known now. */
export type Decision =
  | { readonly action: "run"; readonly reason: Reason; readonly detail?: string; readonly prepared: Prepared }
  | { readonly action: "cached"; readonly entry: CacheEntry; readonly prepared: Prepared }
  /** Its table is computed inside whatever needs it. */
  | { readonly action: "fuse"; readonly reason: Reason; readonly detail?: string; readonly prepared: Prepared }
  | { readonly action: "skip"; readonly reason: "gate_closed" | "upstream_skipped" | "upstream_failed" }
  | { readonly action: "undecided" };

/** A node with its arguments resolved. */
export interface Prepared {
  readonly node: GraphNode;
  readonly definition: NodeDefinition;
  readonly args: Readonly<Record<string, Settled>>;
  readonly ingredients: Ingredients;
  readonly fingerprint: string;
  /** What the lookups in its gate answered, where that is to be recorded with the result. */
  readonly answers?: Answers;
}

/** Decides about one node whose inputs have been decided. */
export async function decide(session: Session, node: GraphNode, context: Context): Promise<Decision> {
  try {
    const prepared = await prepare(session, node, context);
    const gate = await ask(session, prepared, context);
    if (!gate.open) return { action: "skip", reason: "gate_closed" };
    if (session.isFused(node)) return { action: "fuse", ...(await whyFused(session, prepared)), prepared };
    if (prepared.definition.execution.kind === "service") return { action: "run", reason: "service", prepared };
    return await decideByCache(session, { ...prepared, ...(gate.answers && { answers: gate.answers }) });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    if (error.state === "undecided") return { action: "undecided" };
    return { action: "skip", reason: error.state === "skipped" ? "upstream_skipped" : "upstream_failed" };
  }
}

const isForced = (session: Session, node: GraphNode): boolean =>
  session.options.noCache === true || (session.options.rerun ?? []).some((name) => name === node.id || node.bound.includes(name));

/** Why a step that is computed inside its reader runs, if that does. */
async function whyFused(session: Session, { node, ingredients, fingerprint }: Prepared): Promise<{ reason: Reason; detail?: string }> {
  const last = await session.cache.lastOf(session.graph.pipeline, node.id);
  return last && fingerprintOf(last) === fingerprint ? { reason: "needed" } : whyRun(ingredients, last);
}

async function decideByCache(session: Session, prepared: Prepared): Promise<Decision> {
  const { node } = prepared;
  if (isForced(session, node)) return { action: "run", reason: "forced", prepared };
  const found = await findSound(session, prepared);
  if (found && "entry" in found) return { action: "cached", entry: found.entry, prepared };
  if (found) return { action: "run", reason: found.damaged, prepared };
  const last = await session.cache.lastOf(session.graph.pipeline, node.id);
  return { action: "run", ...whyRun(prepared.ingredients, last), prepared };
}

async function findSound(session: Session, { fingerprint, definition }: Prepared): Promise<{ entry: CacheEntry } | { damaged: Reason } | undefined> {
  const entry = await session.cache.find(fingerprint);
  if (!entry) return undefined;
  const state = await session.cache.check(entry);
  if (state === "sound") return (await stillHolds(session, definition, entry)) ? { entry } : { damaged: "artefact_missing" };
  return { damaged: state === "damaged" ? "artefact_damaged" : "artefact_missing" };
}

async function stillHolds(session: Session, { execution }: NodeDefinition, { parts }: CacheEntry): Promise<boolean> {
  if (execution.kind !== "operation" || !execution.holds) return true;
  for (const digest of Object.values(parts)) {
    if (!(await execution.holds(await getValue(session.host.objects, digest), session.host))) return false;
  }
  return true;
}

/** Asks a node's gate. What the gate of a settled node was told when it opened is recorded, and told again. */
async function ask(session: Session, prepared: Prepared, context: Context): Promise<{ readonly open: boolean; readonly answers?: Answers }> {
  const { node, definition } = prepared;
  if (!node.when) return { open: true };
  const around = session.surroundings(context);
  if (definition.execution.kind !== "operation" || definition.execution.settled !== true) return { open: await isOpen(node.when, around) };
  const found = isForced(session, node) ? undefined : await findSound(session, prepared);
  const witness = new Witness(session, around, found && "entry" in found ? found.entry.answers : undefined);
  return { open: await isOpen(node.when, witness.surroundings), answers: witness.answers };
}

const isOpen = async (gate: Expr, around: Surroundings): Promise<boolean> => (await valueOf(await settle(gate, around))) === true;

/** Resolves a node's arguments and computes its fingerprint. Throws `Unavailable` where an input has no value. */
export async function prepare(session: Session, node: GraphNode, context: Context): Promise<Prepared> {
  const definition = session.definition(node);
  const args = await settleArguments(definition, { ...node.inputs, ...node.params }, session.surroundings(context));
  const params: Record<string, string> = {};
  const inputs: Record<string, string> = {};
  for (const [name, settled] of Object.entries(args)) (isContent(settled) ? inputs : params)[name] = canonical(identityOf(settled));
  const observed = await identify(definition, args, context);
  const ingredients: Ingredients = {
    definition: definitionIdentity(definition),
    // A path says where to look, and a secret opens it; what was found there is what counts.
    params: observed === undefined ? params : withoutPaths(definition, params),
    inputs,
    ...(observed !== undefined && { observed }),
    ...(definition.random && { seed: session.graph.seed }),
  };
  return { node, definition, args, ingredients, fingerprint: fingerprintOf(ingredients) };
}

/** What other nodes computed, alone or as a list; an estimator or a recipe is what the file says, like any parameter. */
const isContent = (settled: Settled): boolean => settled.kind === "reference" || (settled.kind === "list" && settled.items.length > 0 && settled.items.every(isContent));

async function identify(definition: NodeDefinition, args: Readonly<Record<string, Settled>>, host: Host): Promise<string | undefined> {
  if (!definition.observe) return undefined;
  const known = await knownArguments(args);
  return definition.identify ? definition.identify(known, host) : (await definition.observe(known, host)).identity;
}

async function knownArguments(args: Readonly<Record<string, Settled>>): Promise<Record<string, unknown>> {
  const known: Record<string, unknown> = {};
  for (const [name, settled] of Object.entries(args)) if (settled.kind === "plain" || settled.kind === "list" || settled.kind === "described") known[name] = await valueOf(settled);
  return known;
}

const withoutPaths = (definition: NodeDefinition, params: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !["path", "secret"].includes(definition.takes[name]?.accepts.kind ?? "")));

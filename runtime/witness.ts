import { canonical } from "./canonical.ts";
import type { Session } from "./session.ts";
import { definitionIdentity, type NodeState, type Surroundings } from "./settle.ts";
import { getValue } from "./store/values.ts";

/** What a gate was told by the world: what lookups answered, by what they were asked, and the results of nodes that depend on lookups. */
export interface Answers {
  readonly lookups: Readonly<Record<string, unknown>>;
  /** The digests of their parts; null for a node that was skipped. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, string>> | null>>;
}

/**
 * Tells the gate of a node whose result stays (a registered model) what it was told when it opened: of the champion that the model has
 * beaten, not of the model itself. All else is as it is now, so that a raised threshold closes the gate.
 */
export class Witness {
  readonly #session: Session;
  readonly #around: Surroundings;
  readonly #before: Answers | undefined;
  readonly #lookups: Record<string, unknown> = {};
  readonly #nodes: Record<string, Readonly<Record<string, string>> | null> = {};

  constructor(session: Session, around: Surroundings, before: Answers | undefined) {
    this.#session = session;
    this.#around = around;
    this.#before = before;
  }

  get answers(): Answers {
    return { lookups: this.#lookups, nodes: this.#nodes };
  }

  get surroundings(): Surroundings {
    return {
      ...this.#around,
      lookUp: async (definition, args) => {
        const question = canonical({ ask: definitionIdentity(definition), args });
        const known = this.#before?.lookups;
        return (this.#lookups[question] = known && Object.hasOwn(known, question) ? known[question] : await this.#around.lookUp(definition, args));
      },
      stateOf: (id) => (this.#session.looksUp(id) ? this.#recorded(id) : this.#around.stateOf(id)),
    };
  }

  #recorded(id: string): NodeState {
    const now = this.#around.stateOf(id);
    const before = this.#before?.nodes[id];
    if (before === null) {
      this.#nodes[id] = null;
      return { state: "skipped" };
    }
    if (before === undefined) {
      if (now.state === "skipped") this.#nodes[id] = null;
      if (now.state === "known") this.#nodes[id] = Object.fromEntries(Object.entries(now.parts).map(([part, { identity }]) => [part, identity]));
      return now;
    }
    this.#nodes[id] = before;
    const { objects } = this.#session.host;
    const parts = Object.entries(before).map(([part, identity]) => {
      // Collected as garbage meanwhile: what the node gives now is all there is.
      const load = () => getValue(objects, identity).catch((error: unknown) => (now.state === "known" && now.parts[part] ? now.parts[part].load() : Promise.reject(error as Error)));
      return [part, { identity, load }] as const;
    });
    return { state: "known", parts: Object.fromEntries(parts) };
  }
}

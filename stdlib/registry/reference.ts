import { demandModelName } from "./names.ts";
import { readVersion } from "./store.ts";
import type { VersionRecord } from "./record.ts";

/** What `churn@champion`, `churn@3` and `churn` name. */
export interface Reference {
  readonly name: string;
  /** An alias, `latest`, or a version's number. */
  readonly selector: string;
}

/** Reads `name`, `name@alias`, `name@3` or `name@latest`; a name alone means its champion. Throws a diagnostic for a name that cannot be one. */
export function parseReference(text: string): Reference {
  const at = text.indexOf("@");
  const name = at < 0 ? text : text.slice(0, at);
  demandModelName(name);
  return { name, selector: at < 0 ? "champion" : text.slice(at + 1) };
}

/** The version that a reference names; throws a diagnostic, with what was probably meant, where there is none. */
export function resolveReference(home: string, text: string): Promise<VersionRecord> {
  const { name, selector } = parseReference(text);
  return readVersion(home, name, selector);
}

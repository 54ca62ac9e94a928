import { fail } from "../../language/diagnostics/diagnostic.ts";
import { modelNameRefused } from "../../language/diagnostics/registry/registry.ts";

const allowed = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/;
const versionText = /^v?([1-9][0-9]{0,14})$/;

export const isModelName = (name: string): boolean => allowed.test(name);

/** An alias is not to be confused with what chooses a version by itself: `latest`, `3`, `v3`. */
export const isAlias = (alias: string): boolean => allowed.test(alias) && alias !== "latest" && !/^v?[0-9]+$/.test(alias);

/** The number in `3` or `v3`. */
export function versionNumber(selector: string): number | undefined {
  const digits = versionText.exec(selector)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Throws a diagnostic for a name that the registry does not take. */
export function demandModelName(name: string): void {
  if (!isModelName(name)) fail(modelNameRefused, { name: shown(name), what: "model" });
}

/** Throws a diagnostic for a word that cannot be an alias. */
export function demandAlias(alias: string): void {
  if (!isAlias(alias)) fail(modelNameRefused, { name: shown(alias), what: "alias" });
}

/** Untrusted text as a message can show it: one line, not too long. */
export function shown(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}`]/gu, "·");
  return clean.length > 100 ? `${clean.slice(0, 100)}…` : clean;
}

/** A folder for a name, other than that of any other name also where the file system does not tell `A` from `a`. */
export const folderOfName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `~${letter.toLowerCase()}`);

export const nameOfFolder = (folder: string): string => folder.replace(/~([a-z])/g, (_, letter: string) => letter.toUpperCase());

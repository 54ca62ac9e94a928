import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { schemeUnsupported } from "../../../language/diagnostics/registry/data-files.ts";
import { addressWrong, secretWritten } from "../../../language/diagnostics/registry/data-sources.ts";
import { shownAddress } from "../../../runtime/addresses.ts";

/** What a user's path means: a file here or of a package, or something that is reached by its address. */
export type Address =
  | { readonly kind: "file" }
  | { readonly kind: "web"; readonly url: URL; readonly shown: string }
  /** `key` may hold `*`, or be the beginning of keys where it ends with `/`. */
  | { readonly kind: "bucket"; readonly bucket: string; readonly key: string; readonly shown: string }
  | { readonly kind: "postgres"; readonly url: URL; readonly shown: string };

const forms = { http: "http://host/file.csv", https: "https://host/file.csv", s3: "s3://bucket/key.csv", postgres: "postgres://user@host:5432/database" } as const;
const schemes: Readonly<Record<string, keyof typeof forms>> = { http: "http", https: "https", s3: "s3", postgres: "postgres", postgresql: "postgres" };

/** Reads a path. Throws a diagnostic for addresses of another kind, for those that mean nothing, and for those that hold a password. A single letter is a drive. */
export function addressOf(path: string): Address {
  const scheme = /^([a-z][a-z0-9+.-]+):(?!\\)/i.exec(path)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === "npm") return { kind: "file" };
  const form = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (form === undefined) return fail(schemeUnsupported, { path: shownAddress(path), scheme });
  const shown = shownAddress(path);
  const wrong = (why: string): never => fail(addressWrong, { source: shown, why, form: forms[form] });
  if (!path.slice(scheme.length + 1).startsWith("//")) return wrong(`two slashes stand behind \`${scheme}:\``);
  if (form === "s3") return bucketOf(path.slice("s3://".length), shown, wrong);
  // Without a host the standard form of a URL is another.
  const local = form === "postgres" && path.slice(scheme.length + 3).startsWith("/");
  const text = local ? `${scheme}://localhost${path.slice(scheme.length + 3)}` : path;
  if (!URL.canParse(text)) return wrong("it cannot be read");
  const url = new URL(text);
  if (url.password !== "") fail(secretWritten, { source: shown });
  if (form === "postgres") return { kind: "postgres", url, shown };
  return { kind: "web", url, shown };
}

function bucketOf(rest: string, shown: string, wrong: (why: string) => never): Address {
  const [, bucket = "", key = ""] = /^([^/]*)\/?(.*)$/s.exec(rest) ?? [];
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/i.test(bucket)) return wrong(bucket === "" ? "it names no bucket" : `\`${bucket}\` cannot be the name of a bucket`);
  if (key === "") return wrong("it names no key");
  if (key.split("/").some((part) => part === "." || part === "..")) return wrong("a part of its key is `.` or `..`, which is taken out of every address");
  return { kind: "bucket", bucket, key, shown };
}

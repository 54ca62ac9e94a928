import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { fileMissing } from "../../../../language/diagnostics/registry/data-files.ts";
import { sourceBroken } from "../../../../language/diagnostics/registry/data-sources.ts";
import { askBucket, keyUrl, textOf, type Bucket } from "./bucket.ts";

export interface Listed {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}

const mostKeys = 10_000;
const mostBytes = 20_000_000;

export const isPattern = (key: string): boolean => key.includes("*") || key.endsWith("/");

/**
 * The keys that a pattern means, in the order of their names: `*` stands for anything but a slash, `**` for anything, and a pattern that ends with
 * `/` for all keys below. Empty objects and those that stand for folders are left out. Throws a diagnostic where there is none.
 */
export async function listKeys(bucket: Bucket, pattern: string): Promise<readonly [Listed, ...Listed[]]> {
  const wanted = patternOf(pattern);
  const prefix = pattern.replace(/\*.*$/s, "");
  const found: Listed[] = [];
  let more: string | undefined;
  let seen = 0;
  do {
    const page = await listPage(bucket, prefix, more);
    seen += page.keys.length;
    found.push(...page.keys.filter(({ key, bytes }) => bytes > 0 && !key.endsWith("/") && wanted.test(key)));
    more = page.more;
    if (found.length > mostKeys || seen > 100 * mostKeys) fail(fileMissing, { path: bucket.shown, hint: `it means more than ${mostKeys} keys: choose fewer by a longer beginning` });
  } while (more !== undefined);
  const [first, ...others] = found.sort((a, b) => (a.key < b.key ? -1 : 1));
  return first ? [first, ...others] : fail(fileMissing, { path: bucket.shown, hint: `the bucket has no key of this form${prefix === "" ? "" : ` among those that begin with \`${prefix}\``}` });
}

function patternOf(pattern: string): RegExp {
  const text = pattern.endsWith("/") ? `${pattern}**` : pattern;
  const parts = text.split(/(\*\*\/?|\*)/).map((part) => (part === "*" ? "[^/]*" : part.startsWith("**") ? (part.endsWith("/") ? "(?:.*/)?" : ".*") : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${parts.join("")}$`, "s");
}

async function listPage(bucket: Bucket, prefix: string, more: string | undefined): Promise<{ readonly keys: readonly Listed[]; readonly more: string | undefined }> {
  const query = { ...(more !== undefined && { "continuation-token": more }), "encoding-type": "url", "list-type": "2", prefix };
  const text = await askBucket(bucket, { method: "GET", url: keyUrl(bucket, "", query), shown: bucket.shown }, (answer) => textOf(answer, mostBytes));
  if (!/<ListBucketResult[\s>]/.test(text) || !/<\/ListBucketResult>\s*$/.test(text)) fail(sourceBroken, { source: bucket.shown, why: "the list of its keys is none" });
  const keys = [...text.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, entry = ""]) => ({ key: decodeURIComponent((inside(entry, "Key") ?? "").replaceAll("+", " ")), etag: inside(entry, "ETag") ?? "", bytes: Number(inside(entry, "Size") ?? 0) }));
  const next = inside(text, "IsTruncated") === "true" ? inside(text, "NextContinuationToken") : undefined;
  // A server that says the same again would be asked for ever.
  return { keys, more: next === more ? undefined : next };
}

const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#34;": '"', "&#39;": "'" };

function inside(text: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1];
  return found?.replace(/&(amp|lt|gt|quot|apos|#34|#39);/g, (entity) => entities[entity] ?? entity);
}

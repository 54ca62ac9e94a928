/** Whether a path is an address of something elsewhere. A single letter in front of the colon is a drive, and `npm:` a package that is here. */
export const isAddress = (path: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(path);

/** Parts of a query that are known to hold no secret may be shown; of the others only their names. */
const plain = new Set(["sslmode", "sslrootcert", "format", "page", "limit", "offset", "year", "month", "day", "from", "to", "version"]);

/** An address as it may be shown and kept: without a password, and without the values of a query, which are often tokens. */
export function shownAddress(path: string): string {
  if (!isAddress(path)) return path;
  const [, start = "", authority = "", rest = ""] = /^([a-z][a-z0-9+.-]+:\/\/)([^/?#]*)(.*)$/is.exec(path) ?? [];
  // The last `@` ends the user: a password may hold one.
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? "" : `${authority.slice(0, at).replace(/:.*$/s, ":***")}@`;
  const [body = "", query] = rest.replace(/#.*$/s, "").split(/\?(.*)/s);
  const shown = query === undefined || /^s3:/i.test(start) ? rest.replace(/#.*$/s, "") : `${body}?${shownQuery(query)}`;
  return `${start}${user}${authority.slice(at + 1)}${shown}`;
}

function shownQuery(query: string): string {
  return query
    .split("&")
    .map((part) => {
      const [name = "", value] = part.split(/=(.*)/s);
      return value === undefined || plain.has(name) ? part : `${name}=***`;
    })
    .join("&");
}

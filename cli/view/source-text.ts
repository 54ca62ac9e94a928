/** A column as a pipeline names it, `` .`Body Mass (g)` ``; `undefined` for a name that no pipeline can write. */
export function columnText(name: string): string | undefined {
  if (/^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(name)) return `.${name}`;
  return /[`\n\r]/.test(name) || name === "" ? undefined : `.\`${name}\``;
}

/** Text as a string literal. Signs that cannot be seen, or that change the order of others, are written by their number. */
export function stringText(text: string): string {
  const escaped = text.replace(/["\\]/g, "\\$&").replaceAll("${", "\\${").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");
  return `"${escaped.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)}"`;
}

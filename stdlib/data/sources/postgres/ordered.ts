/** Comments, strings, names in quotes and dollar-quoted text: none of them is a word of the query. */
const quotedPart = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$/g;

/** Whether a query says itself in which order its rows come: an `ORDER BY` that stands in no brackets. */
export function isOrdered(sql: string): boolean {
  let depth = 0;
  let last = "";
  for (const [token] of sql.replace(quotedPart, " x ").matchAll(/[()]|[\w$]+/g)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0 && last.toLowerCase() === "order" && token.toLowerCase() === "by") return true;
    last = token;
  }
  return false;
}

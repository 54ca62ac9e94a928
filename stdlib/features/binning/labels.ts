/** What the bins are called: `< 18`, `18 to 65`, `>= 65`. Edges are written with as few digits as tell them apart, four at least. */
export function labelsOf(edges: readonly number[]): readonly string[] {
  if (edges.length === 0) return ["all"];
  const written = digits(edges);
  return [`< ${written[0]!}`, ...written.slice(1).map((edge, index) => `${written[index]!} to ${edge}`), `>= ${written.at(-1)!}`];
}

function digits(edges: readonly number[]): readonly string[] {
  for (let count = 4; count < 17; count++) {
    const short = edges.map((edge) => String(Number(edge.toPrecision(count))));
    if (new Set(short).size === edges.length) return short;
  }
  return edges.map(String);
}

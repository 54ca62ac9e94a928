/**
 * Holm's correction: each p as it counts when all are tested together, in the given order. Rejecting those at or below alpha
 * keeps the probability of even one false alarm at or below alpha, whatever the dependence between the tests (S. Holm, 1979).
 * `tests` counts those of the family that are decided elsewhere, too, each at alpha / tests.
 */
export function holm(ps: readonly number[], tests = ps.length): number[] {
  const order = ps.map((p, i) => [p, i] as const).sort(([a], [b]) => a - b);
  const adjusted = new Array<number>(ps.length);
  let highest = 0;
  order.forEach(([p, i], rank) => {
    highest = Math.min(1, Math.max(highest, p * (tests - rank)));
    adjusted[i] = highest;
  });
  return adjusted;
}

import { kind } from "../diagnostic.ts";

/** How two datasets differ. */
export type RowDifferences =
  | { readonly of: "columns"; readonly missing: readonly string[]; readonly added: readonly string[] }
  | { readonly of: "rows"; readonly lefts: number; readonly rights: number; readonly count: number; readonly examples: readonly string[] };

export const rowsDiffer = kind<RowDifferences>({
  code: "MLP6301",
  severity: "error",
  title: "Rows are not what a test expects",
  message: (found) => {
    if (found.of === "columns") return `the columns differ: ${[...found.missing.map((name) => `\`.${name}\` is only on the right`), ...found.added.map((name) => `\`.${name}\` is only on the left`)].join(", ")}`;
    const { lefts, rights, count } = found;
    const rows = (number: number) => `${number.toLocaleString("en")} ${number === 1 ? "row" : "rows"}`;
    return lefts === rights ? `${rows(count)} of ${lefts.toLocaleString("en")} ${count === 1 ? "differs" : "differ"}` : `there are ${rows(lefts)} on the left and ${rows(rights)} on the right`;
  },
  help: (found) => (found.of === "rows" ? found.examples.join("; ") : undefined),
  explain: "An `expect` compares two datasets: columns by their names, rows in their order. An integer equals a float of the same value, and floats are equal within a relative error of 1e-9. The first five rows that differ are told.",
});

export const expectationUnmet = kind<{ written: string | undefined; operator: string | undefined; left: string; right: string }>({
  code: "MLP6302",
  severity: "error",
  title: "A test's expectation does not hold",
  message: ({ written }) => (written === undefined ? "this does not hold" : `\`${written}\` does not hold`),
  help: ({ operator, left, right }) => (operator === undefined ? undefined : `the left side is ${left}, the right side is ${right}`),
  explain: "An `expect` says a condition that must be true. One that is null, because something in it is missing, does not hold.",
});

export const expectationSkipped = kind<{ written: string }>({
  code: "MLP6303",
  severity: "error",
  title: "A test's expectation was not looked at",
  message: ({ written }) => `\`${written}\` was not looked at: what it needs was skipped`,
  help: () => "a gate (`when`) in front of it is closed for what the test gives, or a lookup such as `champion(…)` finds nothing in the empty state of a test",
  explain: "Each test runs in a state of its own in which nothing is registered yet. What stands behind a closed gate is skipped, and an expectation of it has not been met. `given` can stand for the gated binding, or for a binding of the lookup.",
});

export const testingDiagnostics = [rowsDiffer, expectationUnmet, expectationSkipped] as const;

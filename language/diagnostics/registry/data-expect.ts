import { kind } from "../diagnostic.ts";

const load = 'rows = load("npm:vega-datasets/data/penguins.json")\n';

export const expectationFailed = kind<{ broken: readonly string[] }>({
  code: "MLP5006",
  severity: "error",
  title: "The data is not as expected",
  message: ({ broken }) => (broken.length === 1 ? (broken[0] ?? "") : broken.map((one) => `\n- ${one}`).join("")).trimStart(),
  help: () => "mend the data, drop such rows with `drop_rows`, or lower `at_least`",
  explain: "`expect` states what must hold for the rows. A row for which a condition is null counts as one for which it does not hold. All that is broken is told at once, with the number of rows and the first of them.",
});

export const expectationEmpty = kind<Record<string, never>>({
  code: "MLP5008",
  severity: "error",
  title: "Nothing is expected",
  message: () => "`expect` is told nothing that must hold",
  help: () => "give a condition, such as `expect(.age >= 0)`, or `unique:`, `references:`, `min_rows:` or `max_rows:`",
  explain: "`expect` looks at what it is told: conditions, unique values, references to another dataset, or the number of rows.",
  bad: `${load}checked = rows |> expect(at_least: 90%)\n`,
  good: `${load}checked = rows |> expect(.Species != null, at_least: 90%)\n`,
});

export const referenceUnfit = kind<{ why: string }>({
  code: "MLP5009",
  severity: "error",
  title: "A reference that cannot be looked up",
  message: ({ why }) => why,
  explain: "`references: .customer, to: customers, by: .id` says that every value of `customer` is an `id` of `customers`. It needs the column, the other dataset, and there a column of the same type.",
  bad: `${load}checked = rows |> expect(references: .Species)\n`,
  good: `${load}species = rows |> drop_duplicates(by: .Species)\nchecked = rows |> expect(references: .Species, to: species)\n`,
});

export const expectDiagnostics = [expectationFailed, expectationEmpty, referenceUnfit] as const;

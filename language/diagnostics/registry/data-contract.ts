import { kind } from "../diagnostic.ts";

const cars = 'load("npm:vega-datasets/data/cars.json", schema: Car)\n';

export const contractColumnMissing = kind<{ column: string; hint: string | undefined }>({
  code: "MLP5401",
  severity: "error",
  title: "A declared column is not in the file",
  message: ({ column }) => `the schema declares the column \`${column}\`, and the file has none of this name`,
  help: ({ hint }) => hint,
  explain: "A `schema` is a contract: every column that it declares must be in the file. Columns that it does not declare are left out.",
  bad: `schema Car { .Nmae: string }\ncars = ${cars}`,
  good: `schema Car { .Name: string }\ncars = ${cars}`,
});

export const contractTypeDiffers = kind<{ column: string; declared: string; found: string }>({
  code: "MLP5402",
  severity: "error",
  title: "A column is of another type than declared",
  message: ({ column, declared, found }) => `the schema declares \`${column}\` as ${declared}, and the file holds ${found}`,
  help: () => "declare the type that the file has, and convert the column with `cast` or `derive`",
  explain: "The values of a file must fit the declared types. An integer fits a float, and anything fits a string; text is never read as a number by a schema, since a value that cannot be read would have to be guessed.",
  bad: `schema Car { .Name: int }\ncars = ${cars}`,
  good: `schema Car { .Name: string }\ncars = ${cars}`,
});

export const contractBroken = kind<{ path: string; violations: readonly string[] }>({
  code: "MLP5403",
  severity: "error",
  title: "The data breaks its contract",
  message: ({ path, violations }) => `\`${path}\` is not as its schema says: ${violations.join("; ")}`,
  help: () => "mend the data, or let the schema say what may be: `float?` may be null, `category(…)` lists its values",
  explain: "When a file is loaded with a schema, all its rows are checked: no nulls where none are declared, only the declared values in a category, and all that the schema promises of columns and of whole rows. All violations are told at once, with how many rows break each. `violations: drop` leaves these rows out, and `violations: quarantine` puts them aside.",
});

export const violationsTaken = kind<{ column: string }>({
  code: "MLP5404",
  severity: "error",
  title: "The file has the column that says what a row breaks",
  message: ({ column }) => `rows that are put aside get a column \`${column}\`, and the file has one of this name`,
  help: () => "give the column another name in the file, or write `violations: drop`",
  explain: "With `violations: quarantine`, `load` puts the rows that break the schema aside, with all columns of the file and one more, `violations`, that says what each of them breaks. A file that has a column of this name cannot be loaded so: one of the two would be lost.",
});

export const contractDiagnostics = [violationsTaken, contractColumnMissing, contractTypeDiffers, contractBroken] as const;

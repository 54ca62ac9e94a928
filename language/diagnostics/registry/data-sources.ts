import { kind } from "../diagnostic.ts";

const numberOf = new Intl.NumberFormat("en");

export const sourceAway = kind<{ source: string; why: string }>({
  code: "MLP5701",
  severity: "error",
  title: "A source that cannot be reached",
  message: ({ source, why }) => `\`${source}\` cannot be reached: ${why}`,
  help: () => "look at the address, and at whether this machine reaches it; a check takes the columns from mlp.lock where it has them",
  explain:
    "Nothing answered, or what answered broke off, or took too long. Connections that fail and answers with a status of 408, 429 or 500 and above are tried again, three times in all, with a longer pause each time. A check needs no network where `mlp.lock` knows the source; a run does.",
});

export const sourceRefused = kind<{ source: string; status: number; why: string | undefined }>({
  code: "MLP5702",
  severity: "error",
  title: "A source that says no",
  message: ({ source, status, why }) => `\`${source}\` answers with status ${status}${why === undefined ? "" : `: ${why}`}`,
  help: ({ status }) =>
    status === 401 || status === 403 ? 'give what it asks for by a variable of the environment: `auth: env("NAME")`' : status === 404 || status === 410 ? "there is nothing at this address: look at its spelling" : undefined,
  explain: "The server was reached and does not give the data. `auth` is sent as `Authorization: Bearer …`, or as the password where the address names a user; `auth_header` names another header for it.",
});

export const sourceTooLarge = kind<{ source: string; limit: number; parameter: string }>({
  code: "MLP5703",
  severity: "error",
  title: "A source with more bytes than it may have",
  message: ({ source, limit }) => `\`${source}\` has more than ${numberOf.format(limit)} bytes`,
  help: ({ parameter }) => `if it is meant to be that large, say so: \`${parameter}: 50GB\``,
  explain: "What is fetched is written to the disk. An answer without an end would fill it, so there is a limit, which `max_size` moves. Nothing is kept of what went over it.",
});

export const redirectRefused = kind<{ source: string; to: string; why: string }>({
  code: "MLP5704",
  severity: "error",
  title: "A redirect that is not followed",
  message: ({ source, to, why }) => `\`${source}\` leads on to \`${to}\`, which is not followed: ${why}`,
  help: () => "name the address that is meant in the file, if it is",
  explain:
    "An address in the file is the author's choice; where a server leads to is the server's. So at most five redirects are followed, only to HTTP addresses, never from `https:` to `http:`, and never from a public address to one of this machine or of its private network. What `auth` holds is sent to the first host only.",
});

export const sourceIsPage = kind<{ source: string; format: string }>({
  code: "MLP5705",
  severity: "error",
  title: "A web page in the place of data",
  message: ({ source, format }) => `\`${source}\` gives a web page, not ${format}`,
  help: () => "open the address in a browser: it may ask for a login, or link to the file",
  explain: "The server answered that all is well and sent HTML. It is usually a login form, a page about the file, or an error page with the wrong status.",
});

export const sourceBroken = kind<{ source: string; why: string }>({
  code: "MLP5706",
  severity: "error",
  title: "An answer that is not whole",
  message: ({ source, why }) => `what \`${source}\` sent is not whole: ${why}`,
  help: () => "run again; if it stays so, the server, or something between, cuts its answers off",
  explain: "The number of bytes, or the compression, says that something is missing or damaged. Nothing is read of such an answer: a table that lacks its last rows looks like a smaller table.",
});

export const addressWrong = kind<{ source: string; why: string; form: string }>({
  code: "MLP5707",
  severity: "error",
  title: "An address that means nothing",
  message: ({ source, why }) => `\`${source}\` is no address to load from or save to: ${why}`,
  help: ({ form }) => `it has the form \`${form}\``,
  explain: "There are `https://host/file.csv`, `s3://bucket/key.csv` and `postgres://user@host:5432/database`, beside paths of files.",
});

export const secretWritten = kind<{ source: string }>({
  code: "MLP5708",
  severity: "error",
  title: "A secret in the file",
  message: ({ source }) => `a password or token stands in the file, for \`${source}\``,
  help: () => 'put it into a variable of the environment, and name that: `auth: env("NAME")`',
  explain: "A pipeline is committed, shown and kept with each run, and so is what stands in it. A variable of the environment is read where it is used, and shown nowhere.",
  bad: 'rows = load("https://reader:hunter2@example.org/rows.csv")\n',
});

export const loginRefused = kind<{ source: string; why: string }>({
  code: "MLP5709",
  severity: "error",
  title: "A database that does not let one in",
  message: ({ source, why }) => `\`${source}\` does not let one in: ${why}`,
  help: () => 'the user stands in the address, and the password in a variable: `auth: env("NAME")`, or `PGPASSWORD`',
  explain: "The server was reached and refused the user, the password, the database or the kind of connection. Without `auth` the password is that of `PGPASSWORD` or of the file `~/.pgpass`.",
});

export const queryFailed = kind<{ source: string; why: string; hint: string | undefined }>({
  code: "MLP5710",
  severity: "error",
  title: "A query that the database refuses",
  message: ({ source, why }) => `\`${source}\` refuses the query: ${why}`,
  help: ({ hint }) => hint,
  explain: "The words are the database's own. A query is one `SELECT` (also with `WITH` in front), in the database's dialect; it is read in a transaction that can change nothing.",
});

export const tableMissing = kind<{ source: string; hint: string | undefined }>({
  code: "MLP5711",
  severity: "error",
  title: "A database without a table or a query",
  message: ({ source }) => `\`${source}\` is a database: say which table, or which query`,
  help: ({ hint }) => hint ?? '`table: "orders"`, or `query: "select … from orders"`',
  explain: "A database holds many tables. `table` reads all of one, `query` what a `SELECT` gives; one of the two is needed, and not both.",
});

export const tableNotTaken = kind<{ source: string; parameter: string }>({
  code: "MLP5712",
  severity: "error",
  title: "A file that has no tables",
  message: ({ source, parameter }) => `\`${source}\` is one table, so \`${parameter}\` means nothing for it`,
  help: ({ parameter }) => `leave \`${parameter}\` out`,
  explain: "`table` and `query` choose what to read from a database: one of PostgreSQL, or a file of SQLite (`.db`, `.sqlite`, `.sqlite3`).",
  bad: 'rows = load("npm:vega-datasets/data/penguins.json", table: "penguins")\n',
  good: 'rows = load("npm:vega-datasets/data/penguins.json")\n',
});

export const binaryColumn = kind<{ source: string; column: string }>({
  code: "MLP5713",
  severity: "error",
  title: "A column of bytes",
  message: ({ source, column }) => `the column \`${column}\` of \`${source}\` holds bytes, which no column can`,
  help: () => "choose the other columns with `query`, or turn it into text there (`hex(…)`, `encode(…, 'hex')`)",
  explain: "The types of columns are numbers, text, booleans, dates and timestamps. Bytes are none of them, and to guess an encoding would make wrong text.",
});

export const sourceChanging = kind<{ source: string }>({
  code: "MLP5714",
  severity: "error",
  title: "A file that changes while it is read",
  message: ({ source }) => `\`${source}\` is changed while it is read`,
  help: () => "wait until what writes it is through, or read a copy",
  explain: "A result is identified by the content that it was computed from. What changes under the reader's hands has no one content.",
});

export const saveElsewhere = kind<{ path: string; database: boolean }>({
  code: "MLP5715",
  severity: "error",
  title: "A place that cannot be written to",
  message: ({ path, database }) => `\`${path}\` cannot be written: ${database ? "`save` writes files, not tables of a database" : "the web is only read"}`,
  help: () => "save a file, or to `s3://bucket/key`",
  explain: "`save` writes files, here or in a bucket. What a web server does with what it is sent is its own affair, so nothing is sent to one.",
  bad: 'rows = load("npm:vega-datasets/data/penguins.json")\nkept = save(rows, "https://example.org/rows.csv")\n',
  good: 'rows = load("npm:vega-datasets/data/penguins.json")\nkept = save(rows, "s3://bucket/rows.csv")\n',
});

export const formatsMixed = kind<{ source: string; first: string; second: string }>({
  code: "MLP5716",
  severity: "error",
  title: "Keys of several formats",
  message: ({ source, first, second }) => `\`${source}\` means files of several formats: \`${first}\` and \`${second}\``,
  help: () => "name only those of one format: `s3://bucket/folder/*.parquet`",
  explain: "The rows of all keys that an address means follow each other in one table, so they are of one format, and have the same columns.",
});

export const sourcesDiagnostics = [
  sourceAway,
  sourceRefused,
  sourceTooLarge,
  redirectRefused,
  sourceIsPage,
  sourceBroken,
  addressWrong,
  secretWritten,
  loginRefused,
  queryFailed,
  tableMissing,
  tableNotTaken,
  binaryColumn,
  sourceChanging,
  saveElsewhere,
  formatsMixed,
] as const;

import { kind } from "../diagnostic.ts";

export const lockDiffers = kind<{ path: string; change: string }>({
  code: "MLP5501",
  severity: "warning",
  title: "Other data than mlp.lock knows",
  message: ({ path, change }) => `\`${path}\` is not what mlp.lock says: ${change}`,
  help: () => "`mlp check --update-lock` or `mlp run` writes what is there now into mlp.lock",
  explain:
    "`mlp.lock` keeps the columns and the digest of each file that a pipeline reads, so that a check elsewhere needs no data. This file is another one now. The check used the file that is here; a check without it uses the lock's columns. Look at what has changed, then refresh the lock and commit it.",
});

export const lockedDiffers = kind<{ path: string; change: string }>({
  code: "MLP5502",
  severity: "error",
  title: "The lock disagrees with the data",
  message: ({ path, change }) => `\`${path}\` is not what mlp.lock says: ${change}`,
  help: () => "refresh it with `mlp check --update-lock`, and commit mlp.lock",
  explain: "`mlp check --locked` takes mlp.lock at its word: a file with other content than it names is a mistake, so that nothing is built on data that nobody has looked at.",
});

export const lockLacksFile = kind<{ path: string; absolute: boolean }>({
  code: "MLP5503",
  severity: "error",
  title: "A file that mlp.lock does not know",
  message: ({ path }) => `mlp.lock does not know \`${path}\``,
  help: ({ absolute }) => (absolute ? "an absolute path is not kept in it: write the path relative to the pipeline" : "run `mlp check --update-lock` where the data is, and commit mlp.lock"),
  explain: "`mlp check --locked` demands that each file whose columns a pipeline needs stands in mlp.lock. A path is kept relative to the lock, and an absolute one not at all: it would mean nothing on another machine.",
});

export const lockDamaged = kind<{ why: string }>({
  code: "MLP5504",
  severity: "error",
  title: "A lock that cannot be read",
  message: ({ why }) => `mlp.lock cannot be read: ${why}`,
  help: () => "restore it, or delete it and run `mlp check --update-lock`",
  explain: "`mlp.lock` is written by `mlp`, whole or not at all. A merge that left both sides in it, or an edit by hand, is mended by writing it anew.",
});

export const dataAbsent = kind<{ path: string; why?: string | undefined }>({
  code: "MLP5505",
  severity: "information",
  title: "Columns that are not known yet",
  message: ({ path, why }) => `${why ?? `\`${path}\` is not here`}${why === undefined ? "" : ","} and mlp.lock does not know it, so its columns are checked when the pipeline runs`,
  help: () => "commit the mlp.lock of a machine with the data, or declare its columns with a `schema`",
  explain:
    "What a check knows of columns it reads from the data, from mlp.lock, or from a declared `schema`. Without all three it can still find other mistakes, and the rest is found at the start of the run, which needs the file. A name close to that of a file in the same folder is taken for a misspelling, and is an error.",
  bad: 'rows = load("nowhere.csv")\n',
});

export const lockUnwritable = kind<{ why: string }>({
  code: "MLP5506",
  severity: "error",
  title: "A lock that cannot be written",
  message: ({ why }) => `mlp.lock cannot be written: ${why}`,
  help: () => "mend the permissions of its folder; a check without `--update-lock` writes nothing there",
  explain: "`mlp.lock` stands beside mlp.yaml or the pipeline. `mlp check --update-lock` was asked to write it and could not; the old one is left as it was. A run only tells that and goes on.",
});

export const lockDiagnostics = [lockDiffers, lockedDiffers, lockLacksFile, lockDamaged, dataAbsent, lockUnwritable] as const;

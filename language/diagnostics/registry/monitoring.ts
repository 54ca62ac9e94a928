import { kind } from "../diagnostic.ts";

const check = (call: string): string => `check = ${call}\n`;

export const thresholdWithoutTest = kind<{ threshold: number }>({
  code: "MLP8101",
  severity: "error",
  title: "A threshold without a test",
  message: ({ threshold }) => `\`threshold: ${threshold}\` says nothing while the test is chosen by itself`,
  help: () => "name the test it belongs to, for example `test: psi`, or leave the threshold out",
  explain:
    "With `test: auto` each column gets the test that fits its values and the number of rows: some measure a distance, others give a probability, and one number cannot be the limit of both. Name the test together with its threshold. How often chance may raise an alarm is set by `alpha`, for every test.",
  bad: check("drift(all, threshold: 0.2)"),
  good: check("drift(all, test: psi, threshold: 0.2)"),
});

export const boundMissing = kind<{ metric: string }>({
  code: "MLP8102",
  severity: "error",
  title: "A quality check without a bound",
  message: ({ metric }) => `the check of \`${metric}\` says neither how high nor how low it may be`,
  help: ({ metric }) => `say what is good enough: \`quality(${metric}, at_least: …)\` or \`at_most: …\``,
  explain: "A check passes or fails, so it needs a bound: `at_least` for metrics that are better when larger, `at_most` for errors and losses. Both together give a range.",
  bad: check("quality(roc_auc)"),
  good: check("quality(roc_auc, at_least: 0.78)"),
});

export const boundsCrossed = kind<{ metric: string; least: number; most: number }>({
  code: "MLP8103",
  severity: "error",
  title: "Bounds that nothing can meet",
  message: ({ metric, least, most }) => `no \`${metric}\` is at least ${least} and at most ${most}`,
  help: () => "exchange the two bounds, or keep one of them",
  explain: "`at_least` is the lower end of what is good enough and `at_most` the upper end. When the lower end is above the upper one, the check could only fail.",
  bad: check("quality(roc_auc, at_least: 0.9, at_most: 0.7)"),
  good: check("quality(roc_auc, at_least: 0.7, at_most: 0.9)"),
});

export const referenceColumnUnknown = kind<{ column: string; check: string; known: readonly string[] }>({
  code: "MLP8104",
  severity: "error",
  title: "A column that the reference does not have",
  message: ({ column, check }) => `\`${check}\` is to watch \`${column}\`, which the reference does not have`,
  help: ({ known }) => (known.length > 0 ? `the reference has ${known.slice(0, 5).map((name) => `\`${name}\``).join(", ")}${known.length > 5 ? ", …" : ""}` : undefined),
  explain:
    "A monitor compares the rows that a model was asked about with the rows of its reference, column by column, by name. A reference that was cleaned in the same way as the training rows has the same columns as they.",
});

export const nothingToWatch = kind<{ check: string }>({
  code: "MLP8105",
  severity: "error",
  title: "A check that chooses no column",
  message: ({ check }) => `\`${check}\` chooses no column of the reference`,
  help: () => "choose columns that it has, for example `all` or `.name`",
  explain:
    "The columns of a check are chosen from the reference's schema. Dates and times are watched only when they are named or chosen with `temporal`: they move on by themselves, so that `all` leaves them out.",
});

export const testNeedsNumbers = kind<{ test: string; column: string; holds: string }>({
  code: "MLP8106",
  severity: "error",
  title: "A test for numbers on other values",
  message: ({ test, column, holds }) => `\`${test}\` compares numbers, but \`${column}\` holds ${holds}`,
  help: () => "leave `test:` out, then each column gets a test that fits it, or choose only `numeric` columns",
  explain:
    "Kolmogorov–Smirnov and Wasserstein measure how far values lie apart, which words do not. For categories there are `chi_square`, `jensen_shannon` and `psi`; these also take numbers, in ten bins of the reference.",
});

export const metricOfOtherTask = kind<{ metric: string; task: string; fitting: readonly string[] }>({
  code: "MLP8107",
  severity: "error",
  title: "A metric of another task",
  message: ({ metric, task }) => `\`${metric}\` cannot be measured on a ${task} model`,
  help: ({ fitting }) => `choose one of ${fitting.map((name) => `\`${name}\``).join(", ")}`,
  explain: "Classification and regression have metrics of their own. The served model's task decides which ones a quality check can measure.",
});

export const webhookRefused = kind<{ reason: string }>({
  code: "MLP8108",
  severity: "error",
  title: "A webhook that is not called",
  message: ({ reason }) => `the address of the webhook ${reason}`,
  help: () => "give an address that begins with `https://` or `http://`, for example with `env(\"ALERT_URL\")`",
  explain:
    "Alerts are posted over HTTP or HTTPS only, and never to link-local addresses such as 169.254.169.254, where clouds keep a machine's credentials. The address is treated as a secret, because many services put a token into it: messages show only its host.",
});

export const environmentMissing = kind<{ name: string }>({
  code: "MLP8109",
  severity: "error",
  title: "An environment variable that is not set",
  message: ({ name }) => `the environment variable \`${name}\` is not set`,
  help: ({ name }) => `set it before the run: \`${name}=… mlp run FILE\``,
  explain:
    "`env(\"NAME\")` stands for the value of an environment variable. It is read only where it is used, and it never appears in the graph, in a stored value or in a message. An empty variable counts as one that is not set.",
});

export const monitorUnwritable = kind<{ folder: string; reason: string }>({
  code: "MLP8110",
  severity: "error",
  title: "A monitor that cannot write",
  message: ({ folder, reason }) => `the monitor cannot write to \`${folder}\`: ${reason}`,
  help: () => "give the folder's owner the right to write, free some space, or choose another place with `--home`",
  explain: "A monitor keeps the outcome of each round and the alerts that it has sent. Without them it would send the same alert again after each start, so it does not begin. When the disk fills up later, it goes on and says so in the log.",
});

export const monitoringDiagnostics = [
  thresholdWithoutTest,
  boundMissing,
  boundsCrossed,
  referenceColumnUnknown,
  nothingToWatch,
  testNeedsNumbers,
  metricOfOtherTask,
  webhookRefused,
  environmentMissing,
  monitorUnwritable,
] as const;

#!/usr/bin/env node
import { Command, CommanderError, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { usageError } from "./exit.ts";

/** Collects `-p name=value` in the order given. */
const collect = (value: string, all: readonly string[]): string[] => [...all, value];

const param = () => new Option("-p, --param <name=value>", "set a param of the pipeline; may be repeated").argParser(collect).default([], "none");
const env = () => new Option("--env <name>", "take the params of this section of mlp.yaml");
const home = () => new Option("--home <dir>", "where the project's state is kept (default: .mlp beside mlp.yaml or the pipeline)");
const json = (what: string) => new Option("--json", what);

/** Each verb's code is loaded only when it is called. */
function program(): Command {
  const mlp = new Command("mlp")
    .description("A declarative language for the whole life of a machine-learning model.")
    .version(manifest.version, "-V, --version")
    .exitOverride()
    .showHelpAfterError("(mlp --help shows the verbs and their options)")
    .enablePositionalOptions();

  mlp
    .command("run")
    .description("run a pipeline; what is unchanged since an earlier run is not run again")
    .argument("<file>", "a .mlp file, or a graph written by `mlp compile`")
    .addOption(param())
    .addOption(env())
    .addOption(home())
    .addOption(json("print events as JSON, one a line"))
    .option("--no-cache", "run everything, whatever is in the store")
    .option("--rerun <node>", "run this node and what depends on it; may be repeated", collect, [])
    .option("--jobs <n>", "how many nodes may run at once (default: the number of cores)")
    .option("--memory <size>", "what the process may use, as in 2GB; beyond it tables go to the disk (default: 80 % of the machine's)")
    .addHelpText("after", "\nExamples:\n  mlp run churn.mlp\n  mlp run churn.mlp -p min_auc=0.85 --env production\n  mlp run churn.mlp --rerun model")
    .action(async (file, options) => (await import("./commands/run.ts")).run(file, options));

  mlp
    .command("check")
    .description("find mistakes before anything runs: syntax, names, types, columns, leakage")
    .argument("<files...>", ".mlp files")
    .addOption(param())
    .addOption(env())
    .addOption(home())
    .addOption(new Option("--format <format>", "how to print the diagnostics; sarif is for code scanning").choices(["text", "json", "sarif"]).default("text"))
    .addOption(json("short for --format json").conflicts("format"))
    .addOption(new Option("--locked", "fail where mlp.lock does not know the data, or disagrees with it: for CI").conflicts("updateLock"))
    .option("--update-lock", "write the columns and digests of the data into mlp.lock")
    .option("--fix", "mend what has one certain mending, such as a misspelt name, and report what is left")
    .addHelpText("after", "\nExamples:\n  mlp check churn.mlp\n  mlp check pipelines/*.mlp --json\n  mlp check pipelines/*.mlp --format sarif > mlp.sarif\n  mlp check churn.mlp --locked\n  mlp check churn.mlp --fix")
    .action(async (files, options) => (await import("./commands/check.ts")).check(files, options));

  mlp
    .command("test")
    .description("run the tests that stand in pipelines")
    .argument("<files...>", ".mlp files")
    .option("--only <text>", "only tests whose name holds this text")
    .addOption(json("print outcomes as JSON, one a line"))
    .addHelpText("after", "\nExamples:\n  mlp test churn.mlp\n  mlp test pipelines/*.mlp --only charge")
    .action(async (files, options) => (await import("./commands/test.ts")).test(files, options));

  mlp
    .command("plan")
    .description("show what a run would execute, and why")
    .argument("<file>", "a .mlp file or a graph")
    .addOption(param())
    .addOption(env())
    .addOption(home())
    .addOption(json("print the plan as JSON"))
    .option("--sql", "show what the data steps become in the data engine")
    .option("--no-cache", "as if nothing were in the store")
    .option("--rerun <node>", "as if this node had to run; may be repeated", collect, [])
    .addHelpText("after", "\nExamples:\n  mlp plan churn.mlp -p min_auc=0.9\n  mlp plan churn.mlp --sql")
    .action(async (file, options) => (await import("./commands/plan.ts")).plan(file, options));

  mlp
    .command("fmt")
    .description("format pipelines in place")
    .argument("<files...>", ".mlp files; - reads from standard input and writes to standard output")
    .option("--check", "change nothing; exit with 1 if a file is not formatted")
    .addHelpText("after", "\nExamples:\n  mlp fmt churn.mlp\n  mlp fmt --check pipelines/*.mlp")
    .action(async (files, options) => (await import("./commands/fmt.ts")).fmt(files, options));

  mlp
    .command("graph")
    .description("draw the graph of a pipeline")
    .argument("<file>", "a .mlp file or a graph")
    .addOption(param())
    .addOption(env())
    .addOption(home())
    .addOption(new Option("--format <format>", "what to draw").choices(["mermaid", "svg", "dot", "json"]))
    .option("-o, --output <file>", "write there; the ending chooses the format (.svg, .mmd, .dot, .json)")
    .addHelpText("after", "\nExamples:\n  mlp graph churn.mlp\n  mlp graph churn.mlp -o churn.svg\n  mlp graph churn.mlp --format json")
    .action(async (file, options) => (await import("./commands/graph.ts")).graph(file, options));

  mlp
    .command("compile")
    .description("write the graph of a pipeline as JSON, to be run or read elsewhere")
    .argument("<file>", "a .mlp file")
    .addOption(param())
    .addOption(env())
    .addOption(home())
    .option("-o, --output <file>", "write there (default: standard output)")
    .addHelpText("after", "\nExample:\n  mlp compile churn.mlp -o churn.graph.json && mlp run churn.graph.json")
    .action(async (file, options) => (await import("./commands/compile.ts")).compileFile(file, options));

  mlp
    .command("runs")
    .description("list the runs of a project, or show one")
    .argument("[run]", "a run's id, or its beginning; `last` for the newest")
    .addOption(home())
    .addOption(json("print as JSON"))
    .action(async (run, options) => (await import("./commands/runs.ts")).runs(run, options));

  mlp
    .command("diff")
    .description("compare two runs: params, nodes, scores")
    .argument("<a>", "a run")
    .argument("<b>", "another run")
    .addOption(home())
    .addOption(json("print as JSON"))
    .action(async (a, b, options) => (await import("./commands/runs.ts")).diff(a, b, options));

  mlp
    .command("report")
    .description("open the report of a run's evaluation")
    .argument("[run]", "a run's id, or its beginning", "last")
    .addOption(home())
    .option("-o, --output <file>", "write the page there and do not open it")
    .action(async (run, options) => (await import("./commands/report.ts")).report(run, options));

  mlp
    .command("models")
    .description("list registered models, or the versions of one")
    .argument("[name]", "a model's name")
    .addOption(home())
    .addOption(json("print as JSON"))
    .action(async (name, options) => (await import("./commands/models.ts")).models(name, options));

  mlp
    .command("predict")
    .description("score a file with a registered model")
    .argument("<model>", "name@alias, name@version, or a name for its champion")
    .argument("<rows>", "a file of rows: .csv, .json, .ndjson, .parquet")
    .requiredOption("-o, --output <file>", "where the scored rows go; the ending chooses the format")
    .addOption(home())
    .addHelpText("after", "\nExample:\n  mlp predict churn@champion rows.csv -o scored.csv")
    .action(async (model, rows, options) => (await import("./commands/predict.ts")).predict(model, rows, options));

  mlp
    .command("monitor")
    .description("watch the served models of a pipeline")
    .argument("<file>", "a .mlp file with a monitor")
    .addOption(param())
    .addOption(env())
    .addOption(home())
    .addOption(json("print events as JSON, one a line"))
    .option("--once", "do one round, and exit with 3 if a check fails")
    .addHelpText("after", "\nExample:\n  mlp monitor churn.mlp --once")
    .action(async (file, options) => (await import("./commands/monitor.ts")).monitor(file, options));

  mlp
    .command("explain")
    .description("explain a diagnostic")
    .argument("<code>", "for example MLP4003")
    .action(async (code) => (await import("./commands/explain.ts")).explain(code));

  mlp
    .command("init")
    .description("make a starter project that runs")
    .argument("[dir]", "the folder", ".")
    .action(async (dir) => (await import("./commands/init.ts")).init(dir));

  mlp
    .command("infer")
    .description("make a schema declaration from a file of rows, to paste into a pipeline")
    .argument("<data>", "a file of rows: .csv, .tsv, .json, .ndjson, .parquet")
    .option("--name <name>", "the schema's name (default: from the file's)")
    .option("--null-word <word>", "a word that stands for a missing value in a CSV file; may be repeated", collect, [])
    .option("-o, --output <file>", "write it there, to a new file")
    .addHelpText("after", "\nColumns of text with at most 20 values, in at least 20 times as many rows, become categories.\n\nExamples:\n  mlp infer customers.csv\n  mlp infer people.csv --name Person --null-word NA -o person.mlp")
    .action(async (data, options) => (await import("./commands/infer.ts")).infer(data, options));

  mlp
    .command("profile")
    .description("describe the columns of a file of rows on a page: what is missing, how values lie, which are frequent")
    .argument("<data>", "a file of rows: .csv, .tsv, .json, .ndjson, .parquet")
    .requiredOption("-o, --output <page>", "where the page goes: an .html file")
    .option("--null-word <word>", "a word that stands for a missing value in a CSV file; may be repeated", collect, [])
    .addHelpText("after", "\nThe page needs nothing else, and shows values of the rows.\n\nExample:\n  mlp profile customers.csv -o customers.html")
    .action(async (data, options) => (await import("./commands/profile.ts")).profile(data, options));

  mlp
    .command("docs")
    .description("the reference of the nodes: print one, or write all pages")
    .argument("[node]", "a node's name")
    .option("-o, --output <dir>", "write the pages of all nodes there")
    .action(async (node, options) => (await import("./commands/docs.ts")).docs(node, options));

  mlp
    .command("gc")
    .description("remove artefacts that no recent run and no registered model needs")
    .option("--keep-runs <n>", "how many of the newest runs keep their artefacts", "10")
    .option("--dry-run", "only say what would be removed")
    .addOption(home())
    .action(async (options) => (await import("./commands/gc.ts")).gc(options));

  mlp
    .command("lsp")
    .description("serve an editor over standard input and output")
    .action(async () => (await import("./lsp.ts")).serveEditor());

  return mlp;
}

// Asked for by https://no-color.org; the colour library knows only its own variable.
if (process.env["NO_COLOR"]) process.env["FORCE_COLOR"] = "0";

// Who reads the output may have had enough (`mlp runs | head -1`): a run stops as at Ctrl-C, anything else is over.
let unread = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  // Every further line fails as well: it is said once.
  if (unread) return;
  unread = true;
  if (process.listenerCount("SIGTERM") > 0) process.emit("SIGTERM");
  else process.exit();
});
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : usageError;
  else process.exitCode = await (await import("./view/failure.ts")).showFailure(error);
}

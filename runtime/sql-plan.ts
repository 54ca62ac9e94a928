import { MlpError } from "../language/diagnostics/diagnostic.ts";
import type { Graph, GraphNode } from "../language/graph/graph.ts";
import type { DataEngine } from "./engine/engine.ts";
import { prepare } from "./decide.ts";
import { readArguments } from "./execute.ts";
import type { Context } from "./node.ts";
import { identifier } from "./relational/sql.ts";
import { Session, type SessionOptions } from "./session.ts";
import { Unavailable } from "./settle.ts";
import { isDataset, isParts, rowNumber, type DatasetValue } from "./values.ts";

/** What a data step becomes in the engine. Earlier steps stand in it by their names. */
export interface SqlStep {
  readonly id: string;
  readonly op: string;
  /** Whether its rows are computed inside the step that reads them, and never kept. */
  readonly fused: boolean;
  /** What it asks the data before its rows can be said. */
  readonly asks: readonly string[];
  /** The rows of each part; a step without parts has the one part "". Absent where only the run can tell, `why` says so. */
  readonly rows?: Readonly<Record<string, string>>;
  readonly why?: string;
}

/** The SQL of a graph's data steps, without running any: what they learn from data is not known here. */
export async function sqlPlan(graph: Graph, options: SessionOptions): Promise<readonly SqlStep[]> {
  const session = new Session(graph, options);
  try {
    const steps: SqlStep[] = [];
    for (const node of session.work) {
      const step = await sqlOfNode(session, node);
      if (step) steps.push(step);
    }
    return steps;
  } finally {
    await session.close();
  }
}

async function sqlOfNode(session: Session, node: GraphNode): Promise<SqlStep | undefined> {
  const { execution } = session.definition(node);
  const asks: string[] = [];
  const engine = dryEngine(asks, await session.host.engine());
  const context: Context = { ...session.context(node, "", new AbortController().signal, () => {}, () => {}), engine: async () => engine };
  const base = { id: node.id, op: node.op, fused: session.isFused(node), asks };
  try {
    const prepared = await prepare(session, node, context);
    const args = await readArguments(prepared);
    const given = Object.values(args).filter(isDataset);
    if (execution.kind !== "transform") {
      // What is cut out of rows has their columns.
      const [only] = given;
      if (only && (session.definition(node).rows === "parts" || session.definition(node).rows === "subset")) stand(session, node, only);
      return given.length > 0 && node.type === "Dataset" ? { ...base, why: "it is computed in the run" } : undefined;
    }
    const made = await execution.plan(args, context);
    const parts = Object.entries(isParts(made) ? made.parts : { "": made }).flatMap(([name, value]) => (isDataset(value) ? [[name, value] as const] : []));
    const [first] = parts;
    if (first) stand(session, node, first[1]);
    return { ...base, rows: Object.fromEntries(parts.map(([name, { table }]) => [name, "sql" in table ? table.sql : `FROM ${identifier(table.file.$file)}`])) };
  } catch (error) {
    if (error instanceof Unavailable) return execution.kind === "transform" ? { ...base, why: "it needs what only the run computes" } : undefined;
    if (error instanceof MlpError) return { ...base, why: `the run decides: ${error.diagnostic.message}` };
    throw error;
  }
}

/** Lets later steps refer to the rows of this one by its name. */
function stand(session: Session, node: GraphNode, like: DatasetValue): void {
  const named = (name: string): DatasetValue => ({ ...like, table: { sql: `FROM ${identifier(name)}` } });
  const parts = node.parts ?? [""];
  session.states.set(node.id, { state: "known", parts: Object.fromEntries(parts.map((part) => [part, { identity: `${node.id}.${part}`, load: async () => named(part === "" ? node.id : part) }])) });
}

/** An engine that notes what is asked of tables, and answers that there is nothing. Files are looked into as a check does. */
function dryEngine(asks: string[], engine: DataEngine): DataEngine {
  const note = (sql: string) => void asks.push(sql);
  return {
    describe: (sql) => engine.describe(sql),
    rows: async (sql) => (note(sql), []),
    tableOf: async ({ table }) => ("sql" in table ? `(${table.sql})` : identifier(table.file.$file)),
    columns: async (dataset, names) => {
      note(`SELECT ${names.map(identifier).join(", ")} ${"sql" in dataset.table ? `FROM (${dataset.table.sql})` : ""}`);
      return new Map();
    },
    stage: async (_key, select) => `SELECT row_number() OVER () - 1 AS ${identifier(rowNumber)}, * FROM (${select})`,
    writeParquet: async () => 0,
    execute: async (sql) => note(sql),
    close: async () => {},
  };
}

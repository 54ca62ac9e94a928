import { diagnose, type DiagnosticKind } from "../diagnostics/diagnostic.ts";
import type { Expr, Literal } from "../graph/graph.ts";
import { heldIn, type AggregateFacts, type Call, type Fault, type NodeSignature, type RowEffect, type RowExpression } from "../nodes/signature.ts";
import type { Expression } from "../syntax/ast.ts";
import { placeKey, type Span } from "../syntax/span.ts";
import { conditionOf, type Condition } from "../types/conditions.ts";
import { gapsKept } from "../types/gaps.ts";
import { columnOf, madeHere, mergeProvenance, type Provenance } from "../types/provenance.ts";
import { hiddenRows, rowsOf, taken, unionRows, unknownRows, type Learned, type RowSet } from "../types/rows.ts";
import { Reached, type Division } from "../types/reach.ts";
import { columnNamed, type Column, type Schema } from "../types/schema.ts";
import type { Selector } from "../types/selectors.ts";
import { dataset, type BatchStep, type DatasetType, type ObjectType, type RecipeType, type Seen, type Type } from "../types/type.ts";
import type { KnownArgument } from "./arguments.ts";
import type { CallSite, CheckedArguments } from "./calls.ts";
import type { CheckContext } from "./context.ts";
import { labelOfCall } from "./call-label.ts";
import { constantOf } from "./constant.ts";
import { secretOf } from "./secret.ts";
import { lowerRow } from "./row-lowering.ts";
import { mergeSeen } from "./seen.ts";

export interface RestArgument {
  readonly name: string;
  readonly span: Span;
  readonly expression: Expression;
  readonly known: KnownArgument | undefined;
}

/** A recipe that meets the dataset that it is fitted on. */
export interface Fitting {
  readonly target: Column | undefined;
}

type RowArgument = KnownArgument & { readonly value: { readonly kind: "row"; readonly expression: Expression } };

export const isRow = (known: KnownArgument): known is RowArgument => known.value.kind === "row";

const withoutAbsence = (type: Type | undefined): Type | undefined => (type?.kind === "optional" ? type.of : type);

const aggregateFacts = ({ definition, args }: NonNullable<KnownArgument["aggregate"]>): AggregateFacts => ({
  definition,
  type: (name) => args.get(name)?.type,
  constant: (name) => args.get(name)?.constant,
});

/** All statistics behind a dataset: those of its columns, and those that decided which rows are in it. */
export function learnedBehind(rows: DatasetType): readonly Learned[] {
  const all = [...rows.learned, ...(rows.schema?.columns.flatMap((column) => column.learned ?? []) ?? [])];
  return [...new Set(all)];
}

/**
 * What of a dataset is used: of rows that a recipe is fitted on or applied to, and of rows that models are compared on, the features
 * that the recipes make, and the target.
 */
export function usedOf(signature: NodeSignature, checked: CheckedArguments, parameter: string, data: DatasetType): DatasetType {
  const { predicts, sees } = signature;
  if (!data.schema || (parameter !== predicts?.on && sees?.[parameter] === undefined)) return data;
  const recipes = predicts ? [checked.known.get(predicts.features)?.type] : objectsIn(checked).map(({ facts }) => facts.recipe);
  const columns = recipes.flatMap((recipe) => (recipe?.kind === "recipe" ? (usedBy(recipe, data) ?? []) : []));
  return columns.length > 0 ? { ...data, schema: { columns } } : data;
}

function usedBy(recipe: RecipeType, data: DatasetType): readonly Column[] | undefined {
  const target = recipe.target === undefined || !data.schema ? undefined : columnNamed(data.schema, recipe.target);
  const features = recipe.fit(data).schema?.columns;
  return features && target && [...features, target];
}

/** The values that other nodes have made, among the arguments and in their lists. */
function objectsIn({ known }: CheckedArguments): readonly ObjectType[] {
  return [...known.values()].flatMap(({ type, items }) => [type, ...(items ?? [])].map(withoutAbsence).filter((one): one is ObjectType => one?.kind === "object"));
}

/** A call as its signature sees it: answers from what the checker found out about the arguments. */
export class CallFacts implements Call {
  readonly name: string;
  readonly inRecipe: boolean;
  readonly target: Column | undefined;
  readonly #cx: CheckContext;
  readonly #site: CallSite;
  readonly #checked: CheckedArguments;

  constructor(cx: CheckContext, site: CallSite, checked: CheckedArguments, fitting?: Fitting) {
    this.inRecipe = fitting !== undefined;
    this.target = fitting?.target;
    this.name = site.signature.name;
    this.#cx = cx;
    this.#site = site;
    this.#checked = checked;
  }

  has(parameter: string): boolean {
    return this.#checked.known.has(parameter);
  }

  type(parameter: string): Type | undefined {
    return this.#checked.known.get(parameter)?.type;
  }

  dataset(parameter: string): DatasetType | undefined {
    const type = withoutAbsence(this.type(parameter));
    return type?.kind === "dataset" ? type : undefined;
  }

  object(parameter: string): ObjectType | undefined {
    const type = withoutAbsence(this.type(parameter));
    return type?.kind === "object" ? type : undefined;
  }

  items(parameter: string): readonly Type[] {
    return this.#checked.known.get(parameter)?.items ?? [];
  }

  constant(parameter: string): Literal | undefined {
    const known = this.#checked.known.get(parameter);
    if (known) return known.constant;
    const preset = this.#site.signature.takes[parameter]?.default;
    return typeof preset === "object" && preset !== null ? undefined : preset;
  }

  constants(parameter: string): readonly Literal[] | undefined {
    const known = this.#checked.known.get(parameter);
    if (known) return known.constants;
    const preset = this.#site.signature.takes[parameter]?.default;
    return typeof preset === "object" && preset !== null ? preset : undefined;
  }

  columns(parameter: string): readonly string[] | undefined {
    return this.#checked.known.get(parameter)?.columns;
  }

  column(parameter: string): string | undefined {
    return this.#checked.known.get(parameter)?.column;
  }

  selector(parameter: string): Selector | undefined {
    const value = this.#checked.known.get(parameter)?.value;
    return value?.kind === "selector" ? value.selector : undefined;
  }

  expression(parameter: string): RowExpression | undefined {
    return this.#row(this.#checked.known.get(parameter));
  }

  rest(): ReturnType<Call["rest"]> {
    return this.#checked.rest.map(({ name, known }) => {
      const expression = this.#row(known, name);
      return {
        name,
        type: known?.type ?? { kind: "error" },
        ...(expression && { expression }),
        ...(known?.aggregate && { aggregate: aggregateFacts(known.aggregate) }),
        ...(known?.constant !== undefined && { constant: known.constant }),
        ...(known?.column !== undefined && { column: known.column }),
      };
    });
  }

  #row(known: KnownArgument | undefined, column?: string): RowExpression | undefined {
    if (!known?.row || !(isRow(known) || known.aggregate)) return undefined;
    const { provenance } = known.row;
    const made = provenance && column !== undefined ? { provenance: madeHere(provenance, column, known.span) } : {};
    return { ...known.row, ...made, expr: this.lowered(known) };
  }

  /** A row expression as data, with params and other constants put in where they are known. */
  lowered(known: KnownArgument): Expr {
    const { file } = this.#site;
    if (known.aggregate) return { call: known.aggregate.definition.name, args: [{ record: Object.fromEntries([...known.aggregate.args].map(([name, one]) => [name, this.lowered(one)])) }] };
    if (!isRow(known)) return { literal: known.constant ?? null };
    return lowerRow(this.#cx, known.value.expression, file, (outside) => {
      const value = constantOf(this.#cx, outside, file);
      if (value !== undefined) return { literal: value };
      return outside.kind === "name" ? { param: outside.name } : { literal: null };
    });
  }

  observed(): unknown {
    const answer = this.#observe();
    if (answer?.kind === "failed") this.#cx.add({ ...answer.diagnostic, span: this.#firstSpan() });
    if (answer?.kind !== "observation") return undefined;
    // Columns that are declared are known, whatever the data would tell.
    if (answer.facts !== undefined || !this.#declaresColumns()) for (const note of answer.notes ?? []) this.#cx.add({ ...note, span: this.#firstSpan() });
    return answer.facts;
  }

  #declaresColumns(): boolean {
    return [...this.#checked.known.values()].some(({ type }) => type?.kind === "object" && type.name === "Schema");
  }

  #observe() {
    const args: Record<string, unknown> = {};
    for (const name of Object.keys(this.#site.signature.takes)) {
      const parameter = this.#site.signature.takes[name];
      const value = this.constant(name) ?? this.constants(name) ?? this.#checked.known.get(name)?.fields ?? (parameter?.accepts.kind === "secret" ? this.#secret(name) : undefined);
      if (value !== undefined) args[name] = value;
      // Without its secret the world would refuse what it gives to the run.
      else if (this.has(name) && (parameter?.required || parameter?.accepts.kind === "secret")) return undefined;
    }
    return this.#cx.observe(this.name, args, this.#site.file);
  }

  #secret(name: string): unknown {
    const value = this.#checked.known.get(name)?.value;
    return value?.kind === "value" ? secretOf(this.#cx, value.expression, this.#site.file) : undefined;
  }

  #firstSpan(): Span {
    const [first] = this.#checked.known.values();
    return first?.span ?? this.#site.call.callee.span;
  }

  rows(schema: Schema | undefined, part?: string): DatasetType {
    const inputs = this.#datasets();
    return this.#made(schema, inputs, this.#effect(inputs, part), part);
  }

  rowsOf(schema: Schema | undefined, of: readonly string[]): DatasetType {
    const sets = of.flatMap((name) => this.dataset(name)?.rows ?? []);
    const rows = sets.length === 0 ? hiddenRows(this.#place, this.#site.call.callee.span) : unionRows(sets);
    return this.#made(schema, this.#datasets(), rows, undefined);
  }

  #made(schema: Schema | undefined, inputs: readonly DatasetType[], rows: RowSet, part: string | undefined): DatasetType {
    const reached = new Reached(this.#division(inputs, part));
    const learned = [...new Set([...inputs.flatMap((input) => (schema ? input.learned : learnedBehind(input))), ...this.#choosing(inputs)])];
    const made = dataset(schema && reached.schema(this.#traced(schema, inputs)), rows, reached.all(learned));
    const [input] = inputs;
    const isCounted = this.#site.signature.keepsGaps && inputs.length === 1 && input?.gaps && input.schema && made.schema;
    const batch = this.#batch(inputs);
    return { ...made, ...(isCounted && { gaps: gapsKept(input.gaps, input.schema, made.schema) }), ...(batch && { batch }) };
  }

  /** The step that keeps these rows from being computed one by one: an earlier one, or this. */
  #batch(inputs: readonly DatasetType[]): BatchStep | undefined {
    const { name, needsTable } = this.#site.signature;
    const rows = this.#rowEffect;
    const isOwn = (heldIn(needsTable, this.#word) ?? false) || rows === undefined || rows === "union" || rows === "groups";
    // Rows beside which others only decide whether they stay have come their own way.
    const before = (isOwn ? inputs : inputs.slice(0, 1)).find(({ batch }) => batch)?.batch;
    return before || rows === "source" || !isOwn ? before : { node: name, at: this.#site.call.callee.span };
  }

  readonly #word = (parameter: string): unknown => this.constant(parameter);

  get #rowEffect(): RowEffect | undefined {
    return heldIn(this.#site.signature.rows, this.#word);
  }

  /** The statistics by which rows were chosen. */
  #choosing(inputs: readonly DatasetType[]): readonly Learned[] {
    const { chooses } = this.#site.signature;
    if (this.#rowEffect !== "subset") return [];
    const condition = (chooses && this.#checked.known.get(chooses.by)?.row?.learned) ?? [];
    const names = new Set([...this.#checked.known.values()].flatMap(({ columns, column }) => columns ?? (column === undefined ? [] : [column])));
    return [...condition, ...inputs.flatMap(({ schema }) => (schema?.columns ?? []).filter(({ name }) => names.has(name)).flatMap(({ learned }) => learned ?? []))];
  }

  /**
   * Every column with what it was computed from. A node that does not say it of a column has kept the input's column of that name,
   * or has made a new one from anything it was given.
   */
  #traced(schema: Schema, inputs: readonly DatasetType[]): Schema {
    if (schema.columns.every(({ provenance }) => provenance)) return schema;
    if (this.#rowEffect === "source") return this.#loaded(schema);
    const before = this.#tracer(inputs);
    return {
      ...schema,
      columns: schema.columns.map((column) => {
        if (column.provenance) return column;
        const { provenance, learned } = before(column.name);
        const all = [...new Set([...learned, ...(column.learned ?? [])])];
        return { ...column, ...(provenance && { provenance }), ...(all.length > 0 && { learned: all }) };
      }),
    };
  }

  /** The columns of a source: the same objects for the same content that is read in the same way. */
  #loaded(schema: Schema): Schema {
    const source = this.#source();
    const reading = [...this.#checked.known].filter(([name]) => this.#site.signature.takes[name]?.accepts.kind !== "path").map(([name, { constant, constants }]) => [name, constant ?? constants]);
    const key = JSON.stringify([source, reading, schema.columns]);
    const known = this.#cx.sources.get(key);
    if (known) return known;
    const loaded = { ...schema, columns: schema.columns.map((column) => ({ ...column, provenance: columnOf(source, column.name) })) };
    this.#cx.sources.set(key, loaded);
    return loaded;
  }

  /** What stands behind a column that a node gives without saying so. */
  #tracer(inputs: readonly DatasetType[]): (name: string) => { readonly provenance: Provenance | undefined; readonly learned: readonly Learned[] } {
    const all = inputs.flatMap(({ schema }) => schema?.columns ?? []);
    const known = all.flatMap(({ provenance }) => provenance ?? []);
    const isKnown = inputs.every(({ schema }) => schema) && known.length === all.length;
    const anything = isKnown && all.length > 0 ? { ...mergeProvenance(known), ...(known.length > 1 && { guessed: true as const }) } : undefined;
    const learned = all.flatMap((column) => column.learned ?? []);
    return (name) => {
      const kept = inputs.map(({ schema }) => schema && columnNamed(schema, name)).find((column) => column !== undefined);
      if (kept) return { provenance: kept.provenance, learned: kept.learned ?? [] };
      return { provenance: anything && madeHere(anything, name, this.#site.call.callee.span), learned };
    };
  }

  /** In the order in which the signature takes them. */
  #datasets(): readonly DatasetType[] {
    const { known, rest } = this.#checked;
    const declared = Object.keys(this.#site.signature.takes).flatMap((name) => known.get(name) ?? []);
    return [...declared, ...rest.flatMap((argument) => argument.known ?? [])].flatMap(({ type, items }) =>
      [type, ...(items ?? [])].map(withoutAbsence).filter((one): one is DatasetType => one?.kind === "dataset"),
    );
  }

  #effect(inputs: readonly DatasetType[], part: string | undefined): RowSet {
    const rows = inputs[0]?.rows ?? unknownRows;
    const { call } = this.#site;
    const step = () => {
      // What other rows have to do with it is not in its name.
      const label = inputs.length > 1 ? undefined : labelOfCall(this.#cx, this.#site, this.#checked, this);
      return { id: this.#place, at: call.callee.span, ...(label !== undefined && { label }) };
    };
    switch (this.#rowEffect) {
      case "keep":
        return rows;
      case "subset":
        return taken(rows, { kind: "subset", ...step(), where: this.#condition() });
      case "groups":
        return taken(rows, { kind: "subset", ...step(), where: [[]] });
      case "union":
        return unionRows(inputs.map((input) => input.rows));
      case "parts":
        return taken(rows, { kind: "part", ...step(), part: part ?? "" });
      case "source": {
        const all = rowsOf(this.#source(), call.span, this.#source() !== this.#place);
        return part === undefined ? all : taken(all, { kind: "part", ...step(), part });
      }
      default:
        return hiddenRows(this.#place, call.callee.span);
    }
  }

  get #place(): string {
    return placeKey(this.#site.call.span);
  }

  #source(): string {
    const answer = this.#observe();
    return answer?.kind === "observation" ? answer.identity : this.#place;
  }

  /** How this call divides or chooses rows, for what is known of values that come from other rows. */
  #division(inputs: readonly DatasetType[], part: string | undefined): Division | undefined {
    const { divides, chooses } = this.#site.signature;
    const schema = inputs[0]?.schema;
    if (!schema) return undefined;
    const step = { id: this.#place, at: this.#site.call.callee.span };
    if (chooses && this.#rowEffect === "subset") return { kind: "subset", step, where: this.#condition() };
    if (!divides || part === undefined) return undefined;
    const named = (parameters: readonly string[]) => parameters.flatMap((name) => this.columns(name) ?? this.column(name) ?? []).flatMap((name) => columnNamed(schema, name) ?? []);
    return { kind: "parts", step, part, parts: this.#checked.rest.map(({ name }) => name), order: named([divides.inOrder])[0], together: named(divides.together) };
  }

  /** What is known of the rows that a subset has kept. */
  #condition(): Condition {
    const { chooses } = this.#site.signature;
    const known = chooses && this.#checked.known.get(chooses.by);
    const [input] = this.#datasets();
    if (!chooses || !known || !isRow(known) || !input?.schema) return [[]];
    return conditionOf(this.lowered(known), input.schema, chooses.keeps);
  }

  learn(statistic: string, from: DatasetType, more: Pick<Learned, "reach" | "mend"> = {}): Learned {
    return { statistic, step: this.name, rows: from.rows, at: this.#site.call.callee.span, ...more };
  }

  seen(): Seen {
    const rows: Seen["rows"][number][] = [];
    const learned: Learned[] = [];
    for (const [parameter, how] of Object.entries(this.#site.signature.sees ?? {})) {
      const data = this.dataset(parameter);
      const at = this.#checked.known.get(parameter)?.span;
      if (!data || !at) continue;
      rows.push({ rows: data.rows, at, how });
      learned.push(...learnedBehind(usedOf(this.#site.signature, this.#checked, parameter, data)));
    }
    return mergeSeen([{ rows, learned }, ...objectsIn(this.#checked).map(({ facts }) => facts.seen)]);
  }

  at(parameter: string): Span | undefined {
    return this.#checked.known.get(parameter)?.span ?? this.#checked.rest.find(({ name }) => name === parameter)?.span;
  }

  report<Details extends object>(kind: DiagnosticKind<Details>, details: Details, parameter?: string, fault?: Fault): void {
    const span = (parameter === undefined ? undefined : this.at(parameter)) ?? this.#site.call.callee.span;
    this.#cx.add(fault ? diagnose(kind, fault.at, details, { related: [{ span, message: fault.use }] }) : diagnose(kind, span, details));
  }
}

import { columnNamed, type Schema } from "../../../language/types/schema.ts";
import type { LoggedFeedback, LoggedPrediction } from "../../serving/endpoint.ts";
import type { ModelValue } from "../../training/model.ts";
import type { LabelledPrediction, MonitorWindow } from "../check.ts";
import { sampleOfLogged, type Sample } from "../sample.ts";

/** What an endpoint has logged, from a time on. */
export interface PredictionLog {
  predictions(since: Date): AsyncIterable<LoggedPrediction> | Iterable<LoggedPrediction>;
  feedback(since: Date): AsyncIterable<LoggedFeedback> | Iterable<LoggedFeedback>;
}

export interface WindowSource {
  readonly log: PredictionLog;
  /** Gives the logged columns their types. */
  readonly schema: Schema;
  readonly minRows: number;
  /** The served version, which quality speaks of. */
  readonly version: number;
  readonly model: () => Promise<ModelValue>;
}

/** Predictions beyond this number are represented by a sample of this size, so that memory stays bounded. */
const mostKept = 100_000;
/** A clock may be ahead by this much (milliseconds) before its predictions are left out. */
const clockTolerance = 5 * 60_000;

/** The predictions of the last `length` milliseconds before `now`. Lines whose time cannot be read, or lies in the future, are left out. */
export async function readWindow(source: WindowSource, length: number, now: Date, signal: AbortSignal): Promise<MonitorWindow> {
  const from = new Date(now.getTime() - length);
  const kept = new Reservoir<LoggedPrediction>(mostKept);
  for await (const prediction of source.log.predictions(from)) {
    signal.throwIfAborted();
    const time = Date.parse(prediction.time);
    if (time >= from.getTime() && time <= now.getTime() + clockTolerance) kept.add(prediction);
  }
  const predictions = kept.items;
  const samples = new Map<string, Sample | undefined>();
  const column = (name: string): Sample | undefined => {
    if (!samples.has(name)) samples.set(name, sampleOf(name, predictions, source.schema));
    return samples.get(name);
  };
  let labelled: Promise<readonly LabelledPrediction[]> | undefined;
  return {
    from,
    to: now,
    rows: kept.seen,
    minRows: source.minRows,
    column,
    labelled: () => (labelled ??= joinFeedback(predictions, source, from)),
    model: source.model,
  };
}

function sampleOf(name: string, predictions: readonly LoggedPrediction[], schema: Schema): Sample | undefined {
  const column = columnNamed(schema, name);
  if (!column || !predictions.some(({ row }) => Object.hasOwn(row, name))) return undefined;
  return sampleOfLogged(column, predictions.map(({ row }) => (Object.hasOwn(row, name) ? row[name] : undefined)));
}

/** Joins what was predicted with what turned out to be true; the last word on an id counts. */
async function joinFeedback(predictions: readonly LoggedPrediction[], source: WindowSource, from: Date): Promise<readonly LabelledPrediction[]> {
  const truth = new Map<string, LoggedFeedback["actual"]>();
  for await (const { id, actual } of source.log.feedback(from)) truth.set(id, actual);
  const joined: LabelledPrediction[] = [];
  for (const { id, version, prediction, probabilities } of predictions) {
    const actual = truth.get(id);
    if (actual !== undefined && version === source.version) joined.push({ prediction, ...(probabilities && { probabilities }), actual });
  }
  return joined;
}

/** A uniform sample of bounded size from a stream of unknown length (J. Vitter, 1985); the same stream gives the same sample. */
class Reservoir<Item> {
  readonly items: Item[] = [];
  seen = 0;
  readonly #size: number;
  #state = 0x9e3779b9;

  constructor(size: number) {
    this.#size = size;
  }

  add(item: Item): void {
    this.seen++;
    if (this.items.length < this.#size) {
      this.items.push(item);
      return;
    }
    const place = Math.floor(this.#next() * this.seen);
    if (place < this.#size) this.items[place] = item;
  }

  /** xorshift32, in [0, 1). */
  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }
}

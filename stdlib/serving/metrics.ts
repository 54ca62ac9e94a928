/** Metrics in the text format of Prometheus. Names and labels are chosen by the program, never by a request. */

type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  lines(): readonly string[];
}

const escaped = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function labelled(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

export class MetricRegistry {
  readonly #metrics: Metric[] = [];

  /** A number that only grows, or one that is read when it is asked for. */
  value(type: "counter" | "gauge", name: string, help: string, read: () => number, labels: Labels = {}): void {
    this.#metrics.push({ name, type, help, lines: () => [`${name}${labelled(labels)} ${read()}`] });
  }

  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const histogram = new Histogram(name, bounds);
    this.#metrics.push({ name, type: "histogram", help, lines: () => histogram.lines() });
    return histogram;
  }

  /** Everything, as a scrape reads it. */
  text(): string {
    const blocks = this.#metrics.map(({ name, type, help, lines }) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines()]);
    return `${blocks.flat().join("\n")}\n`;
  }
}

interface Series {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
}

export class Histogram {
  readonly #name: string;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(name: string, bounds: readonly number[]) {
    this.#name = name;
    this.#bounds = bounds;
  }

  observe(labels: Labels, value: number): void {
    const key = labelled(labels);
    const series = this.#series.get(key) ?? { labels, counts: [...this.#bounds, Infinity].map(() => 0), sum: 0 };
    this.#series.set(key, series);
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    const index = bucket < 0 ? this.#bounds.length : bucket;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += value;
  }

  lines(): readonly string[] {
    return [...this.#series.values()].flatMap(({ labels, counts, sum }) => {
      let total = 0;
      const buckets = counts.map((count, index) => {
        total += count;
        return `${this.#name}_bucket${labelled({ ...labels, le: String(this.#bounds[index] ?? "+Inf") })} ${total}`;
      });
      return [...buckets, `${this.#name}_sum${labelled(labels)} ${sum}`, `${this.#name}_count${labelled(labels)} ${total}`];
    });
  }
}

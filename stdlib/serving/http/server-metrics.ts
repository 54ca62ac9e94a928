import type { ModelVersionValue } from "../../registry/version.ts";
import { MetricRegistry } from "../metrics.ts";

/** What a served model tells a Prometheus server. */
export interface ServerMetrics {
  request(route: string, code: number, seconds: number): void;
  rows(count: number): void;
  text(): string;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function serverMetrics(release: ModelVersionValue, dropped: () => number): ServerMetrics {
  const registry = new MetricRegistry();
  let rows = 0;
  const durations = registry.histogram("mlp_request_duration_seconds", "Time from a request's headers to the end of its answer.", seconds);
  registry.value("counter", "mlp_rows_total", "Rows predicted.", () => rows);
  registry.value("counter", "mlp_prediction_log_dropped_total", "Lines that are missing from the prediction log.", dropped);
  registry.value("gauge", "mlp_model_info", "The served model.", () => 1, { model: release.name, version: String(release.version), digest: release.model });
  registry.value("gauge", "process_resident_memory_bytes", "Memory of the process.", () => process.memoryUsage.rss());
  registry.value("gauge", "process_heap_bytes", "Memory of the process that JavaScript values use.", () => process.memoryUsage().heapUsed);
  registry.value("counter", "process_cpu_seconds_total", "Processor time of the process.", () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6);
  return {
    request: (route, code, duration) => durations.observe({ route, code: String(code) }, duration),
    rows: (count) => void (rows += count),
    text: () => registry.text(),
  };
}

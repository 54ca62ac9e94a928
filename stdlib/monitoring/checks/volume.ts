import { int } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";
import type { MonitorCheck } from "../check.ts";

export interface VolumeArgs {
  readonly at_least: number;
}

export const volumeNode = defineNode({
  name: "volume",
  version: 1,
  group: "monitoring",
  summary: "Checks that enough predictions were asked for in the window.",
  doc: "Silence is a finding too: a client that stopped asking shows up here, while the other checks only wait for more rows.",
  examples: ["volume(at_least: 100)"],
  takes: { at_least: int("The smallest number of predictions in the window that passes.", { min: 1 }) },
  returns: "Check",
  infer: () => description("Check"),
  execution: { kind: "description", provides: async () => volumeCheck },
});

export const volumeCheck: MonitorCheck<VolumeArgs> = {
  reads: () => [],

  run: (window, _reference, { at_least }) => {
    const status = window.rows >= at_least ? "passed" : "failed";
    const message = `${window.rows} predictions since ${window.from.toISOString()}, ${at_least} are expected`;
    return [{ check: "volume", measures: "volume", test: "rows", statistic: window.rows, threshold: at_least, status, message }];
  },
};

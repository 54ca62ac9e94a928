import { oneOf, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";
import type { AlertChannel } from "../channel.ts";

export interface LogAlertArgs {
  readonly level: "warning" | "info";
}

export const logAlertNode = defineNode({
  name: "log_alert",
  version: 1,
  group: "monitoring",
  summary: "Writes alerts to the log of the run.",
  doc: "Every monitor does so by itself, as warnings; naming this channel says at which level.",
  examples: ["log_alert()", "log_alert(level: info)"],
  takes: { level: withDefault(oneOf(["warning", "info"], "How loud a firing alert is; a resolved one is always information."), "warning") },
  returns: "Channel",
  infer: () => description("Channel"),
  execution: { kind: "description", provides: async () => logAlertChannel },
});

export const logAlertChannel: AlertChannel<LogAlertArgs> = {
  open: ({ level }, context) => ({
    name: "the log",
    send: async (alert) => {
      for (const check of alert.checks) {
        if (alert.status === "firing") context.log(level, `alert: ${check.message}`);
        else context.log("info", `resolved: ${check.message}`);
      }
    },
  }),
};

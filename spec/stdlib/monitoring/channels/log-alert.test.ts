import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Alert } from "../../../../stdlib/monitoring/channel.ts";
import { logAlertChannel } from "../../../../stdlib/monitoring/channels/log-alert.ts";

const alert = (status: Alert["status"]): Alert => ({
  alert: "p.watch", status, pipeline: "p", monitor: "watch", time: "2026-03-02T12:00:00.000Z", run: "r",
  checks: [{ check: "volume", measures: "volume", test: "rows", statistic: 0, threshold: 1, status: "failed", message: "0 predictions" }],
});

test("firing alerts are as loud as asked for, resolved ones are information", async () => {
  const lines: string[] = [];
  const context = { reveal: () => "", log: (level: string, message: string) => void lines.push(`${level} ${message}`) };
  for (const level of ["warning", "info"] as const) {
    const channel = logAlertChannel.open({ level }, context);
    await channel.send(alert("firing"), new AbortController().signal);
    await channel.send(alert("resolved"), new AbortController().signal);
  }
  assert.equal(lines, ["warning alert: 0 predictions", "info resolved: 0 predictions", "info alert: 0 predictions", "info resolved: 0 predictions"]);
});

test.run();

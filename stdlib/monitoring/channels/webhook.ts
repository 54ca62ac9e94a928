import { secret, type Described } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export interface WebhookArgs {
  readonly url: string | Described<{ readonly name: string }>;
}

const doc = `
The body is JSON: \`{"alert", "status": "firing" | "resolved", "pipeline", "monitor", "checks": […], "time", "run"}\`. An alert fires when a check turns from passing to
failing, and is resolved when it passes again; nothing is sent in between. An answer with a status from 200 to 299 within five seconds counts as delivered. After a failed
connection, no answer, or a status of 408, 429 or 500 and above, it is tried twice more, and then again in the next round. Redirects are not followed.

The address is a secret, because it often holds a token: messages show only its host. Link-local addresses (169.254.0.0/16) and other schemes than HTTP are refused.
`;

export const webhookNode = defineNode({
  name: "webhook",
  version: 1,
  group: "monitoring",
  summary: "Posts alerts as JSON to an address.",
  doc,
  examples: ['webhook(env("ALERT_URL"))', 'webhook("http://localhost:9093/hook")'],
  takes: { url: secret("Where to post to, `https://…` or `http://…`.") },
  positional: ["url"],
  returns: "Channel",
  infer: () => description("Channel"),
  execution: { kind: "description", provides: async () => (await import("./webhook-channel.ts")).webhookChannel },
});

import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { webhookRefused } from "../../../language/diagnostics/registry/monitoring.ts";
import type { AlertChannel } from "../channel.ts";
import { isLinkLocal } from "./addresses.ts";
import { postJson, type Patience } from "./post.ts";
import type { WebhookArgs } from "./webhook.ts";

const patience: Patience = { tries: 3, timeout: 5_000, pause: 500 };

/** The channel with patience of one's own, for tests. */
export const webhookWith = (wait: Patience): AlertChannel<WebhookArgs> => ({
  open: (args, context) => {
    const url = acceptable(context.reveal(args.url));
    return { name: `the webhook at ${url.host}`, send: (alert, signal) => postJson(url, alert, wait, signal) };
  },
});

export const webhookChannel = webhookWith(patience);

/** Messages must not hold the address: it may be a secret, or nearly one. */
function acceptable(text: string): URL {
  if (!URL.canParse(text)) fail(webhookRefused, { reason: "is not a URL" });
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") fail(webhookRefused, { reason: "does not begin with `https://` or `http://`" });
  if (isLinkLocal(url.hostname)) fail(webhookRefused, { reason: `is link-local (\`${url.hostname}\`)` });
  return url;
}

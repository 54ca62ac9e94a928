import { isIPv4, isIPv6 } from "node:net";

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || (isIPv4(bare) && bare.startsWith("127."));
}

/**
 * Whether a `Host` header may address a server that listens on `bound`. A web page can let its own name point at this machine
 * (DNS rebinding) and would then reach a server that is meant for this machine alone; its requests still carry the page's name.
 */
export function hostAllowed(header: string | undefined, bound: string): boolean {
  if (!isLoopback(bound)) return true;
  if (header === undefined) return false;
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::[0-9]{1,5})?$/i.exec(header.trim());
  const name = match?.[1];
  if (name === undefined) return false;
  return isLoopback(name) && (!name.startsWith("[") || isIPv6(name.slice(1, -1)));
}

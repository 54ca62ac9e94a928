import { lookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { isLinkLocal } from "../../../monitoring/channels/addresses.ts";

/** Who can be at an address: anybody, those in the same network or on the same machine, or the machine's own cloud, which hands out credentials. */
export type Reach = "public" | "private" | "link-local";

const own = new BlockList();
for (const [network, bits] of [["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["172.16.0.0", 12], ["192.168.0.0", 16], ["198.18.0.0", 15]] as const) own.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [["::", 128], ["::1", 128], ["fc00::", 7], ["64:ff9b::", 96]] as const) own.addSubnet(network, bits, "ipv6");

/** The reach of an IP address; that of IPv4 written as IPv6 is that of the IPv4 address. */
export function reachOf(address: string): Reach {
  if (isLinkLocal(address)) return "link-local";
  return own.check(address, isIP(address) === 6 ? "ipv6" : "ipv4") ? "private" : "public";
}

/** A name, or an address, leads to where a request must not go. */
export class RefusedReach extends Error {
  readonly reach: Reach;
  constructor(reach: Reach) {
    super(reach);
    this.reach = reach;
  }
}

export interface Guard {
  readonly reachOf: (address: string) => Reach;
  /** Only public addresses, as behind a redirect of a public server. */
  readonly publicOnly: boolean;
}

const isRefused = (reach: Reach, { publicOnly }: Guard): boolean => reach === "link-local" || (publicOnly && reach !== "public");

/** Throws where a host is written as an address that must not be called: such a host is not looked up. */
export function guardHost(hostname: string, guard: Guard): void {
  const address = hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) === 0) return;
  const reach = guard.reachOf(address);
  if (isRefused(reach, guard)) throw new RefusedReach(reach);
}

/** Looks names up at the moment of connecting, and refuses those that lead to where a request must not go: a name may lead somewhere else than a minute ago. */
export const guardedLookup = (guard: Guard): LookupFunction => (hostname, options, callback) =>
  lookup(hostname, { all: true }, (error, addresses: readonly LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error || !first) return callback(error ?? new Error("no address"), "", 0);
    const refused = addresses.map(({ address }) => guard.reachOf(address)).find((reach) => isRefused(reach, guard));
    if (refused !== undefined) return callback(new RefusedReach(refused), "", 0);
    if (options.all) return callback(null, [...addresses]);
    callback(null, first.address, first.family);
  });

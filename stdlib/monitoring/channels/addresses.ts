import { lookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
// Where one cloud answers the same requests over IPv6.
linkLocal.addAddress("fd00:ec2::254", "ipv6");

/** Whether a host is a link-local IP address (also one of IPv4 written as IPv6): there clouds hand out credentials. Names are not looked up here. */
export function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  const family = isIP(address);
  return family !== 0 && linkLocal.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** A name leads to an address that is not called. */
export class RefusedAddress extends Error {}

type Resolve = (hostname: string, done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void) => void;

const resolveAll: Resolve = (hostname, done) => lookup(hostname, { all: true }, done);

/** Looks names up for a connection, and refuses those with a link-local address. At the moment of connecting: a name may lead somewhere else than a minute ago. */
export const lookupWith = (resolve: Resolve): LookupFunction => (hostname, options, callback) =>
  resolve(hostname, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first) return callback(error ?? new Error("no address"), "", 0);
    if (addresses.some(({ address }) => isLinkLocal(address))) return callback(new RefusedAddress(), "", 0);
    if (options.all) return callback(null, [...addresses]);
    callback(null, first.address, first.family);
  });

export const guardedLookup = lookupWith(resolveAll);

import { BlockList, isIP } from "node:net";

const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
// Where one cloud answers the same requests over IPv6.
linkLocal.addAddress("fd00:ec2::254", "ipv6");

/** Whether a host is a link-local IP address (also one of IPv4 written as IPv6): there clouds hand out credentials. Names are not looked up. */
export function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  const family = isIP(address);
  return family !== 0 && linkLocal.check(address, family === 4 ? "ipv4" : "ipv6");
}

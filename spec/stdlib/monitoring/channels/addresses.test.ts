import type { LookupAddress } from "node:dns";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isLinkLocal, lookupWith, RefusedAddress } from "../../../../stdlib/monitoring/channels/addresses.ts";

const looked = (answers: readonly LookupAddress[], all: boolean) =>
  new Promise<unknown>((resolve) => lookupWith((_name, done) => done(null, answers))("hooks.example.org", { all }, (error, address) => resolve(error ?? address)));

test("link-local addresses are known in both families", () => {
  for (const address of ["169.254.169.254", "169.254.0.1", "fe80::1", "[fe80::1]", "::ffff:169.254.1.1", "fd00:ec2::254"]) assert.ok(isLinkLocal(address), address);
  for (const address of ["127.0.0.1", "169.255.0.1", "10.0.0.1", "::1", "169.254.169.254.example.org"]) assert.not.ok(isLinkLocal(address), address);
});

test("a name is refused when any of its addresses is link-local", async () => {
  const fine = { address: "192.0.2.1", family: 4 };
  for (const all of [true, false]) {
    assert.instance(await looked([fine, { address: "169.254.169.254", family: 4 }], all), RefusedAddress);
    assert.instance(await looked([], all), Error);
  }
  assert.is(await looked([fine], false), "192.0.2.1");
  assert.equal(await looked([fine], true), [fine]);
});

test.run();

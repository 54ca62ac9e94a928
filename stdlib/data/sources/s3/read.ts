import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { formatsMixed } from "../../../../language/diagnostics/registry/data-sources.ts";
import type { Host } from "../../../../runtime/node.ts";
import { digestOfText } from "../../../../runtime/store/objects.ts";
import { formatOf, type FileFormat } from "../../files/formats.ts";
import { localFile, type LocalFile } from "../../files/located.ts";
import type { Address } from "../address.ts";
import { download, usualLimit } from "../http/download.ts";
import type { Surroundings } from "../http/request.ts";
import type { LocatedSource, SourceArgs } from "../locate-source.ts";
import { openBucket, keyUrl, refuse, signed, type Bucket } from "./bucket.ts";
import { isPattern, listKeys, type Listed } from "./list.ts";

export type BucketAddress = Extract<Address, { readonly kind: "bucket" }>;

/** The objects that an address names, brought here; within a run the bucket is asked once. `around` is for tests. */
export function readBucket(address: BucketAddress, args: SourceArgs, host: Host, around?: Surroundings): Promise<LocatedSource> {
  return host.once(`s3 ${JSON.stringify([address.shown, args.format, args.max_size])}`, async () => {
    const bucket = openBucket(address.bucket, address.shown, host, around);
    const [first, ...others] = isPattern(address.key) ? await listKeys(bucket, address.key) : ([{ key: address.key, etag: undefined }] as const);
    const format = args.format ?? formatOf(first.key);
    const other = args.format === undefined ? others.find(({ key }) => formatOf(key) !== format) : undefined;
    if (other) fail(formatsMixed, { source: address.shown, first: first.key, second: other.key });
    let left = args.max_size ?? usualLimit;
    const fetch = async (listed: Pick<Listed, "key"> & { readonly etag: string | undefined }) => {
      const found = await fetchKey(bucket, listed, format, left, host);
      left -= found.bytes;
      return found;
    };
    const one = await fetch(first);
    const files: [Fetched, ...Fetched[]] = [one];
    for (const listed of others) files.push(await fetch(listed));
    const identity = files.length === 1 ? one.sha256 : digestOfText(JSON.stringify(files.map(({ local, sha256 }) => [local.path, sha256])));
    return { located: { path: address.shown, format, files: [one.local, ...files.slice(1).map(({ local }) => local)] }, identity };
  });
}

interface Fetched {
  readonly local: LocalFile;
  readonly sha256: string;
  readonly bytes: number;
}

async function fetchKey(bucket: Bucket, { key, etag }: { readonly key: string; readonly etag: string | undefined }, format: FileFormat, limit: number, host: Host): Promise<Fetched> {
  const url = keyUrl(bucket, key);
  const shown = `s3://${bucket.name}/${key}`;
  const { file, sha256, bytes } = await download(
    {
      key: digestOfText(JSON.stringify([url.href, bucket.keys?.accessKeyId])),
      url,
      shown,
      headers: await signed(bucket, { method: "GET", url, shown }),
      redirects: 0,
      limit,
      formatOf: () => format,
      refuse: (answer) => refuse(bucket, shown, answer),
      ...(etag !== undefined && etag !== "" && { version: etag }),
    },
    host,
    bucket.around,
  );
  return { local: await localFile(shown, file), sha256, bytes };
}

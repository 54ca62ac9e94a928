import type { IncomingMessage } from "node:http";
import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { addressWrong, sourceAway, sourceRefused } from "../../../../language/diagnostics/registry/data-sources.ts";
import type { Host } from "../../../../runtime/node.ts";
import { ask, usual, type Asked, type Surroundings } from "../http/request.ts";

/** A bucket at its endpoint, and who asks. */
export interface Bucket {
  readonly name: string;
  readonly shown: string;
  /** With the bucket in it: an address of a key is one segment longer, and more. */
  readonly base: URL;
  readonly region: string;
  readonly keys: Keys | undefined;
  readonly around: Surroundings;
  readonly signal: AbortSignal | undefined;
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The bucket's endpoint, region and keys by the variables that AWS's own tools read; without keys it is asked as anybody. Throws a diagnostic. */
export function openBucket(name: string, shown: string, host: Host, around: Surroundings = usual): Bucket {
  if (host.offline) fail(sourceAway, { source: shown, why: "an editor asks nothing of the network" });
  const region = host.variable("AWS_REGION") ?? host.variable("AWS_DEFAULT_REGION") ?? "us-east-1";
  const endpoint = host.variable("AWS_ENDPOINT_URL_S3") ?? host.variable("AWS_ENDPOINT_URL");
  return { name, shown, base: baseOf(name, region, endpoint, shown), region, keys: keysFrom(host), around, signal: host.signal };
}

function keysFrom(host: Host): Keys | undefined {
  const accessKeyId = host.variable("AWS_ACCESS_KEY_ID");
  if (accessKeyId === undefined) return undefined;
  const secret = (name: string) => host.reveal({ describe: "env", version: 1, args: { name } });
  return { accessKeyId, secretAccessKey: secret("AWS_SECRET_ACCESS_KEY"), ...(host.variable("AWS_SESSION_TOKEN") !== undefined && { sessionToken: secret("AWS_SESSION_TOKEN") }) };
}

/** At Amazon's the bucket is a part of the host's name, where it can be; anywhere else it is the beginning of the path. */
function baseOf(bucket: string, region: string, endpoint: string | undefined, shown: string): URL {
  if (endpoint === undefined) return new URL(bucket.includes(".") ? `https://s3.${region}.amazonaws.com/${bucket}/` : `https://${bucket}.s3.${region}.amazonaws.com/`);
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return fail(addressWrong, { source: shown, why: "`AWS_ENDPOINT_URL` is no address", form: "AWS_ENDPOINT_URL=https://storage.example.org" });
  return new URL(`${url.origin}${url.pathname.replace(/\/*$/, "/")}${bucket}/`);
}

/** The address of a key; every character but the slash and the unreserved ones is escaped, as the signature demands it. */
export function keyUrl(bucket: Bucket, key: string, query: Readonly<Record<string, string>> = {}): URL {
  const escaped = key.split("/").map(escape).join("/");
  const search = Object.entries(query).map(([name, value]) => `${escape(name)}=${escape(value)}`).join("&");
  return new URL(`${bucket.base.href}${escaped}${search === "" ? "" : `?${search}`}`);
}

const escape = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

export interface BucketRequest {
  readonly method: Asked["method"];
  readonly url: URL;
  readonly shown: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Asked["body"];
  /** The body's SHA-256, which is signed. */
  readonly sha256?: string;
}

const nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The headers of a signed request; without keys, of an unsigned one. */
export async function signed(bucket: Bucket, { method, url, headers = {}, sha256 = nothing }: BucketRequest): Promise<Readonly<Record<string, string>>> {
  if (!bucket.keys) return headers;
  const { AwsV4Signer } = await import("aws4fetch");
  const signer = new AwsV4Signer({ ...bucket.keys, method, url: url.href, headers: { ...headers, "x-amz-content-sha256": sha256 }, service: "s3", region: bucket.region });
  const made: Record<string, string> = {};
  (await signer.sign()).headers.forEach((value, name) => void (made[name] = value));
  // The connection says it itself.
  delete made["host"];
  return made;
}

/** Asks a bucket, signed; refusals are told with the server's own code. No redirect is followed: it would be signed for another host. */
export async function askBucket<Result>(bucket: Bucket, request: BucketRequest, take: (answer: IncomingMessage) => Promise<Result>): Promise<Result> {
  const { method, url, shown, body } = request;
  const asked: Asked = { method, url, shown, headers: await signed(bucket, request), ...(body && { body }), redirects: 0, signal: bucket.signal };
  return ask(asked, bucket.around, async (answer) => ((answer.statusCode ?? 0) < 300 ? take(answer) : refuse(bucket, shown, answer)));
}

/** Tells why a bucket refuses: by the code in its answer, and by the region where it is another. */
export async function refuse(bucket: Bucket, shown: string, answer: IncomingMessage): Promise<never> {
  const status = answer.statusCode ?? 0;
  const region = answer.headers["x-amz-bucket-region"];
  if (typeof region === "string" && region !== bucket.region) return fail(sourceRefused, { source: shown, status, why: `the bucket is in the region \`${region}\`: set \`AWS_REGION\`` });
  const code = /<Code>([\w.]{1,80})<\/Code>/.exec(await textOf(answer, 100_000))?.[1];
  const keys = bucket.keys ? "" : "; `AWS_ACCESS_KEY_ID` is not set, so it was asked as anybody";
  return fail(sourceRefused, { source: shown, status, why: `${code ?? answer.statusMessage ?? "no reason"}${status === 403 ? keys : ""}` });
}

/** The text of a small answer; what is beyond the limit is left out. */
export async function textOf(answer: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > limit) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

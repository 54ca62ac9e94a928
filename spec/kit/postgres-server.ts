import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface PostgresServer {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Runs statements as the owner of the server. */
  sql(statements: string): Promise<void>;
  stop(): Promise<void>;
}

/** The folder with PostgreSQL's own programs; on Debian they are not in the path. */
async function programs(): Promise<string | undefined> {
  const inDebian = (await readdir("/usr/lib/postgresql").catch(() => [])).sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`);
  const folders = [...inDebian, ...(process.env["PATH"] ?? "").split(":")];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/** Starts a real server with a database of its own, that wants a password; `undefined` where PostgreSQL is not installed. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const bin = await programs();
  if (bin === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "mlp-postgres-"));
  const data = join(folder, "data");
  // It refuses to run as the superuser.
  const as = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  await mkdir(data);
  await writeFile(join(folder, "password"), "c0rrect-horse\n");
  for (const path of [folder, data, join(folder, "password")]) if (as.uid !== undefined) await chown(path, as.uid, as.gid);
  await chmod(data, 0o700);
  await run(join(bin, "initdb"), ["-D", data, "-U", "owner", "--auth=scram-sha-256", `--pwfile=${join(folder, "password")}`, "-E", "UTF8", "--no-locale", "--no-sync"], { ...as, cwd: folder });
  const port = await freePort();
  const server = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"], { ...as, cwd: folder, stdio: "ignore" });
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  const { default: pg } = await import("pg");
  const connect = async () => {
    const client = new pg.Client({ host: "127.0.0.1", port, user: "owner", password: "c0rrect-horse", database: "postgres", ssl: false });
    client.on("error", () => {});
    await client.connect();
    return client;
  };
  const sql = async (statements: string) => {
    const client = await connect();
    try {
      await client.query(statements);
    } finally {
      await client.end();
    }
  };
  const stop = async () => {
    server.kill("SIGQUIT");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let left = 100; ; left--) {
    if (await sql("SELECT 1").then(() => true, () => false)) return { port, user: "owner", password: "c0rrect-horse", sql, stop };
    if (left === 0 || server.exitCode !== null) throw new Error("PostgreSQL did not start");
    await sleep(100);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((ready) => probe.listen(0, "127.0.0.1", ready));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}

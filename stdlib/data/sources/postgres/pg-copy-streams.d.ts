declare module "pg-copy-streams" {
  import type { Submittable } from "pg";
  import type { Readable } from "node:stream";
  const streams: { to(sql: string): Readable & Submittable };
  export default streams;
}

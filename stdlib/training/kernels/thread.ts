import { workerData } from "node:worker_threads";
import { helpOut } from "./jobs.ts";
import { jobsOf, type Shared } from "./module.ts";

/** The entry of a thread that helps a kernel: it holds the same memory, and waits for jobs. */
const { module, memory, control, thread } = workerData as Shared & { readonly thread: number };
helpOut(control, [...jobsOf(module, memory).values()], thread);

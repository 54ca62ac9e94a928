import { workerData } from "node:worker_threads";
import { helpOut, jobsOf, type Shared } from "./jobs.ts";

/** The entry of a thread that helps a kernel: it holds the same memory, and waits for jobs. */
const { module, memory, control, thread } = workerData as Shared & { readonly thread: number };
helpOut(control, [...jobsOf(module, memory).values()], thread);

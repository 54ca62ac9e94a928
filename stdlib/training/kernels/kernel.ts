import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { tooLargeToTrain } from "../../../language/diagnostics/registry/training.ts";
import { neverStop, type StopSignal } from "../../../runtime/stop.ts";
import { controlBytes, jobsOf, shareOut, type Job, type Shared } from "./jobs.ts";
import { kernelModule, threadScript } from "./module.ts";

const page = 65_536;
const mostPages = 65_536;
/** The first page holds the code's own constants. */
const firstFree = page;
/** More threads than this gain little: the memory is busy by then. */
const mostThreads = 16;
/** Milliseconds of shared work after which helpers are worth their start. */
const worthHelpers = 15;
const mostArgs = 32;

export interface KernelOptions {
  /** How many threads may work. Default: one a core. */
  readonly threads?: number | undefined;
  /** Asked before each job. */
  readonly stop?: StopSignal | undefined;
}

/** Memories of closed kernels: the next ones take them, because what a memory holds returns to the system only with the garbage, whenever that is. */
const spare: WebAssembly.Memory[] = [];
const mostSpare = 2;
const sizeOf = (memory: WebAssembly.Memory): number => memory.buffer.byteLength;

/** Code in WebAssembly over a memory, which its threads share. Values are given by their address in it. Whoever opens a kernel closes it. */
export class Kernel {
  /** Threads that may work, this one among them: jobs get a number below it, for scratch space of a thread's own. */
  readonly threads: number;
  private readonly shared: Shared;
  private readonly places: ReadonlyMap<string, number>;
  private readonly jobs: readonly Job[];
  private readonly args: number;
  private readonly helpers: Worker[] = [];
  private readonly stop: StopSignal;
  private end: number;
  private worked = 0;

  constructor({ threads = availableParallelism(), stop = neverStop }: KernelOptions = {}) {
    this.stop = stop;
    this.threads = Math.max(1, Math.min(threads, mostThreads));
    const module = kernelModule();
    const memory = spare.pop() ?? new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
    const jobs = jobsOf(module, memory);
    this.places = new Map([...jobs.keys()].map((name, index) => [name, index]));
    this.jobs = [...jobs.values()];
    this.shared = { module, memory, control: new Int32Array(new SharedArrayBuffer(controlBytes)) };
    this.end = firstFree;
    this.args = this.allocate(8 * mostArgs);
  }

  /** The address of so many new bytes, all 0, on a border of cache lines. Throws a diagnostic where the memory's 4 GB do not hold them. */
  allocate(bytes: number): number {
    const at = this.end;
    this.end += Math.ceil(bytes / 64) * 64;
    if (this.end > mostPages * page) fail(tooLargeToTrain, { gigabytes: this.end / 2 ** 30 });
    const { memory } = this.shared;
    const missing = Math.ceil(this.end / page) - sizeOf(memory) / page;
    const used = Math.min(this.end, sizeOf(memory)) - at;
    if (missing > 0) memory.grow(missing);
    if (used > 0) this.bytes(at, used).fill(0);
    return at;
  }

  floats(at: number, length: number): Float64Array {
    return new Float64Array(this.shared.memory.buffer, at, length);
  }

  ints(at: number, length: number): Int32Array {
    return new Int32Array(this.shared.memory.buffer, at, length);
  }

  shorts(at: number, length: number): Uint16Array {
    return new Uint16Array(this.shared.memory.buffer, at, length);
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.shared.memory.buffer, at, length);
  }

  /** Runs a job's tasks, in any order and on any threads. Its arguments are numbers and addresses, which it finds in the order given. */
  run(job: string, tasks: number, ...args: readonly number[]): void {
    const place = this.place(job, args);
    if (tasks === 1 || this.threads === 1) {
      for (let task = 0; task < tasks; task++) this.jobs[place]!(task, this.args, 0);
      return;
    }
    const began = performance.now();
    shareOut(this.shared.control, this.jobs, place, tasks, this.args, () => {
      if (this.helpers.length === 0 && this.worked + performance.now() - began > worthHelpers) this.start();
    });
    this.worked += performance.now() - began;
  }

  /** The same on this thread alone: for work that is done before another thread would wake. */
  runAlone(job: string, tasks: number, ...args: readonly number[]): void {
    const place = this.place(job, args);
    for (let task = 0; task < tasks; task++) this.jobs[place]!(task, this.args, 0);
  }

  /** Ends the helpers, and lets the memory go. The kernel cannot be used after it. */
  close(): void {
    for (const helper of this.helpers) void helper.terminate();
    spare.push(this.shared.memory);
    spare.sort((a, b) => sizeOf(a) - sizeOf(b)).splice(0, spare.length - mostSpare);
  }

  private place(job: string, args: readonly number[]): number {
    this.stop.check();
    this.floats(this.args, mostArgs).set(args);
    const place = this.places.get(job);
    if (place === undefined) throw new Error(`the kernels have no job \`${job}\``);
    return place;
  }

  private start(): void {
    for (let thread = 1; thread < this.threads; thread++) {
      const helper = new Worker(threadScript(), { eval: true, workerData: { ...this.shared, thread }, execArgv: [], stdin: false });
      // A helper that cannot start is one that does not help: the others take its tasks.
      helper.on("error", () => {});
      helper.unref();
      this.helpers.push(helper);
    }
  }
}

/**
 * How the threads of a kernel share the tasks of a job. A job is an exported function of the kernels' module, called once a task: which thread
 * takes which task is chance, so a job writes what it computes of a task to places of that task's own.
 */
export type Job = (task: number, args: number, thread: number) => void;

/** What all threads of a kernel hold. */
export interface Shared {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
}

/** The jobs of an instance over this memory, by name, in the order of the module's exports. */
export function jobsOf(module: WebAssembly.Module, memory: WebAssembly.Memory): ReadonlyMap<string, Job> {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return new Map(Object.entries(exports).flatMap(([name, entry]) => (typeof entry === "function" ? [[name, entry as Job] as const] : [])));
}

/** Places in the control block, an Int32Array in shared memory. */
const place = { generation: 0, open: 1, active: 2, next: 3, count: 4, job: 5, args: 6, failed: 7 } as const;
export const controlBytes = 32;

/** Looks before sleeping: most jobs follow each other within microseconds, and waking a thread takes longer than that. */
const looks = 2_000;

/** Runs all tasks of a job with whatever threads are there to help, and returns when all are done. `between` is called between the tasks of this thread. */
export function shareOut(control: Int32Array, jobs: readonly Job[], job: number, tasks: number, args: number, between: () => void): void {
  Atomics.store(control, place.job, job);
  Atomics.store(control, place.args, args);
  Atomics.store(control, place.count, tasks);
  Atomics.store(control, place.next, 0);
  Atomics.store(control, place.open, 1);
  Atomics.add(control, place.generation, 1);
  Atomics.notify(control, place.generation);
  try {
    takeTasks(control, jobs, 0, between);
  } finally {
    // A helper that comes from now on finds the job closed; those at work are waited for.
    Atomics.store(control, place.open, 0);
    for (let active = Atomics.load(control, place.active), look = 0; active !== 0; active = Atomics.load(control, place.active)) {
      if (look++ > looks) Atomics.wait(control, place.active, active);
    }
  }
  if (Atomics.load(control, place.failed) !== 0) throw new Error("a thread of the kernels failed");
}

/** The life of a helping thread: takes part in one job after the other, until its process ends it. */
export function helpOut(control: Int32Array, jobs: readonly Job[], thread: number): never {
  for (let seen = 0; ; ) {
    for (let look = 0; look < looks && Atomics.load(control, place.generation) === seen; look++);
    Atomics.wait(control, place.generation, seen);
    seen = Atomics.load(control, place.generation);
    Atomics.add(control, place.active, 1);
    try {
      if (Atomics.load(control, place.open) === 1) takeTasks(control, jobs, thread, () => {});
    } catch {
      Atomics.store(control, place.failed, 1);
    }
    Atomics.sub(control, place.active, 1);
    Atomics.notify(control, place.active);
  }
}

function takeTasks(control: Int32Array, jobs: readonly Job[], thread: number, between: () => void): void {
  const job = jobs[Atomics.load(control, place.job)]!;
  const args = Atomics.load(control, place.args);
  const count = Atomics.load(control, place.count);
  for (let task = Atomics.add(control, place.next, 1); task < count; task = Atomics.add(control, place.next, 1)) {
    job(task, args, thread);
    between();
  }
}

// A job's arguments: numbers, one after the other.

// @ts-ignore: decorator
@inline
export function argument(args: usize, place: i32): f64 {
  return load<f64>(args + (<usize>place << 3));
}

// @ts-ignore: decorator
@inline
export function count(args: usize, place: i32): u32 {
  return <u32>argument(args, place);
}

// @ts-ignore: decorator
@inline
export function address(args: usize, place: i32): usize {
  return <usize>argument(args, place);
}

/** Where a task's part of so many things begins: the parts of all tasks are about equal. */
// @ts-ignore: decorator
@inline
export function firstOf(task: i32, tasks: u32, all: u32): u32 {
  return <u32>((<u64>task * all) / tasks);
}

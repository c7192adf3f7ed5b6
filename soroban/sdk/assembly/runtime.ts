// Replaces AssemblyScript's stub runtime, which needs a start function that Soroban refuses. A contract instance lives
// for one call, so nothing is ever freed. The compiler marks every exported function of this file as a global.

let top: usize = 0;

// No place is given out twice, so that what is given out is zero: the compiler relies on it (back/fresh-memory.ts).
export function __alloc(size: usize): usize {
  const start = top ? top : (__heap_base + 7) & ~7;
  const end = (start + size + 7) & ~7;
  if (end < start) unreachable();
  const have = (<usize>memory.size()) << 16;
  if (end > have && memory.grow(<i32>((end - have + 0xffff) >>> 16)) < 0) unreachable();
  top = end;
  return start;
}

export function __realloc(pointer: usize, size: usize): usize {
  const moved = __alloc(size);
  memory.copy(moved, pointer, size);
  return moved;
}

export function __free(_pointer: usize): void {}

// Objects carry an 8-byte header: class id, size.
export function __new(size: usize, id: u32): usize {
  const start = __alloc(size + 8);
  store<u32>(start, id);
  store<u32>(start, <u32>size, 4);
  return start + 8;
}

export function __renew(pointer: usize, size: usize): usize {
  const moved = __new(size, load<u32>(pointer - 8));
  memory.copy(moved, pointer, min<usize>(size, load<u32>(pointer - 4)));
  return moved;
}

export function __link(_parent: usize, _child: usize, _many: bool): void {}

export function __pin(pointer: usize): usize {
  return pointer;
}

export function __unpin(_pointer: usize): void {}

export function __visit(_pointer: usize, _cookie: u32): void {}

export function __collect(): void {}

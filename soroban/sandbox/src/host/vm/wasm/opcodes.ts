/**
 * The instructions the network allows: WebAssembly 1 without floats, with sign extension, bulk memory and mutable
 * globals. `immediates` counts the LEB128 numbers that follow; `fuel` is soroban-wasmi's cost class.
 */
export type PlainInstruction = { readonly immediates: number; readonly fuel: number };

/** Fuel of soroban-wasmi 0.31 as the network calibrated it. */
export const FUEL = { base: 1, entity: 3, load: 2, store: 1, call: 67, localsPerBase: 8 } as const;
/** Bytes copied or filled, and bytes of memory grown, that one unit of fuel pays for. */
export const BYTES_PER_FUEL = 64;

export const OP = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eq: 0x46,
  i32LtU: 0x49,
  i32GtU: 0x4b,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivU: 0x6e,
  bulk: 0xfc,
} as const;

/** Second byte of the bulk memory instructions: how many immediates, and whether the last operand is a byte count. */
export const BULK: Readonly<Record<number, { immediates: number; copiesBytes: boolean; changesSegments: boolean }>> = {
  8: { immediates: 2, copiesBytes: true, changesSegments: true },
  9: { immediates: 1, copiesBytes: false, changesSegments: true },
  10: { immediates: 2, copiesBytes: true, changesSegments: false },
  11: { immediates: 1, copiesBytes: true, changesSegments: false },
  12: { immediates: 2, copiesBytes: false, changesSegments: true },
  13: { immediates: 1, copiesBytes: false, changesSegments: true },
  14: { immediates: 2, copiesBytes: false, changesSegments: true },
};

const plain: (PlainInstruction | undefined)[] = new Array(256).fill(undefined);
function define(first: number, last: number, immediates: number, fuel: number): void {
  for (let opcode = first; opcode <= last; opcode++) plain[opcode] = { immediates, fuel };
}
define(0x1a, 0x1b, 0, FUEL.base); // drop, select
define(0x20, 0x22, 1, FUEL.base); // locals
define(0x28, 0x29, 2, FUEL.load); // i32.load, i64.load
define(0x2c, 0x35, 2, FUEL.load); // narrow loads
define(0x36, 0x37, 2, FUEL.store); // i32.store, i64.store
define(0x3a, 0x3e, 2, FUEL.store); // narrow stores
define(0x3f, 0x3f, 1, FUEL.entity); // memory.size
define(0x41, 0x42, 1, FUEL.base); // constants
define(0x45, 0x5a, 0, FUEL.base); // integer comparisons
define(0x67, 0x8a, 0, FUEL.base); // integer arithmetic
define(0xa7, 0xa7, 0, FUEL.base); // i32.wrap_i64
define(0xac, 0xad, 0, FUEL.base); // i64.extend_i32
define(0xc0, 0xc4, 0, FUEL.base); // sign extension

/** Instructions that neither branch nor touch globals, by opcode; undefined for what is not allowed or not plain. */
export const PLAIN: readonly (PlainInstruction | undefined)[] = plain;

import { leb, signedLeb, WasmReader, WasmWriter } from './leb.ts';
import type { LineHits } from './line-hits.ts';
import { WasmFormatError } from './module-shape.ts';
import { BULK, BYTES_PER_FUEL, FUEL, OP, PLAIN } from './opcodes.ts';

/**
 * Rewrites a function body so that it pays for itself: soroban-wasmi charges fuel at the start of the function, of each
 * loop and of each branch of an `if`, for all instructions up to where another charge begins. The same sums are taken
 * here from a global, at the same places; a body that cannot pay sets the global to all ones and traps.
 */
export type BodyContext = {
  readonly wasm: Uint8Array;
  readonly parameters: number;
  /** Index of the fuel global. It is imported, so every global of the module moves up by one, and by those that count. */
  readonly fuelGlobal: number;
  /** Counted by globals that are imported after it. */
  readonly hits?: LineHits | undefined;
};

export type MeteredBody = {
  readonly body: Uint8Array;
  readonly instructions: number;
  /** Of all branch tables, without their defaults. */
  readonly branchTargets: number;
  readonly keepsSegments: boolean;
  /** Where in the Wasm a byte of this body was, or what it was put before. */
  originalOf(offset: number): number;
};

/** A place that charges for the instructions following it. */
type Charge = { readonly at: number; cost: number };
type Edit = { readonly at: number; readonly skip: number; readonly code: readonly number[] };
type Block = { charge: Charge; readonly reachable: boolean };

const VOID_BLOCK = 0x40;
const PAGE = 65_536;

export function meterBody(context: BodyContext, start: number, end: number): MeteredBody {
  const reader = new WasmReader(context.wasm, start, end);
  const groups = reader.u32();
  const groupsStart = reader.at;
  let locals = context.parameters;
  for (let i = 0; i < groups; i++) {
    locals += reader.u32();
    integerType(reader.byte());
  }
  const codeStart = reader.at;
  const scan = scanCode(reader, {
    ...context,
    scratch: locals,
    entry: { at: codeStart, cost: FUEL.base + Math.floor(locals / FUEL.localsPerBase) },
  });

  const writer = new WasmWriter(end - start + 512);
  writer
    .number(groups + 1)
    .append(context.wasm.subarray(groupsStart, codeStart))
    .append([2, 0x7f]);
  const charges = scan.charges.map((c): Edit => ({ at: c.at, skip: 0, code: chargeCode(context.fuelGlobal, c.cost) }));
  const edits = [...charges, ...scan.edits].sort((a, b) => a.at - b.at || a.skip - b.skip);
  let at = codeStart;
  for (const edit of edits) {
    writer.append(context.wasm.subarray(at, edit.at)).append(edit.code);
    at = edit.at + edit.skip;
  }
  writer.append(context.wasm.subarray(at, end));
  const body = writer.view();
  const copied = end - codeStart + edits.reduce((sum, { code, skip }) => sum + code.length - skip, 0);
  return {
    body,
    instructions: scan.instructions,
    branchTargets: scan.branchTargets,
    keepsSegments: scan.keepsSegments,
    originalOf: (offset) => originalOffset(offset, body.length - copied, codeStart, edits),
  };
}

function originalOffset(offset: number, head: number, codeStart: number, edits: readonly Edit[]): number {
  let [written, at] = [head, codeStart];
  for (const edit of edits) {
    const kept = written + edit.at - at;
    if (offset < kept) break;
    if (offset < kept + edit.code.length) return edit.at;
    [written, at] = [kept + edit.code.length, edit.at + edit.skip];
  }
  return at + offset - written;
}

type ScanContext = BodyContext & { readonly scratch: number; readonly entry: Charge };

class Scan {
  readonly charges: Charge[];
  readonly edits: Edit[] = [];
  readonly blocks: Block[];
  reachable = true;
  instructions = 0;
  branchTargets = 0;
  keepsSegments = true;

  constructor(entry: Charge) {
    this.charges = [entry];
    this.blocks = [{ charge: entry, reachable: true }];
  }

  get block(): Block {
    return this.blocks[this.blocks.length - 1]!;
  }

  /** What the block stands in. */
  get outer(): Block {
    return this.blocks[this.blocks.length - 2]!;
  }

  pay(cost: number): void {
    if (this.reachable) this.block.charge.cost += cost;
  }

  /** Instructions after this one are never run, and cost nothing. */
  leave(): void {
    this.pay(FUEL.base);
    this.reachable = false;
  }

  /** A new place to charge, or the enclosing one where nothing is reached. */
  chargeAt(at: number): Charge {
    if (!this.reachable) return this.block.charge;
    const charge = { at, cost: FUEL.base };
    this.charges.push(charge);
    return charge;
  }
}

function scanCode(reader: WasmReader, context: ScanContext): Scan {
  const scan = new Scan(context.entry);
  while (!reader.done) {
    const at = reader.at;
    if (context.hits !== undefined) countHit(scan, context, at);
    const opcode = reader.byte();
    scan.instructions += 1;
    const plain = PLAIN[opcode];
    if (plain !== undefined) {
      for (let i = 0; i < plain.immediates; i++) reader.skipNumber();
      scan.pay(plain.fuel);
    } else if (!scanControl(scan, reader, opcode)) {
      scanSpecial(scan, reader, context, opcode, at);
    }
  }
  return scan;
}

/** `hit += 1`, for which nobody pays. */
function countHit(scan: Scan, { fuelGlobal, hits }: ScanContext, at: number): void {
  const counter = hits?.counterAt(at);
  if (counter === undefined) return;
  const global = leb(fuelGlobal + 1 + counter);
  scan.edits.push({ at, skip: 0, code: [OP.globalGet, ...global, OP.i32Const, 1, OP.i32Add, OP.globalSet, ...global] });
}

function scanControl(scan: Scan, reader: WasmReader, opcode: number): boolean {
  switch (opcode) {
    case OP.nop:
      return true;
    case OP.unreachable:
    case OP.return:
      scan.leave();
      return true;
    case OP.block:
      blockType(reader.byte());
      scan.blocks.push({ charge: scan.block.charge, reachable: scan.reachable });
      return true;
    case OP.loop:
      blockType(reader.byte());
      scan.blocks.push({ charge: scan.chargeAt(reader.at), reachable: scan.reachable });
      return true;
    case OP.if:
      blockType(reader.byte());
      scan.pay(FUEL.base);
      scan.blocks.push({ charge: scan.chargeAt(reader.at), reachable: scan.reachable });
      return true;
    case OP.else: {
      const block = scan.block;
      if (!block.reachable) return true;
      // The jump over this branch is paid for where the `if` stands, whichever branch is taken.
      if (scan.reachable) scan.outer.charge.cost += FUEL.base;
      scan.reachable = true;
      block.charge = scan.chargeAt(reader.at);
      return true;
    }
    case OP.end:
      if (scan.blocks.length === 1) scan.pay(FUEL.base);
      else scan.reachable = scan.block.reachable;
      scan.blocks.pop();
      return true;
    case OP.br:
      reader.skipNumber();
      scan.leave();
      return true;
    case OP.brIf: {
      // One that leaves the function is free.
      const leaves = reader.u32() === scan.blocks.length - 1;
      if (!leaves) scan.pay(FUEL.base);
      return true;
    }
    case OP.brTable: {
      const targets = reader.u32();
      scan.branchTargets += targets;
      for (let i = 0; i <= targets; i++) reader.skipNumber();
      scan.leave();
      return true;
    }
    case OP.call:
      reader.skipNumber();
      scan.pay(FUEL.call);
      return true;
    case OP.callIndirect:
      reader.skipNumber();
      reader.skipNumber();
      scan.pay(FUEL.call);
      return true;
    default:
      return false;
  }
}

function scanSpecial(scan: Scan, reader: WasmReader, context: ScanContext, opcode: number, at: number): void {
  switch (opcode) {
    case OP.globalGet:
    case OP.globalSet: {
      const index = reader.u32();
      scan.edits.push({
        at,
        skip: reader.at - at,
        code: [opcode, ...leb(index + 1 + (context.hits?.counters.length ?? 0))],
      });
      scan.pay(FUEL.entity);
      return;
    }
    case OP.memoryGrow:
      reader.skipNumber();
      scan.pay(FUEL.entity);
      if (scan.reachable) {
        const growth = dynamicCharge(context, [OP.i32Const, ...signedLeb(PAGE / BYTES_PER_FUEL), OP.i32Mul]);
        const code = [...growth, OP.memoryGrow, 0, ...failWhenRefused(context)];
        scan.edits.push({ at, skip: reader.at - at, code });
      }
      return;
    case OP.bulk: {
      const instruction = BULK[reader.u32()];
      if (instruction === undefined) throw new WasmFormatError('floating-point instructions are not supported');
      for (let i = 0; i < instruction.immediates; i++) reader.skipNumber();
      if (instruction.changesSegments) scan.keepsSegments = false;
      scan.pay(FUEL.entity);
      if (scan.reachable && instruction.copiesBytes) {
        const code = dynamicCharge(context, [OP.i32Const, ...signedLeb(BYTES_PER_FUEL), OP.i32DivU]);
        scan.edits.push({ at, skip: 0, code });
      }
      return;
    }
    default:
      throw new WasmFormatError(refusal(opcode));
  }
}

function refusal(opcode: number): string {
  const name = `0x${opcode.toString(16).padStart(2, '0')}`;
  if (opcode >= 0xd0 && opcode <= 0xd2) return `reference types are not supported: instruction ${name}`;
  if (opcode === 0xfd) return `vector instructions are not supported: instruction ${name}`;
  if (opcode >= 0x2a && opcode <= 0xbf) return `floating-point instructions are not supported: instruction ${name}`;
  return `unsupported instruction ${name}`;
}

function integerType(type: number): void {
  if (type === 0x7f || type === 0x7e) return;
  if (type === 0x7d || type === 0x7c) throw new WasmFormatError('floating-point types are not supported');
  throw new WasmFormatError(`unsupported value type 0x${type.toString(16)}`);
}

function blockType(type: number): void {
  if (type !== VOID_BLOCK) integerType(type);
}

/** `if (fuel < cost) { fuel = ~0; unreachable } fuel -= cost` */
function chargeCode(fuelGlobal: number, cost: number): number[] {
  const get = [OP.globalGet, ...leb(fuelGlobal)];
  const set = [OP.globalSet, ...leb(fuelGlobal)];
  const price = [OP.i32Const, ...signedLeb(cost)];
  return [...get, ...price, OP.i32LtU, ...exhausted(set), ...get, ...price, OP.i32Sub, ...set];
}

const exhausted = (set: readonly number[]): number[] => [
  OP.if,
  VOID_BLOCK,
  OP.i32Const,
  0x7f,
  ...set,
  OP.unreachable,
  OP.end,
];

/** Charges what `price` makes of the operand on top of the stack, and leaves the operand there. */
function dynamicCharge(context: ScanContext, price: readonly number[]): number[] {
  const operand = leb(context.scratch);
  const cost = leb(context.scratch + 1);
  const get = [OP.globalGet, ...leb(context.fuelGlobal)];
  const set = [OP.globalSet, ...leb(context.fuelGlobal)];
  return [
    ...[OP.localTee, ...operand, OP.localGet, ...operand, ...price, OP.localTee, ...cost],
    ...[...get, OP.i32GtU, ...exhausted(set)],
    ...[...get, OP.localGet, ...cost, OP.i32Sub, ...set],
  ];
}

/** The network ends a contract whose memory may not grow, where WebAssembly would give it -1. */
function failWhenRefused(context: ScanContext): number[] {
  const result = leb(context.scratch);
  return [
    ...[OP.localTee, ...result, OP.i32Const, 0x7f, OP.i32Eq],
    ...exhausted([OP.globalSet, ...leb(context.fuelGlobal)]),
    ...[OP.localGet, ...result],
  ];
}

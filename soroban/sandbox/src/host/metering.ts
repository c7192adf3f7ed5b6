import type { EntryChange, StoredEntry } from './boundary.ts';
import { Budget } from './budget.ts';
import { encodedLength } from './codec/encoded-length.ts';
import { COST } from './costs.ts';
import type { WireType } from './env/types.ts';
import type { CostInputs } from './module-cache.ts';
import type { HostVal } from './value.ts';

/**
 * What the host charges for, beyond Wasm fuel. The parameters are the network's. The real host charges at hundreds of
 * places; here they are gathered into a few, so that totals come close to the network's without being equal.
 */

const VAL_BYTES = 8;
const ENTRY_BYTES = 16;
const ADDRESS_BYTES = 32;
/** XDR around the value of a contract data entry: its key and the entry's own fields, typically. */
const ENTRY_OVERHEAD_BYTES = 120;
const KEY_BYTES = 80;

const lengthOf = (value: unknown): number => (value as { length: number }).length;

/** Bytes of content of the object that a host function returns, by type of the table. */
export const CONTENT_BYTES: { readonly [T in WireType]?: (value: unknown) => number } = {
  BytesObject: lengthOf,
  StringObject: lengthOf,
  SymbolObject: lengthOf,
  ExecutableTagObject: lengthOf,
  VecObject: (value) => lengthOf(value) * VAL_BYTES,
  MapObject: (value) => lengthOf(value) * ENTRY_BYTES,
  AddressObject: () => ADDRESS_BYTES,
  U64Object: () => 8,
  I64Object: () => 8,
  TimepointObject: () => 8,
  DurationObject: () => 8,
  U128Object: () => 16,
  I128Object: () => 16,
  U256Object: () => 32,
  I256Object: () => 32,
};

/** Comparisons of a binary search among so many keys. */
const searchSteps = (count: number): number => Math.ceil(Math.log2(count + 1)) + 1;

/** Finding a ledger key in the footprint and in the storage map. */
export function chargeStorageAccess(budget: Budget, keys: number): void {
  const steps = 2 * searchSteps(keys);
  budget.charge(steps * (COST.MemCmp.cpu + COST.MemCpy.cpu + Math.floor(KEY_BYTES / 8)), 0);
  budget.allocate(KEY_BYTES);
}

/** Finding a key in a map or vector of the contract. */
export function chargeSearch(budget: Budget, count: number): void {
  budget.charge(searchSteps(count) * (COST.MemCmp.cpu + COST.MemCpy.cpu + 2 * COST.VisitObject.cpu), 0);
}

/** Decoding an entry when it is first read. Code is not decoded: modules are cached. */
export function chargeFirstRead(budget: Budget, stored: StoredEntry): void {
  if (stored.entry.type === 'contractData') {
    budget.spend(COST.ValDeser, encodedLength(stored.entry.value) + ENTRY_OVERHEAD_BYTES);
  } else if (stored.entry.type === 'account' || stored.entry.type === 'trustline') {
    budget.spend(COST.ValDeser, ENTRY_OVERHEAD_BYTES);
  }
}

/** Decoding what the transaction brings: the arguments, and the keys of its footprint. */
export function chargeInputs(budget: Budget, args: readonly HostVal[], footprintKeys: number): void {
  let bytes = ADDRESS_BYTES;
  for (const arg of args) bytes += encodedLength(arg);
  budget.spend(COST.ValDeser, bytes);
  budget.spend(COST.ValDeser, footprintKeys * KEY_BYTES);
  for (let i = 1; i <= footprintKeys; i++) chargeStorageAccess(budget, i);
}

/** Encoding what the invocation leaves: its result, its events, and every entry of the footprint. */
export function chargeOutputs(
  budget: Budget,
  result: HostVal,
  events: readonly { readonly topics: readonly HostVal[]; readonly data: HostVal }[],
  changes: Iterable<EntryChange>,
  footprintKeys: number,
): void {
  budget.spend(COST.ValSer, encodedLength(result));
  for (const { topics, data } of events) {
    budget.spend(
      COST.ValSer,
      topics.reduce((bytes, topic) => bytes + encodedLength(topic), encodedLength(data)),
    );
  }
  for (let i = 0; i < footprintKeys; i++) {
    budget.spend(COST.ValSer, KEY_BYTES);
    budget.spend(COST.ComputeSha256Hash, KEY_BYTES);
  }
  for (const { after } of changes) {
    if (after === undefined) continue;
    const { entry } = after;
    const bytes = entry.type === 'contractCode' ? entry.wasm.length : entryValueBytes(entry);
    budget.spend(COST.ValSer, bytes + ENTRY_OVERHEAD_BYTES);
  }
}

function entryValueBytes(entry: StoredEntry['entry']): number {
  return entry.type === 'contractData' ? encodedLength(entry.value) : 0;
}

/** Pushing a frame: its context, and remembering where to roll back to. */
export function chargeFrame(budget: Budget, storageEntries: number, authTrackers: number): void {
  budget.allocate(512);
  budget.allocate(storageEntries * 24);
  for (let i = 0; i < authTrackers; i++) budget.allocate(48);
}

/** Copying a tree's functions and arguments, and comparing them with the call. */
export function chargeAuthorization(budget: Budget, args: readonly HostVal[]): void {
  budget.allocate(args.length * VAL_BYTES);
  budget.charge((args.length + 2) * (COST.MemCmp.cpu + 2 * COST.VisitObject.cpu), 0);
}

/**
 * What the network's recorded traces show a call of the Stellar Asset Contract to cost, beyond the accesses counted
 * here: the instance is copied into the frame and its storage made into host objects anew for every call.
 */
export function chargeAssetCall(budget: Budget): void {
  budget.charge(28_000, 5200);
}

/** The same for keeping the instance alive, which reads it again. */
export function chargeAssetExtension(budget: Budget): void {
  budget.charge(10_000, 2200);
}

/** Parsing a module; paid by uploads and by calls of code that is not cached. */
export function chargeParsing(budget: Budget, inputs: CostInputs): void {
  budget.spend(COST.ParseWasmInstructions, inputs.instructions);
  budget.spend(COST.ParseWasmFunctions, inputs.functions);
  budget.spend(COST.ParseWasmGlobals, inputs.globals);
  budget.spend(COST.ParseWasmTableEntries, inputs.tableEntries);
  budget.spend(COST.ParseWasmTypes, inputs.types);
  budget.spend(COST.ParseWasmDataSegments, inputs.dataSegments);
  budget.spend(COST.ParseWasmElemSegments, inputs.elementSegments);
  budget.spend(COST.ParseWasmImports, inputs.imports);
  budget.spend(COST.ParseWasmExports, inputs.exports);
  budget.spend(COST.ParseWasmDataSegmentBytes, inputs.dataSegmentBytes);
}

/** Bytes of memory a parsed module takes: what code is rented by, besides its own size. */
export function parsedModuleBytes(inputs: CostInputs): number {
  const budget = new Budget({ instructions: Number.POSITIVE_INFINITY, memoryBytes: Number.POSITIVE_INFINITY });
  chargeParsing(budget, inputs);
  return budget.memoryBytes;
}

/** Instantiating a module for a call. */
export function chargeInstantiation(budget: Budget, inputs: CostInputs): void {
  budget.spend(COST.InstantiateWasmInstructions);
  budget.spend(COST.InstantiateWasmFunctions, inputs.functions);
  budget.spend(COST.InstantiateWasmGlobals, inputs.globals);
  budget.spend(COST.InstantiateWasmTableEntries, inputs.tableEntries);
  budget.spend(COST.InstantiateWasmDataSegments, inputs.dataSegments);
  budget.spend(COST.InstantiateWasmElemSegments, inputs.elementSegments);
  budget.spend(COST.InstantiateWasmImports, inputs.imports);
  budget.spend(COST.InstantiateWasmExports, inputs.exports);
  budget.spend(COST.InstantiateWasmDataSegmentBytes, inputs.dataSegmentBytes);
}

import type { Metered } from '../costs/metered.ts';
import { VAL_BYTES } from '../costs/sizes.ts';
import { HostError } from '../values/error.ts';
import type { HostVal } from '../values/value.ts';
import type { Vm } from './vm.ts';
import { type Handles, loadVal, storeVal } from './words.ts';

/** A running contract as far as its memory goes: bytes, and values that are handles to its objects. */
export type Guest = Metered & { readonly frame: Handles & { readonly vm: Vm | undefined } };

/** Linear memory of the running contract, checked: every access is inside it or fails. */
const U32_END = 2 ** 32;

export function currentVm(host: Guest): Vm {
  const { vm } = host.frame;
  if (vm === undefined) {
    throw new HostError('WasmVm', 'InternalError', 'attempt to access guest bytes in non-VM frame');
  }
  return vm;
}

const outOfBounds = (): HostError =>
  new HostError('WasmVm', 'IndexBounds', 'out-of-bounds access to WASM linear memory');

export const overflow = (): HostError => new HostError('Value', 'ArithDomain', 'arithmetic overflow');

/** A copy of bytes of linear memory. */
export function readBytes(host: Guest, at: number, length: number): Uint8Array {
  host.budget.copy(length);
  const { bytes } = currentVm(host);
  if (at + length > bytes.length) throw outOfBounds();
  return bytes.slice(at, at + length);
}

export function writeBytes(host: Guest, at: number, source: Uint8Array): void {
  host.budget.copy(source.length);
  const { bytes } = currentVm(host);
  if (at + source.length > bytes.length) throw outOfBounds();
  bytes.set(source, at);
}

function checkValues(at: number, count: number, size: number): void {
  const length = count * VAL_BYTES;
  if (length >= U32_END || at + length >= U32_END) throw overflow();
  if (at + length > size) throw outOfBounds();
}

/** Values of linear memory; each object among them is looked up, unless whoever reads does so later. */
export function readVals(host: Guest, at: number, count: number, checked = true): HostVal[] {
  const { view } = currentVm(host);
  checkValues(at, count, view.byteLength);
  host.budget.copy(count * VAL_BYTES);
  const values: HostVal[] = new Array(count);
  for (let i = 0; i < count; i++) {
    const position = at + i * VAL_BYTES;
    values[i] = loadVal(host.frame, view.getInt32(position, true), view.getInt32(position + 4, true), checked);
  }
  return values;
}

export function writeVals(host: Guest, at: number, values: readonly HostVal[]): void {
  const { view } = currentVm(host);
  checkValues(at, values.length, view.byteLength);
  host.budget.copy(values.length * VAL_BYTES);
  for (let i = 0; i < values.length; i++) storeVal(host.frame, view, at + i * VAL_BYTES, values[i]!);
}

/** Byte strings to which a table of `(position, length)` pairs points, each when its turn comes; not copied. */
export function* readSlices(host: Guest, table: number, count: number): Generator<Uint8Array> {
  const vm = currentVm(host);
  for (let i = 0; i < count; i++) yield sliceAt(vm, table + i * VAL_BYTES);
}

/** The same, all at once. */
export function readAllSlices(host: Guest, table: number, count: number): Uint8Array[] {
  const vm = currentVm(host);
  const slices: Uint8Array[] = [];
  for (let i = 0; i < count; i++) slices.push(sliceAt(vm, table + i * VAL_BYTES));
  return slices;
}

function sliceAt({ bytes, view }: Vm, at: number): Uint8Array {
  if (at + VAL_BYTES > view.byteLength) throw outOfBounds();
  const start = view.getUint32(at, true);
  const end = start + view.getUint32(at + 4, true);
  if (end >= U32_END) throw overflow();
  if (end > bytes.length) throw outOfBounds();
  return bytes.subarray(start, end);
}

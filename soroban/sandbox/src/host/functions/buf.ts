import { xdr } from '@stellar/stellar-sdk';
import { encodeVal } from '../codec/value.ts';
import { fromScVal } from '../codec/value-from-xdr.ts';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import { VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import { chargeFromHost, chargeToHost } from '../objects/conversion-costs.ts';
import { indexOfSymbol } from '../objects/fields.ts';
import { chargeWriteVal } from '../objects/write-costs.ts';
import { latin1 } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { isSymbol } from '../values/symbol.ts';
import { type HostVal, u32Val } from '../values/value.ts';
import { type Guest, overflow, readAllSlices, readBytes, writeBytes } from '../vm/memory.ts';
import { checkIndex, checkRange } from './vec.ts';

const U32_END = 2 ** 32;

function requireByte(value: number): number {
  if (value < 256) return value;
  throw new HostError('Value', 'ArithDomain', 'expecting U32Val less than 256', [u32Val(value)]);
}

const outOfBounds = (name: string): HostError => new HostError('Object', 'IndexBounds', `${name} out of bounds`);

function byteAt(bytes: Uint8Array, index: number, name: string): number {
  const byte = bytes[index];
  if (byte === undefined) throw outOfBounds(name);
  return byte;
}

/** Charges for a list of so many bytes. */
function chargeBytes(host: Metered, length: number): void {
  host.budget.collect(length, 1);
}

/** With one byte more, which is at `at`. */
function inserted(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const result = new Uint8Array(bytes.length + 1);
  if (at === bytes.length) {
    result.set(bytes);
  } else {
    result.set(bytes.subarray(0, at));
    result.set(bytes.subarray(at), at + 1);
  }
  result[at] = byte;
  return result;
}

/** Without the byte at `at`. */
function deleted(bytes: Uint8Array, at: number): Uint8Array {
  const result = new Uint8Array(bytes.length - 1);
  result.set(bytes.subarray(0, at));
  result.set(bytes.subarray(at + 1), at);
  return result;
}

function copyOut(host: Guest, source: Uint8Array, from: number, to: number, length: number): void {
  if (from + length >= U32_END) throw overflow();
  if (from + length > source.length) {
    throw new HostError('Object', 'IndexBounds', 'out-of-bounds read from memory-like host object');
  }
  writeBytes(host, to, source.subarray(from, from + length));
}

const bytesOfSymbol = (symbol: string): Uint8Array => Buffer.from(symbol, 'latin1');

/** Lets a serialized value in, if a contract may hold it. */
const ENDS_EARLY = /incomplete XDR data|exceeds remaining/;

function deserialize(bytes: Uint8Array): HostVal {
  let value: xdr.ScVal;
  try {
    value = xdr.ScVal.fromXdr(bytes);
  } catch (error) {
    // The host limits decoding to the bytes that there are: what ends too early exceeds that limit.
    if (ENDS_EARLY.test(String(error)))
      throw new HostError('Context', 'ExceededLimit', 'the bytes end within an ScVal');
    throw new HostError('Value', 'InvalidInput', 'the bytes are no ScVal');
  }
  return fromScVal(value);
}

/** New bytes out of linear memory. */
function newBytes(host: Guest, at: number, length: number): Uint8Array {
  host.budget.allocate(length);
  return readBytes(host, at, length);
}

export const buf: HostModule<'b', Guest> = {
  serialize_to_bytes(host, value) {
    chargeFromHost(host.budget, value);
    chargeWriteVal(host.budget, value);
    return encodeVal(value);
  },
  deserialize_from_bytes(host, bytes) {
    host.budget.spend(COST.ValDeser, bytes.length);
    const value = deserialize(bytes);
    chargeToHost(host.budget, value);
    return value;
  },
  bytes_copy_to_linear_memory: (host, bytes, from, to, length) => copyOut(host, bytes, from, to, length),
  bytes_copy_from_linear_memory(host, bytes, at, from, length) {
    chargeBytes(host, bytes.length);
    if (at + length >= U32_END) throw overflow();
    if (at + length > bytes.length) host.budget.allocate(at + length - bytes.length);
    const copied = readBytes(host, from, length);
    const result = new Uint8Array(Math.max(bytes.length, at + length));
    result.set(bytes);
    result.set(copied, at);
    return result;
  },
  bytes_new_from_linear_memory: newBytes,
  bytes_new: () => new Uint8Array(0),
  bytes_put(host, bytes, index, value) {
    const byte = requireByte(value);
    chargeBytes(host, bytes.length);
    byteAt(bytes, index, 'bytes_put');
    return bytes.with(index, byte);
  },
  bytes_get: (_, bytes, index) => byteAt(bytes, index, 'bytes_get'),
  bytes_del(host, bytes, index) {
    checkIndex(index, bytes.length);
    chargeBytes(host, bytes.length);
    host.budget.copy(bytes.length - index);
    return deleted(bytes, index);
  },
  bytes_len: (_, bytes) => bytes.length,
  bytes_push(host, bytes, value) {
    const byte = requireByte(value);
    chargeBytes(host, bytes.length + 1);
    return inserted(bytes, bytes.length, byte);
  },
  bytes_pop(host, bytes) {
    chargeBytes(host, bytes.length);
    if (bytes.length === 0) throw outOfBounds('bytes_pop');
    return bytes.slice(0, -1);
  },
  bytes_front: (_, bytes) => byteAt(bytes, 0, 'bytes_front'),
  bytes_back: (_, bytes) => byteAt(bytes, bytes.length - 1, 'bytes_back'),
  bytes_insert(host, bytes, index, value) {
    const byte = requireByte(value);
    checkIndex(index, bytes.length + 1);
    chargeBytes(host, bytes.length + 1);
    return inserted(bytes, index, byte);
  },
  bytes_append(host, first, second) {
    chargeBytes(host, first.length + second.length);
    const result = new Uint8Array(first.length + second.length);
    result.set(first);
    result.set(second, first.length);
    return result;
  },
  bytes_slice(host, bytes, start, end) {
    checkRange(start, end, bytes.length);
    chargeBytes(host, end - start);
    return bytes.slice(start, end);
  },
  string_copy_to_linear_memory: (host, text, from, to, length) => copyOut(host, text, from, to, length),
  symbol_copy_to_linear_memory: (host, symbol, from, to, length) =>
    copyOut(host, bytesOfSymbol(symbol), from, to, length),
  string_new_from_linear_memory: newBytes,
  symbol_new_from_linear_memory(host, at, length) {
    const text = latin1(newBytes(host, at, length));
    if (!isSymbol(text)) throw new HostError('Value', 'InvalidInput', 'byte is not allowed in Symbol');
    return text;
  },
  string_len: (_, text) => text.length,
  symbol_len: (_, symbol) => symbol.length,
  symbol_index_in_linear_memory(host, symbol, slicesAt, count) {
    host.budget.copy(count * VAL_BYTES);
    const index = indexOfSymbol(host, symbol.value, readAllSlices(host, slicesAt, count));
    if (index >= 0) return index;
    throw new HostError('Value', 'MissingValue', 'symbol not found in linear memory slices', [symbol]);
  },
  string_to_bytes(host, text) {
    chargeBytes(host, text.length);
    return text;
  },
  bytes_to_string(host, bytes) {
    chargeBytes(host, bytes.length);
    return bytes;
  },
};

import { xdr } from '@stellar/stellar-sdk';
import { latin1 } from '../codec/address.ts';
import { encodeVal } from '../codec/value.ts';
import { fromScVal } from '../codec/value-from-xdr.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import { overflow, readBytes, readSlices, writeBytes } from '../memory.ts';
import { isSymbol } from '../symbol.ts';
import { type HostVal, u32Val } from '../value.ts';
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

function spliced(bytes: Uint8Array, at: number, remove: number, ...insert: number[]): Uint8Array {
  const result = new Uint8Array(bytes.length - remove + insert.length);
  result.set(bytes.subarray(0, at));
  result.set(insert, at);
  result.set(bytes.subarray(at + remove), at + insert.length);
  return result;
}

function copyOut(host: Host, source: Uint8Array, from: number, to: number, length: number): void {
  if (from + length >= U32_END) throw overflow();
  if (from + length > source.length) {
    throw new HostError('Object', 'IndexBounds', 'out-of-bounds read from memory-like host object');
  }
  writeBytes(host, to, source.subarray(from, from + length));
}

const bytesOfSymbol = (symbol: string): Uint8Array => Buffer.from(symbol, 'latin1');

/** Lets a serialized value in, if a contract may hold it. */
function deserialize(bytes: Uint8Array): HostVal {
  let value: xdr.ScVal;
  try {
    value = xdr.ScVal.fromXdr(bytes);
  } catch {
    throw new HostError('Value', 'InvalidInput', 'the bytes are no ScVal');
  }
  return fromScVal(value);
}

export const buf: HostModule<'b'> = {
  serialize_to_bytes: (_, value) => encodeVal(value),
  deserialize_from_bytes: (_, bytes) => deserialize(bytes),
  bytes_copy_to_linear_memory: (host, bytes, from, to, length) => copyOut(host, bytes, from, to, length),
  bytes_copy_from_linear_memory(host, bytes, at, from, length) {
    if (at + length >= U32_END) throw overflow();
    const copied = readBytes(host, from, length);
    const result = new Uint8Array(Math.max(bytes.length, at + length));
    result.set(bytes);
    result.set(copied, at);
    return result;
  },
  bytes_new_from_linear_memory: (host, at, length) => readBytes(host, at, length),
  bytes_new: () => new Uint8Array(0),
  bytes_put(_, bytes, index, value) {
    const byte = requireByte(value);
    byteAt(bytes, index, 'bytes_put');
    return bytes.with(index, byte);
  },
  bytes_get: (_, bytes, index) => byteAt(bytes, index, 'bytes_get'),
  bytes_del: (_, bytes, index) => spliced(bytes, checkIndex(index, bytes.length), 1),
  bytes_len: (_, bytes) => bytes.length,
  bytes_push: (_, bytes, value) => spliced(bytes, bytes.length, 0, requireByte(value)),
  bytes_pop(_, bytes) {
    if (bytes.length === 0) throw outOfBounds('bytes_pop');
    return bytes.slice(0, -1);
  },
  bytes_front: (_, bytes) => byteAt(bytes, 0, 'bytes_front'),
  bytes_back: (_, bytes) => byteAt(bytes, bytes.length - 1, 'bytes_back'),
  bytes_insert: (_, bytes, index, value) => spliced(bytes, checkIndex(index, bytes.length + 1), 0, requireByte(value)),
  bytes_append(_, first, second) {
    const result = new Uint8Array(first.length + second.length);
    result.set(first);
    result.set(second, first.length);
    return result;
  },
  bytes_slice(_, bytes, start, end) {
    checkRange(start, end, bytes.length);
    return bytes.slice(start, end);
  },
  string_copy_to_linear_memory: (host, text, from, to, length) => copyOut(host, text, from, to, length),
  symbol_copy_to_linear_memory: (host, symbol, from, to, length) =>
    copyOut(host, bytesOfSymbol(symbol), from, to, length),
  string_new_from_linear_memory: (host, at, length) => readBytes(host, at, length),
  symbol_new_from_linear_memory(host, at, length) {
    const text = latin1(readBytes(host, at, length));
    if (!isSymbol(text)) throw new HostError('Value', 'InvalidInput', 'byte is not allowed in Symbol');
    return text;
  },
  string_len: (_, text) => text.length,
  symbol_len: (_, symbol) => symbol.length,
  symbol_index_in_linear_memory(host, symbol, slicesAt, count) {
    const names = [...readSlices(host, slicesAt, count)].map(latin1);
    const index = names.indexOf(symbol);
    if (index >= 0) return index;
    const args: HostVal[] = [{ type: 'symbol', value: symbol }];
    throw new HostError('Value', 'MissingValue', 'symbol not found in linear memory slices', args);
  },
  string_to_bytes: (_, text) => text,
  bytes_to_string: (_, bytes) => bytes,
};

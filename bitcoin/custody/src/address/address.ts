import type { Descriptor } from '../descriptor/descriptor.ts';
import { HARDENED } from '../descriptor/key-expression.ts';
import { CustodyError } from '../errors.ts';
import { encodeSegwitAddress } from './bech32.ts';
import { deriveBulk, derivePrograms } from './derive-bulk.ts';
import { deriveNative, SCRIPT_BYTES } from './derive-native.ts';

export type CustodyAddress = { readonly address: string; readonly scriptPubKey: Uint8Array; readonly index: number };

function checkIndex(descriptor: Descriptor, index: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= HARDENED) throw new CustodyError('descriptor/index', { index });
  const shared = descriptor.keys.find((key) => !key.ranged);
  if (shared) throw new CustodyError('descriptor/not-ranged', { key: shared.xpub });
}

/**
 * The deposit address at one index. Two derivations that share neither curve code, hashing nor address encoding must
 * agree before it is returned: an address nobody can spend from would burn whatever is paid to it.
 */
export function deriveAddress(descriptor: Descriptor, index: number): CustodyAddress {
  const agreed = agreedAddresses.get(descriptor) ?? new Map<number, CustodyAddress>();
  agreedAddresses.set(descriptor, agreed);
  const known = agreed.get(index);
  if (known) return { ...known, scriptPubKey: known.scriptPubKey.slice() };
  checkIndex(descriptor, index);
  const [derived] = deriveTwice(descriptor, index, 1);
  if (!derived) throw new RangeError(`no address was derived at ${index}`);
  if (agreed.size >= MOST_REMEMBERED) agreed.clear();
  agreed.set(index, derived);
  return { ...derived, scriptPubKey: derived.scriptPubKey.slice() };
}

// People pay to the same address again, and a signer derives it for each payment; descriptors are frozen.
const agreedAddresses = new WeakMap<Descriptor, Map<number, CustodyAddress>>();
const MOST_REMEMBERED = 20_000;

/**
 * The deposit addresses at `from … from + count - 1`, each derived twice and compared as by `deriveAddress`, at several
 * times its speed.
 */
export function deriveAddresses(descriptor: Descriptor, from: number, count: number): CustodyAddress[] {
  checkRange(descriptor, from, count);
  const derived: CustodyAddress[] = [];
  while (derived.length < count) {
    derived.push(...deriveTwice(descriptor, from + derived.length, Math.min(count - derived.length, AT_ONCE)));
  }
  return derived;
}

/** Enough to share an inversion, and few enough to hold. */
const AT_ONCE = 1_000;

function deriveTwice(descriptor: Descriptor, from: number, count: number): CustodyAddress[] {
  const version = descriptor.kind === 'tr' ? 1 : 0;
  return deriveBulk(descriptor, from, count).map((first, i) => {
    const index = from + i;
    const { scriptPubKey } = deriveNative(descriptor, index);
    const second = encodeSegwitAddress(descriptor.network.hrp, version, scriptPubKey.subarray(2));
    if (first.address !== second || Buffer.compare(first.scriptPubKey, scriptPubKey) !== 0) {
      throw new CustodyError('address/derivations-disagree', { index, first: first.address, second });
    }
    return { address: second, scriptPubKey, index };
  });
}

export function checkRange(descriptor: Descriptor, from: number, count: number): void {
  checkIndex(descriptor, from);
  if (count > 0) checkIndex(descriptor, from + count - 1);
}

/**
 * The scripts at `from … from + count - 1`, 34 bytes each, end to end: what a watcher matches against. One derivation
 * only, of many the one that is faster for many: a wrong script here can miss a deposit but never misdirect one.
 */
export function deriveScripts(descriptor: Descriptor, from: number, count: number): Uint8Array {
  checkRange(descriptor, from, count);
  const scripts = new Uint8Array(count * SCRIPT_BYTES);
  if (count < WORTH_TOGETHER) {
    for (let i = 0; i < count; i++) scripts.set(deriveNative(descriptor, from + i).scriptPubKey, i * SCRIPT_BYTES);
    return scripts;
  }
  const opcode = descriptor.kind === 'tr' ? OP_1 : OP_0;
  for (let done = 0; done < count; done += AT_ONCE) {
    const programs = derivePrograms(descriptor, from + done, Math.min(count - done, AT_ONCE));
    for (const [i, program] of programs.entries()) {
      scripts.set([opcode, program.length], (done + i) * SCRIPT_BYTES);
      scripts.set(program, (done + i) * SCRIPT_BYTES + 2);
    }
  }
  return scripts;
}

const [OP_0, OP_1] = [0x00, 0x51];
/** From as many on. */
const WORTH_TOGETHER = 32;

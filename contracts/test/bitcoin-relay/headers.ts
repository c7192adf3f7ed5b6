import { createHash } from 'node:crypto';

const HEADER_BYTES = 80;

/** What a header says, its proof of work apart. */
export interface HeaderFields {
  version?: number;
  /** As the wire has it. */
  previous: Uint8Array;
  root?: Uint8Array;
  time: number;
  bits: number;
}

const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
export const hash256 = (data: Uint8Array): Buffer => sha256(sha256(data));
/** As explorers print a hash. */
export const reversed = (hash: Uint8Array): string => Buffer.from(hash).reverse().toString('hex');

export function targetOf(bits: number): bigint {
  const exponent = BigInt(bits >>> 24);
  const mantissa = BigInt(bits & 0x7fffff);
  return exponent >= 3n ? mantissa << (8n * (exponent - 3n)) : mantissa >> (8n * (3n - exponent));
}

export const workOf = (bits: number): bigint => (1n << 256n) / (targetOf(bits) + 1n);

/** arith_uint256::GetCompact, from its definition. */
export function bitsOf(target: bigint): number {
  let size = Math.ceil(target.toString(16).length / 2);
  let mantissa = size <= 3 ? Number(target << BigInt(8 * (3 - size))) : Number(target >> BigInt(8 * (size - 3)));
  if (mantissa & 0x800000) {
    mantissa >>= 8;
    size += 1;
  }
  return ((size << 24) | mantissa) >>> 0;
}

let roots = 0;

/** A header whose hash meets the target that it states, or one that its own does not. */
export function mine(fields: HeaderFields, options: { target?: bigint; misses?: boolean } = {}): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(fields.version ?? 0x20000000, 0);
  header.set(fields.previous, 4);
  roots += 1;
  header.set(fields.root ?? sha256(Buffer.from(`root ${roots}`)), 36);
  header.writeUInt32LE(fields.time, 68);
  header.writeUInt32LE(fields.bits, 72);
  const target = options.target ?? targetOf(fields.bits);
  for (let nonce = 0; ; nonce++) {
    header.writeUInt32LE(nonce, 76);
    const isMet = BigInt(`0x${reversed(hash256(header))}`) <= target;
    if (isMet !== (options.misses ?? false)) return header;
  }
}

export interface ChainOptions {
  bits: number;
  /** Of the first one. */
  time: number;
  /** Seconds between two. */
  step?: number;
  /** Names what the blocks are of, so that they are the same in every run. */
  label?: string;
}

/** So many headers on top of a hash. */
export function mineChain(
  previous: Uint8Array,
  count: number,
  { bits, time, step = 600, label }: ChainOptions,
): Buffer[] {
  const headers: Buffer[] = [];
  let parent = previous;
  for (let i = 0; i < count; i++) {
    const root = label === undefined ? {} : { root: sha256(Buffer.from(`${label} ${i}`)) };
    const header = mine({ previous: parent, time: time + i * step, bits, ...root });
    headers.push(header);
    parent = hash256(header);
  }
  return headers;
}

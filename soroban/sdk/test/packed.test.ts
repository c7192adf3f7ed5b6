import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CompiledContract } from '../src/compile.ts';
import { compileText } from './support/compile-text.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

const text = `import { type Bytes, type BytesN, contract, Packed } from '@istsi/soroban-sdk';
@contract export class Places {
  slice(data: Bytes, start: u32, end: u32): Bytes {
    return Packed.from(data).slice(start, end);
  }
  set_bytes(data: Bytes, at: u32, value: BytesN<5>): Bytes {
    const packed = Packed.from(data);
    packed.setBytes<5>(at, value);
    return packed.toBytes();
  }
  is_same(data: Bytes, at: u32, other: Bytes, other_at: u32, length: u32): bool {
    return Packed.from(data).isSame(at, Packed.from(other), other_at, length);
  }
  clear(data: Bytes, start: u32, end: u32): Bytes {
    const packed = Packed.from(data);
    packed.clear(start, end);
    return packed.toBytes();
  }
  /** Something to do many times. */
  sum(count: u32): u32 {
    const packed = Packed.empty(64);
    let sum: u32 = 0;
    for (let i: u32 = 0; i < count; i++) {
      packed.setU8(i % 64, i % 256);
      sum += packed.u8At((i * 7) % 64);
    }
    return sum;
  }
}`;

const data = Buffer.from(Array.from({ length: 24 }, (_, i) => i + 1));
const TRAP = /UnreachableCodeReached|trap|Wasm/i;
const most = 4_294_967_295;

const compiled = new Map<string, CompiledContract>();
let network: TestNetwork;
beforeAll(async () => {
  for (const goal of ['size', 'speed'] as const) compiled.set(goal, await compileText(text, { goal }));
  network = await startNetwork();
});
afterAll(() => network?.stop());

describe.each(['size', 'speed'])('packed bytes, compiled for %s', (goal) => {
  let client: ContractClient;
  beforeAll(async () => {
    client = await network.deploy(compiled.get(goal)!.wasm);
  });
  const ask = async (entry: string, args: Record<string, unknown>): Promise<unknown> =>
    (await client[entry]!(args)).result;

  test.each([
    [0, 24],
    [0, 0],
    [24, 24],
    [3, 4],
    [7, 24],
  ])('a slice from %i up to %i', async (start, end) => {
    expect(Buffer.from((await ask('slice', { data, start, end })) as Uint8Array)).toEqual(data.subarray(start, end));
  });

  test.each([
    [5, 4],
    [0, 25],
    [25, 25],
    [1, most],
    [most, most],
    [most, 0],
  ])('no slice from %i up to %i', async (start, end) => {
    await expect(ask('slice', { data, start, end })).rejects.toThrow(TRAP);
  });

  // Eight at a time, and then the rest.
  test.each([
    [0, 24],
    [0, 0],
    [24, 24],
    [3, 4],
    [1, 9],
    [5, 22],
  ])('zeros from %i up to %i, and nowhere else', async (start, end) => {
    const expected = Buffer.from(data).fill(0, start, end);
    expect(Buffer.from((await ask('clear', { data, start, end })) as Uint8Array)).toEqual(expected);
  });

  test.each([
    [5, 4],
    [0, 25],
    [25, 25],
    [1, most],
    [most, 0],
  ])('no zeros from %i up to %i', async (start, end) => {
    await expect(ask('clear', { data, start, end })).rejects.toThrow(TRAP);
  });

  const value = Buffer.from('fffefdfcfb', 'hex');
  test.each([0, 1, 8, 19])('bytes are set at %i, and no others', async (at) => {
    const expected = Buffer.from(data);
    expected.set(value, at);
    expect(Buffer.from((await ask('set_bytes', { data, at, value })) as Uint8Array)).toEqual(expected);
  });

  test.each([20, 24, 25, most])('no bytes are set at %i', async (at) => {
    await expect(ask('set_bytes', { data, at, value })).rejects.toThrow(TRAP);
  });

  // Eight at a time, and then the rest: each of them counts, and none beside them.
  test.each([0, 1, 7, 8, 9, 15, 16, 17])('%i bytes are the same, unless one differs', async (length) => {
    const other = Buffer.alloc(24, 0xee);
    other.set(data.subarray(2, 2 + length), 5);
    const compare = { data, at: 2, other_at: 5, length };
    expect(await ask('is_same', { ...compare, other })).toBe(true);
    for (let i = 0; i < length; i++) {
      const changed = Buffer.from(other);
      changed[5 + i]! ^= 0x80;
      expect(await ask('is_same', { ...compare, other: changed }), `byte ${i}`).toBe(false);
    }
  });

  test.each([
    [0, 0, 25],
    [17, 0, 8],
    [0, 17, 8],
    [25, 0, 0],
    [0, 25, 0],
    [0, 0, most],
    [most, 0, 1],
  ])('nothing is compared beyond the end: from %i with %i, %i bytes', async (at, other_at, length) => {
    await expect(ask('is_same', { data, at, other: data, other_at, length })).rejects.toThrow(TRAP);
  });
});

test('code that is to be fast is larger, costs less and says the same', async () => {
  const run = async (goal: string) => {
    const { wasm } = compiled.get(goal)!;
    const call = await (await network.deploy(wasm)).sum!({ count: 10_000 });
    const { instructions } = call.simulationData.transactionData.resources;
    return { bytes: wasm.length, instructions: Number(instructions), result: call.result };
  };
  const size = await run('size');
  const speed = await run('speed');
  expect(speed.result).toBe(size.result);
  expect(speed.bytes).toBeGreaterThan(size.bytes);
  expect(speed.instructions).toBeLessThan(size.instructions);
});

test.each(['size', 'speed'])('functions have the names of the sources beside the Wasm, not in it, for %s', (goal) => {
  const { wasm, functionNames } = compiled.get(goal)!;
  expect(functionNames).toContain('contract/__entry_sum');
  expect(Buffer.from(wasm).includes('__entry_sum')).toBe(false);
});

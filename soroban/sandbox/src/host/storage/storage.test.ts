import { beforeAll, describe, expect, test } from 'vitest';
import { compileTestContract } from '../../../test/host/contracts.ts';
import { callFunction, sym, TestLedger, u32, wasmHash } from '../../../test/host/test-ledger.ts';
import type { LedgerKey } from '../boundary.ts';
import { ledgerKeyString } from '../codec/ledger-key.ts';
import { instanceKey } from './instance.ts';

let wasm: Uint8Array;
beforeAll(async () => {
  wasm = await compileTestContract('probe');
});

const key = sym('k');
type World = { ledger: TestLedger; id: string };

function world(): World {
  const ledger = new TestLedger();
  return { ledger, id: ledger.deploy(wasm, [u32(1)]) };
}

const dataKey = (id: string, durability: 'temporary' | 'persistent'): LedgerKey => ({
  type: 'contractData',
  contract: id,
  durability,
  key,
});

function liveUntil({ ledger }: World, of: LedgerKey): number | undefined {
  return ledger.entries.get(ledgerKeyString(of))?.liveUntil;
}

const yes = { type: 'bool', value: true };
const no = { type: 'bool', value: false };

describe('storage', () => {
  test('keeps persistent, temporary and instance values apart', () => {
    const { ledger, id } = world();
    ledger.call(id, 'set_temporary', key, u32(1));
    expect(ledger.call(id, 'has_temporary', key)).toEqual(yes);
    expect(ledger.call(id, 'has_persistent', key)).toEqual(no);
    expect(ledger.call(id, 'get_instance', key)).toEqual(u32(0));
    ledger.call(id, 'set_instance', key, u32(3));
    ledger.call(id, 'set_persistent', key, u32(2));
    expect(ledger.call(id, 'get_persistent', key)).toEqual(u32(2));
    expect(ledger.call(id, 'get_instance', key)).toEqual(u32(3));
  });

  test('removes, even what is not there', () => {
    const { ledger, id } = world();
    ledger.call(id, 'set_persistent', key, u32(2));
    expect(ledger.call(id, 'remove_persistent', key)).toEqual({ type: 'void' });
    expect(ledger.call(id, 'has_persistent', key)).toEqual(no);
    expect(ledger.call(id, 'remove_persistent', key)).toEqual({ type: 'void' });
  });

  test('of one contract is not that of another', () => {
    const { ledger, id } = world();
    const other = ledger.deploy(wasm, [u32(0)], 1);
    ledger.call(id, 'set_persistent', key, u32(2));
    expect(ledger.call(other, 'has_persistent', key)).toEqual(no);
  });
});

describe('a footprint', () => {
  test('recorded tells what is read and what is written', () => {
    const { ledger, id } = world();
    const reading = ledger.run(callFunction(id, 'has_persistent', key)).footprint;
    expect(reading.readWrite).toEqual([]);
    // In the order of the network's map: data before code, and keys by their type.
    expect(reading.readOnly).toEqual([
      dataKey(id, 'persistent'),
      instanceKey(id),
      { type: 'contractCode', hash: Buffer.from(wasmHash(wasm)).toString('hex') },
    ]);
    const writing = ledger.run(callFunction(id, 'set_persistent', key, u32(1))).footprint;
    expect(writing.readWrite).toEqual([dataKey(id, 'persistent')]);
  });

  test.each([
    ['an entry that is not in it', 'has_persistent', [key]],
    ['writing an entry that is read-only in it', 'set_instance', [key, u32(1)]],
    ['extending nothing', 'extend_persistent', [key, u32(1), u32(2)]],
  ])('refuses %s, and no contract survives it', (_, name, args) => {
    const { ledger, id } = world();
    const { footprint } = ledger.run(callFunction(id, 'start'));
    const f = callFunction(id, name, ...args);
    expect(ledger.run(f, { footprint, auth: [] })).toMatchObject({
      error: { type: 'Storage', code: 'ExceededLimit' },
    });
  });
});

describe('time to live', () => {
  test('of new entries is the least the network allows, the current ledger counted', () => {
    const w = world();
    w.ledger.call(w.id, 'set_persistent', key, u32(1));
    w.ledger.call(w.id, 'set_temporary', key, u32(1));
    expect(liveUntil(w, dataKey(w.id, 'persistent'))).toBe(1000 + 4096 - 1);
    expect(liveUntil(w, dataKey(w.id, 'temporary'))).toBe(1000 + 16 - 1);
    expect(liveUntil(w, instanceKey(w.id))).toBe(1000 + 4096 - 1);
  });

  test('is not changed by writing', () => {
    const w = world();
    w.ledger.call(w.id, 'set_persistent', key, u32(1));
    w.ledger.advance(10);
    w.ledger.call(w.id, 'set_persistent', key, u32(2));
    expect(liveUntil(w, dataKey(w.id, 'persistent'))).toBe(1000 + 4096 - 1);
  });

  test.each<[string, number, number, number | string]>([
    ['is extended when no more than the threshold is left', 4095, 5000, 6000],
    ['is left when more than the threshold is left', 4094, 5000, 5095],
    ['is never shortened', 4095, 4095, 5095],
    ['of a persistent entry ends at the maximum', 4095, 10_000_000, 1000 + 6_312_000 - 1],
    ['needs a threshold not above the target', 10, 9, 'Error(Storage, InvalidInput)'],
  ])('%s', (_, threshold, extendTo, expected) => {
    const w = world();
    w.ledger.call(w.id, 'set_persistent', key, u32(1));
    const outcome = w.ledger.call(w.id, 'extend_persistent', key, u32(threshold), u32(extendTo));
    if (typeof expected === 'string') expect(outcome).toBe(expected);
    else expect(liveUntil(w, dataKey(w.id, 'persistent'))).toBe(expected);
  });

  test.each([
    [28, 'Error(Context, InternalError)'],
    [29, { type: 'void' }],
    [30, { type: 'void' }],
  ])('past the last ledger number there can be: under protocol %i', (protocolVersion, expected) => {
    const w = world();
    w.ledger.info = { ...w.ledger.info, protocolVersion };
    w.ledger.call(w.id, 'set_persistent', key, u32(1));
    const lasts = protocolVersion === 28 ? 5095 : 1000 + 6_312_000 - 1;
    expect(w.ledger.call(w.id, 'extend_persistent', key, u32(4095), u32(0xffff_ffff))).toEqual(expected);
    expect(liveUntil(w, dataKey(w.id, 'persistent'))).toBe(lasts);
  });

  test('of a temporary entry is exact: past the maximum it fails', () => {
    const w = world();
    w.ledger.call(w.id, 'set_temporary', key, u32(1));
    const extend = (to: number) => w.ledger.call(w.id, 'extend_temporary', key, u32(to), u32(to));
    expect(extend(6_312_000)).toBe('Error(Storage, InvalidAction)');
    expect(extend(6_311_999)).toEqual({ type: 'void' });
    expect(liveUntil(w, dataKey(w.id, 'temporary'))).toBe(1000 + 6_311_999);
  });

  test('of the instance is extended together with that of the code', () => {
    const w = world();
    w.ledger.call(w.id, 'extend_instance', u32(5000), u32(5000));
    const code = { type: 'contractCode', hash: Buffer.from(wasmHash(wasm)).toString('hex') } as const;
    expect([liveUntil(w, instanceKey(w.id)), liveUntil(w, code)]).toEqual([6000, 6000]);
  });

  test('of what is not there cannot be extended', () => {
    const { ledger, id } = world();
    expect(ledger.call(id, 'extend_persistent', key, u32(1), u32(2))).toBe('Error(Storage, MissingValue)');
  });

  test('of an entry changes it without writing it', () => {
    const w = world();
    w.ledger.call(w.id, 'set_persistent', key, u32(1));
    w.ledger.advance(5);
    const extended = w.ledger.run(callFunction(w.id, 'extend_persistent', key, u32(5000), u32(5000)));
    const change = extended.changes.get(ledgerKeyString(dataKey(w.id, 'persistent')));
    expect(change).toMatchObject({ before: { lastModified: 1000 }, after: { lastModified: 1000, liveUntil: 6005 } });
    expect(extended.footprint.readWrite).toEqual([]);
  });
});

describe('after its last ledger', () => {
  test('a temporary entry is gone, and can be written anew', () => {
    const w = world();
    w.ledger.call(w.id, 'set_temporary', key, u32(1));
    w.ledger.advance(15);
    expect(w.ledger.call(w.id, 'has_temporary', key)).toEqual(yes);
    w.ledger.advance(1);
    expect(w.ledger.call(w.id, 'has_temporary', key)).toEqual(no);
    w.ledger.call(w.id, 'set_temporary', key, u32(1));
    expect(liveUntil(w, dataKey(w.id, 'temporary'))).toBe(1016 + 16 - 1);
  });

  test('a persistent entry is refused until it is restored; recording restores it', () => {
    const w = world();
    w.ledger.call(w.id, 'set_persistent', key, u32(1));
    w.ledger.call(w.id, 'extend_instance', u32(5000), u32(5000));
    w.ledger.advance(4096);
    const f = callFunction(w.id, 'get_persistent', key);
    const recorded = w.ledger.run(f);
    expect(recorded).toMatchObject({ ok: true, value: u32(1) });
    expect(recorded.restored).toEqual([ledgerKeyString(dataKey(w.id, 'persistent'))]);
    expect(recorded.footprint.readWrite).toEqual([dataKey(w.id, 'persistent')]);
    expect(w.ledger.run(f, { footprint: recorded.footprint, auth: [] })).toMatchObject({
      ok: false,
      error: { type: 'Storage' },
    });
  });

  test('a persistent entry that a recording restores and removes is told as removed', () => {
    const w = world();
    w.ledger.call(w.id, 'set_persistent', key, u32(1));
    w.ledger.call(w.id, 'extend_instance', u32(5000), u32(5000));
    w.ledger.advance(4096);
    const text = ledgerKeyString(dataKey(w.id, 'persistent'));
    const removed = w.ledger.run(callFunction(w.id, 'remove_persistent', key));
    expect(removed.restored).toEqual([text]);
    expect([...removed.changes.keys()]).toEqual([text]);
    expect(removed.changes.get(text)).toMatchObject({ before: { lastModified: 1000 }, after: undefined });
  });
});

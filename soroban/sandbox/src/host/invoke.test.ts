import { beforeAll, describe, expect, test } from 'vitest';
import { compileTestContract } from '../../test/host/contracts.ts';
import {
  addr,
  bytes,
  callFunction,
  createFunction,
  sym,
  TestLedger,
  u32,
  uploadFunction,
  vec,
  wasmHash,
} from '../../test/host/test-ledger.ts';
import { type HostVal, VOID } from './values/value.ts';

let wasm: Uint8Array;
beforeAll(async () => {
  wasm = await compileTestContract('probe');
});

function probe(start = 5): { ledger: TestLedger; id: string } {
  const ledger = new TestLedger();
  return { ledger, id: ledger.deploy(wasm, [u32(start)]) };
}

describe('creating a contract', () => {
  test('runs its constructor, and only once', () => {
    const { ledger, id } = probe(41);
    expect(ledger.call(id, 'start')).toEqual(u32(41));
    expect(ledger.submit(createFunction(ledger.source, wasm, [u32(1)], 0))).toMatchObject({
      ok: false,
      error: { type: 'Storage', code: 'ExistingValue' },
    });
    expect(ledger.call(id, '__constructor', u32(1))).toBe('Error(Context, InvalidAction)');
  });

  test('gives the address that the network id, deployer and salt determine', () => {
    const [a, b] = [probe().id, probe().id];
    expect(a).toBe(b);
    const { ledger } = probe();
    expect(ledger.deploy(wasm, [u32(0)], 1)).not.toBe(a);
  });

  test('fails whole when the constructor fails', () => {
    const ledger = new TestLedger();
    ledger.submit(uploadFunction(wasm));
    const before = ledger.entries.size;
    const result = ledger.submit(createFunction(ledger.source, wasm, [sym('not_a_u32')], 0));
    expect(result).toMatchObject({ ok: false, error: { type: 'Context', code: 'InvalidAction' } });
    expect(ledger.entries.size).toBe(before);
  });

  test('fails for code that was not uploaded', () => {
    const ledger = new TestLedger();
    expect(ledger.submit(createFunction(ledger.source, wasm, [u32(1)], 0))).toMatchObject({
      error: { type: 'Storage', code: 'MissingValue' },
    });
  });

  test('works from a contract, which authorizes itself', () => {
    const { ledger, id } = probe();
    const deployed = ledger.call(id, 'deploy', bytes(wasmHash(wasm)), bytes(new Uint8Array(32)), u32(9));
    expect(deployed).toMatchObject({ type: 'address' });
    expect(ledger.call((deployed as { value: string }).value, 'start')).toEqual(u32(9));
  });
});

describe('a failed call leaves nothing behind', () => {
  const key = sym('k');

  test('when it is the transaction', () => {
    const { ledger, id } = probe();
    const result = ledger.run(callFunction(id, 'write_and_fail', key));
    expect(result).toMatchObject({ ok: false, error: { type: 'Contract', code: 7 } });
    expect(result.changes.size).toBe(0);
    expect(result.events).toEqual([]);
  });

  test('when its caller goes on', () => {
    const { ledger, id } = probe();
    const other = ledger.deploy(wasm, [u32(1)], 1);
    const result = ledger.submit(callFunction(id, 'attempt', addr(other), sym('write_and_fail'), vec(key)));
    expect(result).toMatchObject({ ok: true, value: u32(7), events: [] });
    expect([...result.changes.keys()]).toEqual([]);
    expect(ledger.call(other, 'get_instance', key)).toEqual(u32(0));
    expect(ledger.call(other, 'has_persistent', key)).toEqual({ type: 'bool', value: false });
  });

  test('though its footprint remains', () => {
    const { ledger, id } = probe();
    const other = ledger.deploy(wasm, [u32(1)], 1);
    const { footprint } = ledger.run(callFunction(id, 'attempt', addr(other), sym('write_and_fail'), vec(key)));
    expect(footprint.readWrite).toContainEqual({
      type: 'contractData',
      contract: other,
      durability: 'persistent',
      key,
    });
  });
});

describe('try_call gives', () => {
  test.each<[string, string, HostVal[], HostVal | string]>([
    ['the result of a call that works', 'start', [], u32(0)],
    ["a contract's own error by its number", 'write_and_fail', [sym('k')], u32(7)],
    ['a trap as a failure without details', 'divide', [u32(0)], u32(1000)],
    ['a missing function as a failure', 'nothing', [], u32(1000)],
    ['a reserved function as a failure', '__constructor', [u32(1)], u32(1000)],
    ['a wrong number of arguments as a failure', 'divide', [], u32(1000)],
    ['a wrong type of argument as a failure', 'divide', [sym('x')], u32(1000)],
    ['no way out of an exhausted budget', 'spin', [], 'Error(Budget, ExceededLimit)'],
  ])('%s', (_, name, args, expected) => {
    const { ledger, id } = probe();
    const other = ledger.deploy(wasm, [u32(0)], 1);
    expect(ledger.call(id, 'attempt', addr(other), sym(name), vec(...args))).toEqual(expected);
  });
});

describe('a call fails', () => {
  test.each<[string, string, HostVal[], string]>([
    ['to a function that is not there', 'nothing', [], 'Error(WasmVm, MissingValue)'],
    ['to an export that is no function', 'memory', [], 'Error(WasmVm, UnexpectedType)'],
    ['to a reserved function', '__constructor', [u32(1)], 'Error(Context, InvalidAction)'],
    ['with too few arguments', 'divide', [], 'Error(WasmVm, UnexpectedSize)'],
    ['with too many arguments', 'divide', [u32(1), u32(2)], 'Error(WasmVm, UnexpectedSize)'],
    ['that divides by zero', 'divide', [u32(0)], 'Error(WasmVm, ArithDomain)'],
    ['that reads past the end of a vector', 'trap', [], 'Error(Object, IndexBounds)'],
    ['that reads what is not stored', 'get_persistent', [sym('k')], 'Error(Storage, MissingValue)'],
    [
      'that returns an error of the host',
      'echo',
      [{ type: 'error', errorType: 7, code: 5 }],
      'Error(Context, InvalidAction)',
    ],
    [
      'that returns an error of a contract',
      'echo',
      [{ type: 'error', errorType: 0, code: 77 }],
      'Error(Contract, #77)',
    ],
    ['that recurses without end', 'recurse', [u32(100_000_000)], 'Error(Budget, ExceededLimit)'],
  ])('%s', (_, name, args, error) => {
    const { ledger, id } = probe();
    expect(ledger.call(id, name, ...args)).toBe(error);
  });

  test('to a contract that is not there', () => {
    const { ledger } = probe();
    const nobody = new TestLedger().deploy(wasm, [u32(0)], 9);
    expect(ledger.call(nobody, 'start')).toBe('Error(Storage, MissingValue)');
  });

  test('to a contract that is running already', () => {
    const { ledger, id } = probe();
    expect(ledger.call(id, 'forward', addr(id), sym('start'), vec())).toBe('Error(Context, InvalidAction)');
    const other = ledger.deploy(wasm, [u32(0)], 1);
    const back = vec(addr(id), sym('start'), vec());
    expect(ledger.call(id, 'forward', addr(other), sym('forward'), back)).toBe('Error(Context, InvalidAction)');
  });

  test('nested in a hundred others', () => {
    const ledger = new TestLedger();
    const ids = Array.from({ length: 100 }, (_, i) => ledger.deploy(wasm, [u32(0)], i));
    const nested = (depth: number): [HostVal, HostVal, HostVal] =>
      depth === 0
        ? [addr(ids[0]!), sym('start'), vec()]
        : [addr(ids[depth]!), sym('forward'), vec(...nested(depth - 1))];
    expect(ledger.call(ids[98]!, 'forward', ...nested(97))).toEqual(u32(0));
    expect(ledger.call(ids[99]!, 'forward', ...nested(98))).toBe('Error(Context, ExceededLimit)');
  });
});

describe('an endless loop ends with the budget', () => {
  test.each(['spin', 'spin_pure'])('%s', (name) => {
    const { ledger, id } = probe();
    const result = ledger.run(callFunction(id, name), {
      limits: { instructions: 10_000_000, memoryBytes: 41_943_040 },
    });
    expect(result).toMatchObject({ ok: false, error: { type: 'Budget', code: 'ExceededLimit' } });
    expect(result.resources.instructions).toBeGreaterThan(9_990_000);
  });
});

describe('upgrading', () => {
  test('replaces the code, keeps the storage and says so in a system event', async () => {
    const { ledger, id } = probe(3);
    const account = await compileTestContract('account');
    ledger.submit(uploadFunction(account));
    const result = ledger.submit(callFunction(id, 'upgrade', bytes(wasmHash(account))));
    expect(result).toMatchObject({ ok: true, value: VOID });
    expect(result.events).toMatchObject([{ type: 'system', contract: id, topics: [sym('executable_update'), {}, {}] }]);
    expect(ledger.call(id, 'start')).toBe('Error(WasmVm, MissingValue)');
    expect(ledger.call(id, 'contexts')).toEqual(u32(0));
  });

  test('to code that is not there fails', () => {
    const { ledger, id } = probe();
    expect(ledger.call(id, 'upgrade', bytes(new Uint8Array(32)))).toBe('Error(Storage, MissingValue)');
    expect(ledger.call(id, 'upgrade', bytes(new Uint8Array(31)))).toMatch(/^Error\(/);
  });
});

test('diagnostic events tell of calls, logs, errors and returns, and of what was rolled back', () => {
  const { ledger, id } = probe();
  const logged = ledger.run(callFunction(id, 'logged', u32(3)), { diagnostics: true });
  const names = logged.diagnosticEvents.map(({ event }) => event.topics[0]);
  expect(names).toEqual([sym('fn_call'), sym('log'), sym('fn_return')]);
  const failed = ledger.run(callFunction(id, 'write_and_fail', sym('k')), { diagnostics: true });
  expect(failed.diagnosticEvents.filter(({ event }) => event.type === 'contract')).toMatchObject([
    { inSuccessfulCall: false },
  ]);
  expect(failed.diagnosticEvents.map(({ event }) => event.topics[1])).toContainEqual({
    type: 'error',
    errorType: 0,
    code: 7,
  });
});

test('values survive the way into a contract and back', () => {
  const { ledger, id } = probe();
  const values: HostVal[] = [
    { type: 'bool', value: true },
    VOID,
    u32(0xffff_ffff),
    { type: 'i32', value: -7 },
    { type: 'u64', value: (1n << 56n) - 1n },
    { type: 'u64', value: 1n << 56n },
    { type: 'i64', value: -(1n << 55n) },
    { type: 'i64', value: -(1n << 55n) - 1n },
    { type: 'i128', value: -1n },
    { type: 'i128', value: -(2n ** 127n) },
    { type: 'u256', value: 2n ** 256n - 1n },
    { type: 'i256', value: -(2n ** 255n) },
    { type: 'timepoint', value: 2n ** 64n - 1n },
    sym(''),
    sym('_'),
    sym('nine_char'),
    sym('ten_chars_'),
    sym('Zz09_'),
    bytes(new Uint8Array(0)),
    vec(vec(), sym('x')),
    { type: 'map', value: [[u32(1), u32(2)]] },
    addr(id),
  ];
  for (const value of values) expect(ledger.call(id, 'echo', value)).toEqual(value);
});

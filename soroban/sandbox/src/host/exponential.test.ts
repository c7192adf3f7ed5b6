import { beforeAll, describe, expect, test } from 'vitest';
import { compileText } from '../../../sdk/test/support/compile-text.ts';
import { addr, callFunction, sym, TestLedger, u32 } from '../../test/host/test-ledger.ts';
import { encodeVal } from './codec/value.ts';
import type { HostVal } from './values/value.ts';

// A list that holds a list twice, which holds a list twice …: 60 lists are 2⁶⁰ values to whoever writes them out.
const ledger = new TestLedger();
let contract: string;

beforeAll(async () => {
  const { wasm } = await compileText(
    `
    import {
      type Address, Args, Bytes, call, contract, contractevent, currentContract, instance, log, persistent, publish,
      type Sym, sym, topic, tryCall, type u32, Val, Vec,
    } from '@istsi/soroban-sdk';

    @contractevent class InData { what!: Val; }
    @contractevent class InTopic { @topic what!: Val; }

    function large(depth: u32): Val {
      let value = Val.of<u32>(7);
      for (let i: u32 = 0; i < depth; i += 1) value = Val.of<Vec<Val>>(Vec.of<Val>(value, value));
      return value;
    }

    @contract
    export class Large {
      returned(depth: u32): Val { return large(depth); }
      data(depth: u32): void { publish<InData>({ what: large(depth) }); }
      inTopic(depth: u32): void { publish<InTopic>({ what: large(depth) }); }
      logged(depth: u32): void { log('large', Args.of().add<Val>(large(depth))); }
      serialized(depth: u32): u32 { return Bytes.serialize<Val>(large(depth)).length; }
      stored(depth: u32): void { persistent.set<Sym, Val>(sym('LARGE'), large(depth)); }
      key(depth: u32): bool { return persistent.has<Val>(large(depth)); }
      kept(depth: u32): void { instance.set<Sym, Val>(sym('LARGE'), large(depth)); }
      authorized(who: Address, depth: u32): void { who.requireAuthForArgs(Args.of().add<Val>(large(depth))); }
      refused(who: Address, depth: u32): void {
        who.requireAuthForArgs(Args.of().add<Val>(large(depth)));
        call<void>(currentContract(), sym('missing'), Args.of());
      }
      passed(depth: u32): void { call<void>(currentContract(), sym('missing'), Args.of().add<Val>(large(depth))); }
      tried(depth: u32): bool {
        return tryCall<void>(currentContract(), sym('missing'), Args.of().add<Val>(large(depth))).isErr;
      }
      compared(depth: u32): bool { return large(depth) === large(depth); }
    }
  `,
    { logs: true },
  );
  contract = ledger.deploy(wasm, []);
});

const SMALL = 3;
const LARGE = 60;
const run = (name: string, ...args: HostVal[]) =>
  ledger.run(callFunction(contract, name, ...args), { diagnostics: true });

const EXCEEDED = 'Error(Budget, ExceededLimit)';
describe('a value of exponential size ends at the budget', () => {
  test.each(['returned', 'data', 'inTopic', 'serialized', 'stored', 'key', 'kept', 'compared'])('%s', (name) => {
    expect(run(name, u32(SMALL))).toMatchObject({ ok: true });
    const before = encodeVal(sym('before'));
    const result = run(name, u32(LARGE));
    expect(result.ok ? 'ok' : result.error.short).toBe(EXCEEDED);
    expect(encodeVal(sym('before'))).toEqual(before);
  });

  test('as arguments that are to be authorized', () => {
    expect(run('authorized', addr(ledger.source), u32(SMALL))).toMatchObject({ ok: true, auth: [{}] });
    const result = run('authorized', addr(ledger.source), u32(LARGE));
    expect(result.ok ? 'ok' : result.error.short).toBe(EXCEEDED);
  });
});

describe('diagnostics leave out what is too large', () => {
  test.each<[string, HostVal[]]>([
    ['logged', []],
    ['data', []],
    ['passed', []],
    ['tried', []],
    ['refused', [addr(ledger.source)]],
  ])('%s', (name, args) => {
    const [small, large] = [run(name, ...args, u32(SMALL)), run(name, ...args, u32(LARGE))];
    expect(small.diagnosticEvents.length).toBeGreaterThan(0);
    expect(large.diagnosticEvents.length).toBeGreaterThan(0);
    const bytes = large.diagnosticEvents.flatMap(({ event }) => [...event.topics, event.data]).map(encodeVal);
    expect(bytes.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1024 * 1024);
  });
});

test('a failed encoding leaves nothing behind', () => {
  let deep: HostVal = { type: 'void' };
  for (let i = 0; i < 600; i++) deep = { type: 'vec', value: [deep] };
  expect(() => encodeVal(deep)).toThrow('nested deeper');
  expect(Buffer.from(encodeVal(u32(7))).toString('hex')).toBe('0000000300000007');
});

import { StrKey } from '@stellar/stellar-sdk';
import { expect } from 'vitest';
// Links the host functions.
import '../../src/host/invoke.ts';
import { ContractFrame } from '../../src/host/calls/frame.ts';
import { Host } from '../../src/host/host.ts';
import { compareVals } from '../../src/host/objects/compare.ts';
import { newBytes, newString } from '../../src/host/objects/slices.ts';
import { chargeSymbolObject } from '../../src/host/objects/symbol-costs.ts';
import { HostError } from '../../src/host/values/error.ts';
import { bytesVal, type HostVal, symbolVal } from '../../src/host/values/value.ts';
import { callHostFunction, type HostArgument, specOf } from './host-call.ts';
import { TestLedger } from './test-ledger.ts';

/**
 * One host function call of a recorded trace: its arguments, what it gave, and what it cost. A text stands for a value
 * that was given at the start or kept from an earlier step; an error is written as the network prints it.
 */
export type Step = readonly [
  call: string,
  args: readonly (HostVal | bigint | string | number)[],
  gives: HostVal | bigint | string,
  instructions?: number,
  memoryBytes?: number,
];

/** A test of the network's host (`module::test`), as far as its trace tells it. */
export type Trace = {
  readonly name: string;
  readonly given: Readonly<Record<string, HostVal>>;
  /** What values that it kept are in the end. */
  readonly keeps?: Readonly<Record<string, HostVal>>;
  readonly steps: readonly Step[];
};

/** Where values come from that a test brings itself; `number` is their length, and their content does not matter. */
const MADE_OF_LENGTH: Readonly<Record<string, (host: Host, length: number) => HostVal>> = {
  bytes_new_from_slice: (host, length) => newBytes(host, new Uint8Array(length)),
  string_new_from_slice: (host, length) => newString(host, new Uint8Array(length)),
  symbol_new_from_slice(host, length) {
    chargeSymbolObject(host.budget, length);
    return symbolVal('a'.repeat(length));
  },
};

const UNLIMITED = { instructions: Number.MAX_SAFE_INTEGER, memoryBytes: Number.MAX_SAFE_INTEGER };

/** Runs a trace step by step, and checks what each gives and costs. */
export function replay({ name, given, keeps, steps }: Trace): void {
  const host = nativeHost();
  const values = new Map(Object.entries(given));
  steps.forEach(([call, args, gives, instructions, memoryBytes], i) => {
    const where = `${name}, step ${i}: ${call}`;
    const before = { ...host.budget };
    const result = attempt(() =>
      run(
        host,
        call,
        args.map((arg) => resolve(values, arg)),
      ),
    );
    if (typeof gives === 'string' && !gives.startsWith('Error(')) {
      expect(typeof result, where).toBe('object');
      values.set(gives, result as HostVal);
    } else if (typeof gives === 'object') {
      expect(compareVals(result as HostVal, gives), where).toBe(0);
    } else {
      expect(result, where).toBe(gives);
    }
    if (instructions === undefined) return;
    const cost = [host.budget.instructions - before.instructions, host.budget.memoryBytes - before.memoryBytes];
    expect(cost, where).toEqual([instructions, memoryBytes]);
  });
  for (const [key, value] of Object.entries(keeps ?? {})) {
    expect(compareVals(values.get(key)!, value), `${name}: ${key}`).toBe(0);
  }
}

/** A host in which a contract that is built in is running. */
export function nativeHost(): Host {
  const ledger = new TestLedger();
  const host = new Host({
    reader: ledger.entries,
    ledger: ledger.info,
    source: ledger.source,
    // The functions are called directly.
    function: undefined as never,
    auth: { record: {} },
    footprint: 'record',
    prngSeed: new Uint8Array(32),
    limits: UNLIMITED,
  });
  const instance = { type: 'contractInstance', executable: { type: 'stellarAsset' }, storage: [] } as const;
  host.frames.push(
    new ContractFrame(StrKey.encodeContract(Buffer.alloc(32)), symbolVal('f'), [], instance, host.budget, undefined),
  );
  return host;
}

function resolve(values: ReadonlyMap<string, HostVal>, arg: Step[1][number]): HostVal | bigint | number {
  if (typeof arg !== 'string') return arg;
  const value = values.get(arg);
  if (value === undefined) throw new Error(`no value is called ${arg}`);
  return value;
}

function run(host: Host, call: string, args: readonly (HostVal | bigint | number)[]): HostVal | bigint {
  const make = MADE_OF_LENGTH[call];
  if (make !== undefined) return make(host, args[0] as number);
  const { args: types, returns } = specOf(call);
  const raw = callHostFunction(
    host,
    call,
    args.map((arg, i) => argument(types[i]!, arg)),
  );
  return typeof raw === 'object' && 'type' in (raw as object) ? (raw as HostVal) : resultVal(returns, raw);
}

function argument(type: string, arg: HostVal | bigint | number): HostArgument {
  if (typeof arg !== 'object' || type === 'Val' || type === 'AddressObject' || type === 'Error')
    return arg as HostArgument;
  return (arg as { value: HostArgument }).value;
}

/** A result as a value: the table's type says what it is. */
function resultVal(type: string, raw: unknown): HostVal | bigint {
  if (type === 'u64' || type === 'i64') return raw as bigint;
  if (type === 'Void') return { type: 'void' };
  if (type === 'BytesObject') return bytesVal(raw as Uint8Array);
  const name = type.replace(/Object$|Val$/, '');
  return { type: name.charAt(0).toLowerCase() + name.slice(1), value: raw } as HostVal;
}

function attempt(body: () => HostVal | bigint): HostVal | bigint | string {
  try {
    return body();
  } catch (error) {
    if (error instanceof HostError) return error.short;
    throw error;
  }
}

import { nativeToScVal, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileText } from './support/compile-text.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

// The network's host compares objects only: what fits into 64 bits the contract compares by itself.
let network: TestNetwork;
let client: ContractClient;

beforeAll(async () => {
  const { wasm } = await compileText(`
    import { type Address, contract, type Sym, sym, type Val, Vec } from '@istsi/soroban-sdk';
    @contract
    export class Comparison {
      compared_symbols(values: Vec<Sym>): Vec<u32> {
        let answers = Vec.empty<u32>();
        for (const a of values) {
          for (const b of values) answers = answers.push((a === b ? 1 : 0) + (a !== b ? 2 : 0));
        }
        return answers;
      }
      is_transfer(a: Sym): bool { return a === sym('transfer'); }
      is_add_asset(a: Sym): bool { return a === sym('add_asset'); }
      is_ten_letter(a: Sym): bool { return a === sym('ten_letter'); }
      /** Of every value with every other: 1 where === holds, 2 where !== does. */
      compared(values: Vec<Val>): Vec<u32> {
        let answers = Vec.empty<u32>();
        for (const a of values) {
          for (const b of values) answers = answers.push((a === b ? 1 : 0) + (a !== b ? 2 : 0));
        }
        return answers;
      }
      same_addresses(a: Address, b: Address): bool { return a === b && a === a; }
    }
  `);
  network = await startNetwork();
  client = await network.deploy(wasm);
});
afterAll(() => network?.stop());

const read = async (entry: string, args: Record<string, unknown>): Promise<unknown> =>
  (await client[entry]!(args)).result;

describe('symbols are equal when their letters are', () => {
  const symbols = ['', 'a', 'b', 'burn', 'transfer', 'approve', 'add_asset', 'add_assez', 'ten_letter', 'ten_lettes'];
  test('each with each other', async () => {
    const values = symbols.map((text) => xdr.ScVal.scvSymbol(text));
    const expected = symbols.flatMap((a) => symbols.map((b) => (a === b ? 1 : 2)));
    expect(await read('compared', { values })).toEqual(expected);
    expect(await read('compared_symbols', { values: symbols })).toEqual(expected);
  });

  test.each(['transfer', 'add_asset', 'ten_letter', 'x'])('%s with literals', async (a) => {
    expect(await read('is_transfer', { a })).toBe(a === 'transfer');
    expect(await read('is_add_asset', { a })).toBe(a === 'add_asset');
    expect(await read('is_ten_letter', { a })).toBe(a === 'ten_letter');
  });
});

describe('values of any type are equal when type and content are', () => {
  const number = (type: string, value: bigint): xdr.ScVal => nativeToScVal(value, { type } as never);
  const wide = ['u64', 'i64', 'u128', 'i128', 'u256', 'i256', 'timepoint', 'duration'];
  const values: [name: string, value: xdr.ScVal][] = [
    ['void', xdr.ScVal.scvVoid()],
    ['true', xdr.ScVal.scvBool(true)],
    ['false', xdr.ScVal.scvBool(false)],
    ['u32 0', xdr.ScVal.scvU32(0)],
    ['u32 7', xdr.ScVal.scvU32(7)],
    ['i32 7', xdr.ScVal.scvI32(7)],
    ['i32 -7', xdr.ScVal.scvI32(-7)],
    ...[0n, 7n, 2n ** 60n].flatMap((value) =>
      wide.map((type): [string, xdr.ScVal] => [`${type} ${value}`, number(type, value)]),
    ),
    ...['i64', 'i128', 'i256'].map((type): [string, xdr.ScVal] => [`${type} -7`, number(type, -7n)]),
    ['symbol', xdr.ScVal.scvSymbol('seven')],
    ['long symbol', xdr.ScVal.scvSymbol('seven_and_seven')],
    ['string', xdr.ScVal.scvString('seven')],
    ['bytes', nativeToScVal(Buffer.from('seven'))],
    ['list', xdr.ScVal.scvVec([xdr.ScVal.scvU32(7)])],
  ];

  test('each with each other', async () => {
    const answers = (await read('compared', { values: values.map(([, value]) => value) })) as number[];
    const equal = values.flatMap(([a], row) =>
      values.flatMap(([b], column) => {
        const answer = answers[row * values.length + column];
        return answer === 2 ? [] : [[a, b, answer]];
      }),
    );
    expect(equal).toEqual(values.map(([name]) => [name, name, 1]));
  });
});

test('an address is equal to itself and to another handle of it', async () => {
  expect(await read('same_addresses', { a: network.account, b: network.account })).toBe(true);
  expect(await read('same_addresses', { a: network.account, b: client.options.contractId })).toBe(false);
});

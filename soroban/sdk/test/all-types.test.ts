import { fileURLToPath } from 'node:url';
import { Account, contract, MuxedAccount, nativeToScVal, scValToNative, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileContract } from '../src/index.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

// Values go in and out through the spec by Stellar's own client, and the contract really runs: a wrong byte anywhere shows.
let network: TestNetwork;
let client: ContractClient;
let spec: contract.Spec;

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./contracts/all-types/contract.ts', import.meta.url));
  const { wasm } = await compileContract({ entry });
  spec = contract.Spec.fromWasm(Buffer.from(wasm));
  network = await startNetwork();
  client = await network.deploy(wasm);
});
afterAll(() => network?.stop());

const account = 'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF';
const hash = Uint8Array.from({ length: 32 }, (_, index) => index);
const point = { x: -3, y: 2_147_483_647 };
const everything = {
  flag: true,
  color: 5,
  colors: [0, 6],
  hash,
  maybe: point,
  names: [
    ['a', [1n, 2n ** 64n - 1n]],
    ['zzzzzzzzzzzz', []],
  ],
  pair: [-1n, 'text'],
  shape: { tag: 'Circle', values: [point, 7] },
};

describe('a value of each type comes back as it went in', () => {
  const cases: [entry: string, value: unknown][] = [
    ...[true, false].map((value): [string, unknown] => ['echo_bool', value]),
    ...[0, 1, 2 ** 32 - 1].map((value): [string, unknown] => ['echo_u32', value]),
    ...[0, -1, 2 ** 31 - 1, -(2 ** 31)].map((value): [string, unknown] => ['echo_i32', value]),
    ...[0n, 2n ** 56n - 1n, 2n ** 56n, 2n ** 64n - 1n].map((value): [string, unknown] => ['echo_u64', value]),
    ...[0n, -1n, 2n ** 55n, -(2n ** 55n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)].map((value): [string, unknown] => [
      'echo_i64',
      value,
    ]),
    ...[0n, 2n ** 56n, 2n ** 64n, 2n ** 128n - 1n].map((value): [string, unknown] => ['echo_u128', value]),
    ...[0n, -1n, 2n ** 64n, -(2n ** 64n), 2n ** 127n - 1n, -(2n ** 127n)].map((value): [string, unknown] => [
      'echo_i128',
      value,
    ]),
    ...[0n, 2n ** 128n, 2n ** 256n - 1n].map((value): [string, unknown] => ['echo_u256', value]),
    ...[0n, -1n, 2n ** 255n - 1n, -(2n ** 255n)].map((value): [string, unknown] => ['echo_i256', value]),
    ['echo_address', account],
    ['echo_bytes', Uint8Array.of(0, 255, 16)],
    ['echo_bytes', new Uint8Array()],
    ['echo_hash', hash],
    ['echo_str', 'héllo'],
    ['echo_sym', 'short'],
    ['echo_sym', 'a_symbol_of_thirty_two_characters'.slice(0, 32)],
    ['echo_vec', [1n, -2n, 2n ** 100n]],
    ['echo_vec', []],
    [
      'echo_map',
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    ['echo_option', 5],
    ['echo_option', null],
    ['echo_timepoint', 2n ** 63n],
    ['echo_duration', 3600n],
    ['echo_point', point],
    ['echo_pair', [2n ** 100n, 'x']],
    ['echo_color', 5],
    ['echo_shape', { tag: 'Empty' }],
    ['echo_shape', { tag: 'Circle', values: [point, 9] }],
    ['echo_shape', { tag: 'Owned', values: [account] }],
    ['echo_shape', { tag: 'AVeryLongCaseName', values: [6] }],
    ['echo_everything', everything],
    ['echo_everything', { ...everything, maybe: null, shape: { tag: 'Empty' }, names: [] }],
  ];

  test.each(cases)('%s %s', async (entry, value) => {
    const { result } = await client[entry]!({ value });
    expect(result).toEqual(value);
  });

  test('a muxed address keeps its id, and has none without', async () => {
    const muxed = new MuxedAccount(new Account(account, '0'), '18446744073709551615').accountId();
    expect((await client.echo_muxed!({ value: muxed })).result).toBe(2n ** 64n - 1n);
    expect((await client.echo_muxed!({ value: account })).result).toBeNull();
  });
});

describe('a value of another type is refused at the boundary', () => {
  const cases: [entry: string, value: xdr.ScVal][] = [
    ['echo_u32', nativeToScVal(1, { type: 'i32' })],
    ['echo_u64', nativeToScVal(1n, { type: 'i64' })],
    ['echo_i128', nativeToScVal(1n, { type: 'u128' })],
    ['echo_bool', nativeToScVal(1, { type: 'u32' })],
    ['echo_address', nativeToScVal('x', { type: 'string' })],
    ['echo_hash', nativeToScVal(Buffer.alloc(31))],
    ['echo_sym', nativeToScVal('x', { type: 'string' })],
    ['echo_color', nativeToScVal(1, { type: 'u32' })],
    ['echo_point', nativeToScVal({ x: 1 }, { type: { x: ['symbol', 'i32'] } })],
    ['echo_pair', nativeToScVal([1n], { type: 'i128' })],
    ['echo_shape', xdr.ScVal.scvVec([nativeToScVal('Square', { type: 'symbol' })])],
    ['echo_shape', xdr.ScVal.scvVec([nativeToScVal('Owned', { type: 'symbol' })])],
  ];

  test.each(cases)('%s', async (entry, value) => {
    const transaction = await contract.AssembledTransaction.build({
      ...client.options,
      method: entry,
      args: [value],
      parseResultXdr: scValToNative,
    });
    expect(() => transaction.result).toThrow(/Wasm|UnreachableCodeReached|InvalidAction|MissingValue|UnexpectedSize/);
  });
});

test('storage, topics and data are laid out as the Rust SDK lays them out', async () => {
  const shape = { tag: 'Owned', values: [account] };
  await (await client.store!({ key: shape, value: everything })).signAndSend();

  const key = xdr.ScVal.scvVec([
    nativeToScVal('Owned', { type: 'symbol' }),
    nativeToScVal(account, { type: 'address' }),
  ]);
  const entry = await network.server.getContractData(client.options.contractId, key);
  const stored = (entry.val.value as xdr.ContractDataEntry).val;
  expect(stored.toXdr('base64')).toBe(spec.nativeToScVal(everything, typeNamed('Everything')).toXdr('base64'));
  expect((await client.answer!()).result).toBe(42);
});

test('events have the topics and the data their spec says', async () => {
  const start = (await network.server.getLatestLedger()).sequence;
  await (await client.publish_all!({ who: account, what: { tag: 'Empty' } })).signAndSend({ force: true });

  const { events } = await network.server.getEvents({
    startLedger: start,
    filters: [{ type: 'contract', contractIds: [client.options.contractId] }],
  });
  const seen = events.map(({ topic, value }) => [topic.map(scValToNative), scValToNative(value)]);
  expect(seen).toEqual([
    [['seen', account], { times: 2, what: ['Empty'] }],
    [
      ['seen', 'list', 6],
      [1, 'hello'],
    ],
    [['seen_one'], -5n],
    [['seen_nothing', 7n], null],
  ]);
  const described = spec.entries.filter((entry) => entry.type === 'scSpecEntryEventV0').map(({ value }) => value);
  expect(described.map(({ name, prefixTopics }) => [String(name), prefixTopics.map(String)])).toEqual([
    ['Seen', ['seen']],
    ['SeenList', ['seen', 'list']],
    ['SeenOne', ['seen_one']],
    ['SeenNothing', ['seen_nothing']],
  ]);
});

// Clients show the doc of an error as its message; without one, its name.
test.each([
  [1, 'The first.'],
  [2, 'Second'],
])('error %i reaches the client as a message', async (code, message) => {
  const refused = await client.refuse!({ code });
  expect(refused.result).toMatchObject({ error: { message } });
});

const typeNamed = (name: string): xdr.ScSpecTypeDef => xdr.ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name }));

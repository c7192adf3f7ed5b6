import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Account, Address, Asset, MuxedAccount, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileContract } from '../src/index.ts';
import { hostFunctions } from '../src/wasm/host-functions.ts';
import { compileText } from './support/compile-text.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

let network: TestNetwork;
let client: ContractClient;
let other: ContractClient;
let hash: Uint8Array;
beforeAll(async () => {
  const entry = fileURLToPath(new URL('./contracts/whole-host/contract.ts', import.meta.url));
  const { wasm } = await compileContract({ entry });
  hash = createHash('sha256').update(wasm).digest();
  network = await startNetwork();
  client = await network.deploy(wasm);
  other = await network.deploy(wasm);
});
afterAll(() => network?.stop());

const read = async (entry: string, args: Record<string, unknown> = {}): Promise<unknown> =>
  (await client[entry]!(args)).result;
const send = async (entry: string, args: Record<string, unknown>, to = client): Promise<unknown> =>
  (await (await to[entry]!(args)).signAndSend({ force: true })).result;
const hexOf = (value: unknown): string => Buffer.from(value as Uint8Array).toString('hex');

test('every function of the host can be reached, but for three', () => {
  const folder = fileURLToPath(new URL('../assembly/', import.meta.url));
  const library = readdirSync(folder)
    .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
    .join('\n');
  expect(hostFunctions.map(({ name }) => name).filter((name) => !library.includes(`env.${name}(`))).toEqual([
    // Structs are stored with all their fields.
    'sparse_map_new_from_linear_memory',
    'sparse_map_unpack_to_linear_memory',
    // The same as its successor without arguments for the constructor.
    'create_contract',
  ]);
});

test('bytes are edited', async () => {
  expect(hexOf(await read('edited', { data: Buffer.from('0102030405', 'hex'), index: 1 }))).toBe('01050103' + '04');
});

describe('256-bit integers', () => {
  const UMAX = 2n ** 256n - 1n;
  const [IMIN, IMAX] = [-(2n ** 255n), 2n ** 255n - 1n];

  test.each([0n, 258n, UMAX])('%s is 32 bytes and back', async (value) => {
    expect(hexOf(await read('unsigned', { value }))).toBe(value.toString(16).padStart(64, '0'));
  });
  test.each([0n, -2n, IMIN, IMAX])('%s, signed, is 32 bytes and back', async (value) => {
    expect(hexOf(await read('signed', { value }))).toBe(BigInt.asUintN(256, value).toString(16).padStart(64, '0'));
  });
  test.each<[string, bigint, bigint, bigint | null]>([
    ['add', UMAX - 1n, 1n, UMAX],
    ['add', UMAX, 1n, null],
    ['sub', 1n, 1n, 0n],
    ['sub', 0n, 1n, null],
    ['mul', 2n ** 128n, 2n ** 127n, 2n ** 255n],
    ['mul', 2n ** 128n, 2n ** 128n, null],
    ['pow', 2n, 255n, 2n ** 255n],
    ['pow', 2n, 256n, null],
  ])('checked %s of %s and %s', async (operation, a, b, expected) => {
    expect(await read('checked', { operation, a, b })).toBe(expected);
  });
  test.each<[string, bigint, bigint, bigint | null]>([
    ['add', IMIN, -1n, null],
    ['sub', IMIN, -1n, IMIN + 1n],
    ['mul', IMIN, -1n, null],
    ['pow', -2n, 255n, IMIN],
    ['pow', 2n, 255n, null],
  ])('checked %s of %s and %s, signed', async (operation, a, b, expected) => {
    expect(await read('checked_signed', { operation, a, b })).toBe(expected);
  });
});

test.each(['', '_', 'az09AZ_', 'ninechars', 'tencharact', 'a'.repeat(32)])('the symbol %j is text', async (symbol) => {
  expect(await read('symbol_text', { symbol })).toBe(symbol);
  expect(await read('symbol_length', { symbol })).toBe(symbol.length);
});

test('packed text is laid over bytes', async () => {
  const data = Buffer.from('aaaaaa', 'hex');
  expect(hexOf(await read('laid_over', { data, at: 1, text: 'hi' }))).toBe('aa' + '02' + '6869' + '02');
});

test.each<[number, (number | null)[]]>([
  [3, [1, 1, 1]],
  [4, [null, null, 2]],
  [0, [null, null, 0]],
  [9, [null, null, 3]],
])('%i is looked for in a list in order', async (item, expected) => {
  expect(await read('search', { list: [1, 3, 7], item })).toEqual(expected);
});

test('an address with an id is text and back', async () => {
  const muxed = new MuxedAccount(new Account(network.account, '0'), '77').accountId();
  expect(await read('muxed', { address: muxed })).toBe(muxed);
  expect(await read('muxed', { address: network.account })).toBe(network.account);
});

test('the contract of an asset is deployed where it was foretold', async () => {
  const asset = new Asset('USD', network.account);
  const address = asset.contractId((await network.server.getNetwork()).passphrase);
  const serialized = asset.toXdrObject().toXdr();
  expect(await read('asset_address', { asset: serialized })).toBe(address);
  expect(await send('deploy_asset', { asset: serialized })).toBe(address);
});

describe('lifetimes', () => {
  const liveUntil = async (...keys: xdr.LedgerKey[]): Promise<number[]> => {
    const { entries } = await network.server.getLedgerEntries(...keys);
    const of = (key: xdr.LedgerKey) => entries.find((entry) => entry.key.toXdr('base64') === key.toXdr('base64'));
    return keys.map((key) => of(key)!.liveUntilLedgerSeq!);
  };
  const data = (contractId: string, key: xdr.ScVal): xdr.LedgerKey =>
    xdr.LedgerKey.contractData(
      new xdr.LedgerKeyContractData({
        contract: Address.fromString(contractId).toScAddress(),
        key,
        durability: xdr.ContractDataDurability.persistent,
      }),
    );
  const instanceOf = ({ options }: ContractClient) =>
    data(options.contractId, xdr.ScVal.scvLedgerKeyContractInstance());
  const code = () => xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: new xdr.Hash(hash) }));

  test('of an entry are extended by no more than the most, and not for less than the least', async () => {
    const entry = data(client.options.contractId, xdr.ScVal.scvSymbol('entry'));
    await send('keep', { key: 'entry' });
    const [before] = await liveUntil(entry);
    await send('extend_entry', { key: 'entry', to: 3_000_000, min: 0, max: 1000 });
    expect(await liveUntil(entry)).toEqual([before! + 1000]);
    const { sequence } = await network.server.getLatestLedger();
    await send('extend_entry', { key: 'entry', to: before! + 1500 - sequence, min: 900, max: 2000 });
    expect(await liveUntil(entry)).toEqual([before! + 1000]);
  });

  test('of an instance and of its code are extended apart and together', async () => {
    const keys = [instanceOf(other), code()];
    const named = { other: other.options.contractId };
    await send('extend_separately', { ...named, threshold: 2_500_000, instance_to: 2_600_000, code_to: 2_700_000 });
    const [instance, ofCode] = await liveUntil(...keys);
    expect(ofCode! - instance!).toBe(100_000);
    await send('extend_within', { ...named, instance_to: 3_000_000, code_to: 3_000_000, max: 7 });
    expect(await liveUntil(...keys)).toEqual([instance! + 7, ofCode! + 7]);
    await send('extend_both', { ...named, to: 3_100_000 });
    const all = await liveUntil(...keys, instanceOf(client));
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toBeGreaterThan(ofCode! + 7);
  });
});

test('contracts run what another keeps under a tag, whatever that is at the time', async () => {
  const head = "import { contract } from '@istsi/soroban-sdk';\n";
  const { wasm, hash: small } = await compileText(`${head}@contract export class C { answer(): u32 { return 42; } }`);
  await network.deploy(wasm);
  const owner = client.options.contractId;
  await send('publish_code', { name: 'v', wasm_hash: hash });
  expect(hexOf(await read('published_code', { name: 'v' }))).toBe(hexOf(hash));
  const address = await send('deploy_ref', { owner, name: 'v', salt: Buffer.alloc(32, 9) });
  expect(hexOf(await read('ask', { address, question: 'greeting' }))).toBe(hexOf(Buffer.from('hello')));

  await send('publish_code', { name: 'v', wasm_hash: Buffer.from(small, 'hex') });
  expect(await read('ask', { address, question: 'answer' })).toBe(42);
  await send('become', { owner, name: 'v' }, other);
  expect(await read('ask', { address: other.options.contractId, question: 'answer' })).toBe(42);
});

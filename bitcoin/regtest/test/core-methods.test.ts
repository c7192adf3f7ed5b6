import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import * as btc from '@scure/btc-signer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { descriptorChecksum } from '../src/descriptors/checksum.ts';
import { sha256 } from '../src/encoding/hash.ts';
import { fund, type RunningNode, startNode } from './node-client.ts';

type Json = Record<string, unknown>;
const NETWORK = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };
const keys = ['one', 'two', 'three'].map((name) => secp256k1.getPublicKey(sha256(Buffer.from(name)), true));
const hexKeys = keys.map((key) => Buffer.from(key).toString('hex'));
const uncompressed = Buffer.from(secp256k1.getPublicKey(sha256(Buffer.from('one')), false)).toString('hex');
const summed = (descriptor: string) => `${descriptor}#${descriptorChecksum(descriptor)}`;

let node: RunningNode;
let miner: string;
beforeAll(async () => {
  node = await startNode();
  miner = await fund(node, 5);
});
afterAll(() => node.node.stop());

describe('bytes that follow', () => {
  const nextBlock = async () => (await node.call<Json>('generateblock', [miner, [], false])).hex as string;

  test('a submitted block are not looked at, and not kept', async () => {
    const hex = await nextBlock();
    expect(await node.call('getblocktemplate', [{ mode: 'proposal', data: `${hex}00` }])).toBeNull();
    expect(await node.call('submitblock', [`${hex}deadbeef`])).toBeNull();
    const best = await node.call<string>('getbestblockhash');
    expect(await node.call('getblock', [best, 0])).toBe(hex);
    expect(await node.call('getblock', [best])).toMatchObject({ size: hex.length / 2 });
  });

  test('a submitted header are not looked at', async () => {
    const hex = await nextBlock();
    expect(await node.call('submitheader', [hex])).toBeNull();
    const [tip] = await node.call<Json[]>('getchaintips');
    expect(tip).toMatchObject({ status: 'headers-only' });
    expect(await node.call('submitblock', [hex])).toBeNull();
  });

  test.each<[string, string, string]>([
    ['submitblock', 'a block cut short', 'Block decode failed'],
    ['submitheader', 'a header cut short', 'Block header decode failed'],
  ])('%s refuses %s', async (method, _, message) => {
    const hex = (await nextBlock()).slice(0, method === 'submitblock' ? -2 : 158);
    expect(await node.failure(method, [hex])).toEqual({ code: -22, message });
    expect(await node.failure(method, [''])).toEqual({ code: -22, message });
    expect(await node.failure(method, [`${hex}0`])).toEqual({ code: -22, message });
  });
});

test('submitheader names the rule and keeps its details to itself', async () => {
  const { hex } = await node.call<{ hex: string }>('generateblock', [miner, [], false]);
  const header = Buffer.from(hex.slice(0, 160), 'hex');
  header.writeUInt32LE(1, 68);
  const { hash256 } = await import('../src/encoding/hash.ts');
  for (let nonce = 0; hash256(header).at(-1)! > 0x7e; nonce++) header.writeUInt32LE(nonce, 76);
  expect(await node.failure('submitheader', [header.toString('hex')])).toEqual({ code: -25, message: 'time-too-old' });
});

describe('combo()', () => {
  test('stands for every kind of address of its key, and none for the bare key', async () => {
    const addresses = await node.call('deriveaddresses', [summed(`combo(${hexKeys[0]})`)]);
    expect(addresses).toEqual([
      btc.p2pkh(keys[0]!, NETWORK).address,
      btc.p2wpkh(keys[0]!, NETWORK).address,
      btc.p2sh(btc.p2wpkh(keys[0]!, NETWORK), NETWORK).address,
    ]);
    expect(await node.call('deriveaddresses', [summed(`combo(${uncompressed})`)])).toHaveLength(1);
    expect((await node.failure('deriveaddresses', [summed(`pk(${hexKeys[0]})`)])).message).toBe(
      'Descriptor does not have a corresponding address',
    );
  });

  test.each<[string, () => string, () => string]>([
    ['P2WPKH of a compressed key', () => `combo(${hexKeys[0]})`, () => btc.p2wpkh(keys[0]!, NETWORK).address!],
    [
      'P2PKH of an uncompressed key',
      () => `combo(${uncompressed})`,
      () => btc.p2pkh(Buffer.from(uncompressed, 'hex'), NETWORK).address!,
    ],
  ])('is mined to as %s', async (_, descriptor, address) => {
    const [hash] = await node.call<string[]>('generatetodescriptor', [1, descriptor()]);
    const block = await node.call<{ tx: { vout: { scriptPubKey: Json }[] }[] }>('getblock', [hash, 2]);
    expect(block.tx[0]!.vout[0]!.scriptPubKey.address).toBe(address());
  });

  test('scantxoutset finds what each of its scripts holds', async () => {
    const found = await node.call<{ unspents: Json[] }>('scantxoutset', ['start', [`combo(${hexKeys[0]})`]]);
    expect(found.unspents.length).toBeGreaterThan(0);
  });

  test('generatetodescriptor takes no ranged descriptor and no address', async () => {
    expect((await node.failure('generatetodescriptor', [1, miner])).message).toMatch(/not a valid descriptor function/);
    const xpub =
      'tpubD6NzVbkrYhZ4WZaiWHz59q5EQ61bd6dUYfU4ggRWAtNAyyYRNWT6ktJ7UHJEXURvTfTfskFQmK7Ff4FRkiRN5wQH8nkGAb6aKB4Yyeqsw5m';
    expect(await node.failure('generatetodescriptor', [1, `wpkh(${xpub}/*)`])).toMatchObject({ code: -5 });
  });
});

describe('getblockstats', () => {
  let hash: string;
  let txids: string[];
  beforeAll(async () => {
    txids = [];
    for (const [amount, rate] of [
      [1, 5],
      [2, 50],
      [3, 20],
    ]) {
      const named = { address: miner, amount, fee_rate: rate };
      txids.push(await node.call<string>('sendtoaddress', named));
    }
    [hash] = (await node.call<string[]>('generatetoaddress', [1, miner])) as [string];
  });

  test('counts what the transactions of a block tell by themselves', async () => {
    const stats = await node.call<Record<string, number>>('getblockstats', [hash]);
    const block = await node.call<{ height: number; time: number; mediantime: number; tx: Tx[] }>('getblock', [
      hash,
      3,
    ]);
    type Tx = { fee?: number; size: number; weight: number; vin: object[]; vout: { value: number }[] };
    const spends = block.tx.slice(1);
    expect(spends).toHaveLength(3);
    const fees = spends.map(({ fee }) => Math.round(fee! * 1e8));
    const rates = spends.map(({ weight }, index) => Math.floor((fees[index]! * 4) / weight)).sort((a, b) => a - b);
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    const middle = (values: number[]) => [...values].sort((a, b) => a - b)[1];
    const sizes = spends.map(({ size }) => size);
    const weight = total(spends.map((tx) => tx.weight));
    expect(rates).toEqual([5, 20, 50]);
    expect(stats).toEqual({
      avgfee: Math.floor(total(fees) / 3),
      avgfeerate: Math.floor((total(fees) * 4) / weight),
      avgtxsize: Math.floor(total(sizes) / 3),
      blockhash: hash,
      feerate_percentiles: [5, 5, 20, 50, 50],
      height: block.height,
      ins: total(spends.map(({ vin }) => vin.length)),
      maxfee: Math.max(...fees),
      maxfeerate: 50,
      maxtxsize: Math.max(...sizes),
      medianfee: middle(fees),
      mediantime: block.mediantime,
      mediantxsize: middle(sizes),
      minfee: Math.min(...fees),
      minfeerate: 5,
      mintxsize: Math.min(...sizes),
      outs: total(block.tx.map(({ vout }) => vout.length)),
      subsidy: 5_000_000_000,
      swtotal_size: total(sizes),
      swtotal_weight: weight,
      swtxs: 3,
      time: block.time,
      total_out: Math.round(total(spends.flatMap(({ vout }) => vout.map(({ value }) => value * 1e8)))),
      total_size: total(sizes),
      total_weight: weight,
      totalfee: total(fees),
      txs: 4,
      // The coinbase has one output that can be spent and one that commits to the witnesses.
      utxo_increase: 2 + 6 - 3,
      utxo_increase_actual: 1 + 6 - 3,
      utxo_size_inc: expect.any(Number),
      utxo_size_inc_actual: stats.utxo_size_inc! - (8 + 1 + 38 + 41),
    });
  });

  test('takes a height, names some, and knows an empty block', async () => {
    const height = await node.call<number>('getblockcount');
    expect(await node.call('getblockstats', [height, ['txs', 'totalfee', 'txs']])).toMatchObject({ txs: 4 });
    expect(await node.call('getblockstats', [1])).toMatchObject({
      avgfee: 0,
      feerate_percentiles: [0, 0, 0, 0, 0],
      mintxsize: 0,
      minfee: 0,
      txs: 1,
      ins: 0,
      utxo_increase: 2,
    });
    expect(await node.call('getblockstats', [0])).toMatchObject({ utxo_increase: 1, utxo_increase_actual: 0 });
  });

  test.each<[string, unknown[], number, string]>([
    ['a height ahead', [5_000], -8, 'Target block height 5000 after current tip'],
    ['a negative height', [-1], -8, 'Target block height -1 is negative'],
    ['an unknown hash', ['00'.repeat(32)], -5, 'Block not found'],
    ['what is no hash', ['aa'], -8, "hash_or_height must be of length 64 (not 2, for 'aa')"],
    ['an unknown statistic', [1, ['txs', 'nonsense']], -8, "Invalid selected statistic 'nonsense'"],
    ['a list', [[1]], -3, 'JSON value of type array is not of expected type number'],
  ])('refuses %s', async (_, params, code, message) => {
    const failure = await node.failure('getblockstats', params);
    expect(failure.code).toBe(code);
    expect(failure.message.startsWith(message)).toBe(true);
  });
});

describe('createmultisig', () => {
  const list = hexKeys.join(',');
  const inner = btc.p2ms(2, keys);
  const redeemScript = Buffer.from(inner.script).toString('hex');
  test.each<[string, () => string | undefined, string]>([
    ['legacy', () => btc.p2sh(inner, NETWORK).address, `sh(multi(2,${list}))`],
    ['p2sh-segwit', () => btc.p2sh(btc.p2wsh(inner, NETWORK), NETWORK).address, `sh(wsh(multi(2,${list})))`],
    ['bech32', () => btc.p2wsh(inner, NETWORK).address, `wsh(multi(2,${list}))`],
  ])('of type %s', async (type, address, descriptor) => {
    const made = await node.call<{ descriptor: string }>('createmultisig', [2, hexKeys, type]);
    expect(made).toEqual({ address: address(), redeemScript, descriptor: summed(descriptor) });
    expect(await node.call('deriveaddresses', [made.descriptor])).toEqual([address()]);
  });

  test('is legacy where a key is not compressed, and says so', async () => {
    const made = await node.call<Json>('createmultisig', [1, [uncompressed, hexKeys[1]], 'bech32']);
    expect(made).toMatchObject({
      descriptor: summed(`sh(multi(1,${uncompressed},${hexKeys[1]}))`),
      warnings: ['Unable to make chosen address type, please ensure no uncompressed public keys are present.'],
    });
  });

  const many = (count: number) => Array.from({ length: count }, () => hexKeys[0]);
  const offCurve = `02${'05'.padStart(64, '0')}`;
  test.each<[string, unknown[], number, string]>([
    ['no threshold', [0, hexKeys], -8, 'a multisignature address must require at least one key to redeem'],
    ['too few keys', [4, hexKeys], -8, 'not enough keys supplied (got 3 keys, but need at least 4 to redeem)'],
    [
      'too many keys',
      [1, many(21)],
      -8,
      'Number of keys involved in the multisignature address creation > 20\nReduce the number',
    ],
    ['a script too large', [1, many(16)], -8, 'redeemScript exceeds size limit: 547 > 520'],
    ['noise', [1, ['xyz']], -5, 'Pubkey "xyz" must be a hex string'],
    ['short keys', [1, ['02']], -5, 'Pubkey "02" must have a length of either 33 or 65 bytes'],
    ['a key off the curve', [1, [offCurve]], -5, `Pubkey "${offCurve}" must be cryptographically valid.`],
    ['taproot', [2, hexKeys, 'bech32m'], -5, 'createmultisig cannot create bech32m multisig addresses'],
    ['an unknown type', [2, hexKeys, 'p2xyz'], -5, "Unknown address type 'p2xyz'"],
  ])('refuses %s', async (_, params, code, message) => {
    expect(await node.failure('createmultisig', params)).toEqual({ code, message });
  });

  test('of sixteen keys fits into a witness', async () => {
    expect(await node.call('createmultisig', [1, many(16), 'bech32'])).toHaveProperty('address');
  });
});

describe('REST deploymentinfo', () => {
  test('is what the RPC says, of the tip or of a block', async () => {
    const hash = await node.call<string>('getblockhash', [3]);
    expect(await (await node.rest('deploymentinfo.json')).json()).toEqual(await node.call('getdeploymentinfo'));
    expect(await (await node.rest(`deploymentinfo/${hash}.json`)).json()).toEqual(
      await node.call('getdeploymentinfo', [hash]),
    );
  });

  test.each<[string, number, string]>([
    ['deploymentinfo.hex', 404, 'output format not found (available: json)'],
    ['deploymentinfo/nonsense.json', 400, 'Invalid hash: nonsense'],
    [`deploymentinfo/${'ab'.repeat(32)}.json`, 400, 'Block not found'],
  ])('%s is refused', async (path, status, message) => {
    const response = await node.rest(path);
    expect([response.status, await response.text()]).toEqual([status, `${message}\r\n`]);
  });
});

test('an address whose key is off the curve is an address, and is described by it', async () => {
  const script = `5120${'05'.padStart(64, '0')}`;
  const { address, desc } = await node.call<{ address: string; desc: string }>('decodescript', [script]);
  expect(desc).toBe(summed(`addr(${address})`));
  expect(await node.call('validateaddress', [address])).toMatchObject({ isvalid: true, scriptPubKey: script });
  expect(await node.call('deriveaddresses', [desc])).toEqual([address]);
  expect(await node.failure('getdescriptorinfo', ['addr(nowhere)'])).toEqual({
    code: -5,
    message: 'Address is not valid',
  });
});

test('transactions older than two weeks leave, those that a reorganization brings back and after a restart too', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'regtest-'));
  try {
    const first = await startNode({ dataDir });
    const address = await fund(first, 3);
    const now = Math.floor(Date.now() / 1000);
    await first.call('setmocktime', [now]);
    const old = await first.call<string>('sendtoaddress', [address, 1]);
    await first.call('setmocktime', [now + 10 * 86_400]);
    const young = await first.call<string>('sendtoaddress', [address, 2]);
    expect((await first.call<string[]>('getrawmempool')).sort()).toEqual([old, young].sort());
    await first.node.stop();
    const second = await startNode({ dataDir });
    await second.call('setmocktime', [now + 15 * 86_400]);
    await second.call('generateblock', [address, []]);
    const left = await second.call<string[]>('getrawmempool');
    expect(left).not.toContain(old);
    await second.node.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

import path from 'node:path';
import { networks as bitcoinNetworks, createBitcoinRpc } from '@istsi/bitcoin-custody';
import { createPolicyLog, defaultSigningPolicy, openPolicyLog } from '@istsi/signer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BooksGuard, createBooksGuard } from '../../signer/src/books-guard.ts';
import type { Outpoint } from '../src/index.ts';
import { type BitcoinGateway, startBitcoinGateway } from './bitcoin-gateway.ts';
import { createTestCustody, type TestCustody } from './custody.ts';
import { type Networks, startNetworks } from './networks.ts';

const ADDRESS = 'GSIGNER';

let networks: Networks;
let gateway: BitcoinGateway;
let custody: TestCustody;
let policy: Awaited<ReturnType<typeof openPolicyLog>>;
let guard: BooksGuard;
let asked: number;

beforeAll(async () => {
  [networks, custody] = await Promise.all([startNetworks(), createTestCustody()]);
  gateway = await startBitcoinGateway(networks.bitcoinUrl);
  gateway.change = count;
  const file = path.join(custody.dir, 'policy-of-the-guard.log');
  createPolicyLog({ file, address: ADDRESS });
  policy = await openPolicyLog({ file, address: ADDRESS, limits: defaultSigningPolicy });
  // Every coin of this test is there: the reserve is not asked what it says of one that is missing.
  const contracts = { reserve: undefined } as never;
  const bitcoin = createBitcoinRpc({ url: gateway.url, network: bitcoinNetworks.regtest });
  guard = createBooksGuard({ contracts, bitcoin, policy });
});
afterAll(async () => {
  policy?.close();
  await gateway?.stop();
  await networks?.stop();
  custody?.remove();
});

function count(method: string): undefined {
  if (method === 'gettxout') asked += 1;
}

async function attest(...outputs: bigint[]): Promise<void> {
  const address = await networks.bitcoin.call<string>('getnewaddress');
  const paid: Outpoint[] = [];
  for (const sats of outputs) paid.push(...(await networks.bitcoin.pay([address, sats])));
  await networks.bitcoin.mine();
  for (const [i, { txid, vout }] of paid.entries()) {
    const amountSats = outputs[i] ?? 0n;
    expect(policy.admit({ kind: 'deposit', outpoint: `${txid}:${vout}`, user: 'GUSER', amountSats })).toBeUndefined();
  }
}

async function looksAt(): Promise<number> {
  asked = 0;
  expect(await guard.missing()).toEqual([]);
  return asked;
}

test('a block is asked about each attested deposit once, however many are asked for in it', async () => {
  await attest(10_000n, 20_000n, 30_000n);
  expect(await looksAt()).toBe(3);
  expect(await looksAt()).toBe(0);

  const { deposits } = policy;
  const before = deposits().length;
  policy.admit({ kind: 'deposit', outpoint: deposits()[0]!.outpoint, user: 'GUSER', amountSats: 10_000n });
  expect(deposits().length).toBe(before);
  expect(await looksAt()).toBe(0);
});

test('what is attested in the same block is looked at alone, and a new block is asked about all', async () => {
  const coinbase = await networks.bitcoin.call<{ tx: string[] }>('getblock', (await networks.bitcoin.tip()).hash);
  expect(await looksAt()).toBe(0);
  policy.admit({ kind: 'deposit', outpoint: `${coinbase.tx[0]}:0`, user: 'GUSER', amountSats: 1n });
  expect(await looksAt()).toBe(1);
  await networks.bitcoin.mine();
  expect(await looksAt()).toBe(4);
  asked = 0;
  await networks.bitcoin.mine();
  await Promise.all([guard.missing(), guard.missing(), guard.missing()]);
  expect(asked).toBe(4);
});

test('a look that failed is no look', async () => {
  await networks.bitcoin.mine();
  gateway.change = (method) => (method === 'gettxout' ? { error: { code: -1, message: 'busy' } } : undefined);
  await expect(guard.missing()).rejects.toThrow();
  gateway.change = count;
  expect(await looksAt()).toBe(4);
});

test('what was just seen unspent is not asked about again, until there is another block', async () => {
  const { deposits } = policy;
  await attest(40_000n, 50_000n);
  const seen = deposits().at(-1)!.outpoint;
  guard.sawUnspent((await networks.bitcoin.tip()).hash, [seen]);
  expect(await looksAt()).toBe(deposits().length - 1);
  await networks.bitcoin.mine();
  expect(await looksAt()).toBe(deposits().length);
  await attest(60_000n);
  guard.sawUnspent('ab'.repeat(32), [deposits().at(-1)!.outpoint]);
  expect(await looksAt()).toBe(deposits().length);
});

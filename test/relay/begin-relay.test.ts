import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBitcoinRpc, networks } from '@istsi/bitcoin-custody';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { loadContract } from '@istsi/contracts';
import { createSubmitter, fundAccount, type Network, openNetwork, readContract } from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { contract, Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openTestBitcoin, type TestBitcoin } from '../../integration/test/bitcoin.ts';
import { createProgram } from '../../interfaces/cli/src/program.ts';
import { beginRelay } from '../../relayer/src/begin-relay.ts';
import { openBitcoinRelay } from '../../relayer/src/bitcoin-relay.ts';
import { tellRelay } from '../../relayer/src/tell-relay.ts';

let node: Regtest;
let bitcoin: TestBitcoin;
let sandbox: Sandbox;
let network: Network;
let key: Keypair;
beforeAll(async () => {
  [node, sandbox] = await Promise.all([startRegtest(), startSandbox()]);
  network = openNetwork(sandbox);
  bitcoin = await openTestBitcoin(node);
  await bitcoin.mine(100);
});
beforeEach(async () => {
  key = Keypair.random();
  await fundAccount(network, sandbox.friendbotUrl, key.publicKey());
});
afterAll(async () => {
  await Promise.all([node.stop(), sandbox.stop()]);
});

type Node = ReturnType<typeof createBitcoinRpc>;
const openNode = (): Node => createBitcoinRpc({ url: node.rpcUrl, network: networks.regtest });
const begin = (height?: number, ...others: Node[]) =>
  beginRelay({
    ...{ nodes: [openNode(), ...others], bitcoin: 'regtest', network, key },
    ...(height !== undefined && { height }),
  });
const tell = (relay: string) =>
  tellRelay({
    ...{ bitcoin: openNode(), relay: openBitcoinRelay(network, relay), leastHeaders: 1 },
    submitter: createSubmitter({ network, channels: [key] }),
  });

test.each([
  ['genesis, where a chain has no epoch behind it', undefined, 0],
  ['the middle of an epoch', 40, 50],
])('a relay begins at %s, and can be told all that follows', async (_, height, tip) => {
  const { relay, isNew, blockHash } = await begin(height);
  expect(isNew).toBe(true);
  expect(blockHash).toBe(await bitcoin.call('getblockhash', height ?? 0));
  // Eleven headers: what the median of times is of.
  expect((await openBitcoinRelay(network, relay).getTip()).height).toBe(tip);
  expect(await tell(relay)).toMatchObject({ did: 'told', height: await bitcoin.call('getblockcount'), lag: 0 });
  const { work } = await openWork(relay);
  const { chainwork } = await bitcoin.call<{ chainwork: string }>(
    'getblockheader',
    await bitcoin.call('getbestblockhash'),
  );
  expect(work).toBe(BigInt(`0x${chainwork}`));
});

async function openWork(relay: string): Promise<{ work: bigint }> {
  const spec = contract.Spec.fromWasm(Buffer.from(loadContract('bitcoin-relay').wasm));
  return await readContract(network, { contractId: relay, spec }, 'tip');
}

test('begun once more it is the same one; another height or account is another', async () => {
  const first = await begin(20);
  expect(await begin(20)).toEqual({ ...first, isNew: false });
  expect((await begin(21)).relay).not.toBe(first.relay);
  key = Keypair.random();
  await fundAccount(network, sandbox.friendbotUrl, key.publicKey());
  expect((await begin(20)).relay).not.toBe(first.relay);
});

describe('nothing begins', () => {
  test('with a block that the chain may yet leave', async () => {
    const tip = await bitcoin.call<number>('getblockcount');
    await expect(begin(tip - 143)).rejects.toMatchObject({ code: 'relayer/checkpoint-shallow' });
    await expect(begin(tip + 1)).rejects.toMatchObject({ code: 'relayer/checkpoint-shallow' });
  });

  test('with a block of which a second node says otherwise', async () => {
    const other = await startRegtest();
    try {
      await (await openTestBitcoin(other)).mine(100);
      const liar = createBitcoinRpc({ url: other.rpcUrl, network: networks.regtest });
      const refused = { code: 'relayer/nodes-disagree', context: { height: 20, field: 'headers' } };
      await expect(begin(20, liar)).rejects.toMatchObject(refused);
      expect(await begin(20, openNode())).toMatchObject({ isNew: true });
    } finally {
      await other.stop();
    }
  });

  test('by an account that does not exist', async () => {
    key = Keypair.random();
    await expect(begin(20)).rejects.toThrow(key.publicKey());
  });
});

describe('`istsi relay deploy`', () => {
  async function deploy(settings: object, ...options: string[]): Promise<unknown> {
    const directory = mkdtempSync(join(tmpdir(), 'istsi-relay-'));
    const config = join(directory, 'relay.json');
    const { rpcUrl, networkPassphrase } = network;
    const whole = {
      ...{ key: key.secret(), stellar: { rpcUrl, networkPassphrase } },
      ...{ bitcoin: { rpcUrl: node.rpcUrl, network: 'regtest' }, ...settings },
    };
    writeFileSync(config, JSON.stringify(whole), { mode: 0o600 });
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const program = createProgram({}, () => {});
      await program.parseAsync(['--json', 'relay', 'deploy', '--config', config, ...options], { from: 'user' });
      return JSON.parse(String(write.mock.calls.at(-1)?.[0]));
    } finally {
      write.mockRestore();
      rmSync(directory, { recursive: true });
    }
  }

  test('puts one on the ledger, once', async () => {
    const bitcoin = { rpcUrl: node.rpcUrl, network: 'regtest', second: { rpcUrl: node.rpcUrl } };
    const said = await deploy({ bitcoin }, '--height', '30');
    expect(said).toMatchObject({ step: 'relay-deployed', height: 30, isNew: true, relay: expect.stringMatching(/^C/) });
    expect(await deploy({ bitcoin }, '--height', '30')).toEqual({ ...(said as object), isNew: false });
  });

  test.each([
    ['a relay that is there already', { relay: `C${'A'.repeat(55)}` }, /relay/],
    ['a node of another chain', { bitcoin: { rpcUrl: 'NODE', network: 'mainnet' } }, /regtest/],
    ['another Stellar network', { stellar: { rpcUrl: 'RPC', networkPassphrase: 'elsewhere' } }, /elsewhere/],
  ])('refuses %s', async (_, settings, problem) => {
    const text = JSON.stringify(settings).replace('NODE', node.rpcUrl).replace('RPC', network.rpcUrl);
    await expect(deploy(JSON.parse(text))).rejects.toThrow(problem);
  });
});

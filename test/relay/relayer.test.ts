import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createBitcoinRpc, networks } from '@istsi/bitcoin-custody';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { createSubmitter, fundAccount } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { REGTEST, type Relay, startRelay } from '../../contracts/test/bitcoin-relay/relay.ts';
import { openTestBitcoin, type TestBitcoin } from '../../integration/test/bitcoin.ts';
import { createProgram } from '../../interfaces/cli/src/program.ts';
import { openBitcoinRelay } from '../../relayer/src/bitcoin-relay.ts';
import { type Relayer, startRelayer } from '../../relayer/src/start-relayer.ts';
import { type RelayParts, tellRelay } from '../../relayer/src/tell-relay.ts';

let node: Regtest;
let bitcoin: TestBitcoin;
let begun: Relay;
let relay: Relay;
let parts: RelayParts;
beforeAll(async () => {
  node = await startRegtest();
  bitcoin = await openTestBitcoin(node);
  const genesisHash = await bitcoin.call<string>('getblockhash', 0);
  const headers = Buffer.from(await bitcoin.call<string>('getblockheader', genesisHash, false), 'hex');
  begun = await startRelay(REGTEST, {
    ...{ headers, height: 0, work: 2n },
    epoch_bits: headers.readUInt32LE(72),
    epoch_time: headers.readUInt32LE(68),
  });
});
beforeEach(async () => {
  relay = await begun.copy();
  parts = partsOf(relay);
  await bitcoin.mine(20);
});
afterEach(() => relay.stop());
afterAll(async () => {
  await begun.stop();
  await node.stop();
});

const openNode = () => createBitcoinRpc({ url: node.rpcUrl, network: networks.regtest });
const partsOf = ({ network, contract, payer }: Relay): RelayParts => ({
  bitcoin: openNode(),
  relay: openBitcoinRelay(network, contract.contractId),
  submitter: createSubmitter({ network, channels: [payer] }),
  leastHeaders: 1,
});
const relayTip = async (): Promise<string> => (await parts.relay.getTip()).hash;
const nodeTip = (): Promise<string> => bitcoin.call<string>('getbestblockhash');
const told = async (round: Partial<RelayParts> = {}): Promise<{ height: number }> => {
  const result = await tellRelay({ ...parts, ...round });
  expect(result).toMatchObject({ did: 'told', lag: 0 });
  expect(await relayTip()).toBe(await nodeTip());
  return result;
};

describe('a round', () => {
  test('tells what the relay lacks, and nothing twice', async () => {
    const height = await bitcoin.call<number>('getblockcount');
    expect(await told()).toMatchObject({ height, fork: 0, headers: height });
    expect(await tellRelay(parts)).toEqual({ did: 'nothing', height, lag: 0 });
  });

  test('waits for more headers than a few, and says how many are missing', async () => {
    const { height } = await told();
    await bitcoin.mine(2);
    expect(await tellRelay({ ...parts, leastHeaders: 3 })).toEqual({ did: 'waited', height, lag: 2 });
    await bitcoin.mine(1);
    expect(await told({ leastHeaders: 3 })).toMatchObject({ headers: 3 });
  });

  test('tells a reorganization at once, whatever is waited for', async () => {
    await told();
    await bitcoin.reorganize(5);
    const height = await bitcoin.call<number>('getblockcount');
    expect(await told({ leastHeaders: 100 })).toMatchObject({ height, fork: height - 6, headers: 6 });
  });

  test('that another one overtakes does no harm', async () => {
    const submitter: RelayParts['submitter'] = {
      async submit(request) {
        await tellRelay(parts);
        return await parts.submitter.submit(request);
      },
    };
    expect(await tellRelay({ ...parts, submitter })).toEqual({ did: 'overtaken', height: 0, lag: expect.any(Number) });
    expect(await relayTip()).toBe(await nodeTip());
  });

  test('leaves the relay where it is while the node’s branch has no more work', async () => {
    const { height } = await told();
    const tip = await nodeTip();
    await bitcoin.call('invalidateblock', tip);
    expect(await tellRelay(parts)).toEqual({ did: 'nothing', height, lag: 0 });
    await bitcoin.mine(1);
    // Another block of the same height: the first stays.
    expect(await tellRelay(parts)).toEqual({ did: 'nothing', height, lag: 1 });
    expect(await relayTip()).toBe(tip);
    await bitcoin.mine(1);
    expect(await told()).toMatchObject({ fork: height - 1, headers: 2 });
  });

  test('during which the node leaves its branch tells nothing of it', async () => {
    const { height } = await told();
    const left = await nodeTip();
    await bitcoin.reorganize(1);
    const getBlockHash = async (at: number) => (at > height ? left : await parts.bitcoin.getBlockHash(at));
    expect(await tellRelay({ ...parts, bitcoin: { ...parts.bitcoin, getBlockHash } })).toEqual({
      ...{ did: 'nothing', height, lag: 2 },
    });
    expect(await relayTip()).toBe(left);
    expect(await told()).toMatchObject({ fork: height - 1, headers: 2 });
  });

  test('says that the chains parted below the window', async () => {
    await bitcoin.mine(120);
    const { height } = await told();
    await bitcoin.reorganize(135);
    expect(await tellRelay(parts)).toEqual({ did: 'parted', height, lag: 1 });
  });

  test('says that the node is far behind', async () => {
    await bitcoin.mine(120);
    const { height } = await told();
    const low = await bitcoin.call<string>('getblockhash', height - 135);
    const behind = { ...parts.bitcoin, getTip: async () => ({ height: height - 135, hash: low }) };
    expect(await tellRelay({ ...parts, bitcoin: behind })).toEqual({ did: 'node-behind', height, lag: 0 });
  });
});

test('two relayers of one relay follow ten blocks and a reorganization of three', async () => {
  const lines: string[] = [];
  const second = Keypair.random();
  await fundAccount(relay.network, relay.friendbotUrl, second.publicKey());
  const start = async (key: Keypair): Promise<Relayer> =>
    await startRelayer({
      ...{ bitcoin: openNode(), network: relay.network, relay: relay.contract.contractId, key },
      ...{ leastHeaders: 1, everyMs: 20 },
      log: (level, message, fields) => {
        if (level === 'warn') lines.push(`${message} ${JSON.stringify(fields)}`);
      },
    });
  const relayers = [await start(relay.payer), await start(second)];
  const bothWell = async (): Promise<void> => {
    const [tip, height] = [await nodeTip(), await bitcoin.call<number>('getblockcount')];
    await vi.waitFor(async () => {
      expect(await relayTip()).toBe(tip);
      for (const { standing } of relayers) expect(standing().round).toMatchObject({ height, lag: 0 });
    }, 60_000);
  };
  try {
    await bothWell();
    for (let block = 0; block < 10; block++) {
      await bitcoin.mine(1);
      await bothWell();
    }
    await bitcoin.reorganize(3);
    await bothWell();
  } finally {
    await Promise.all(relayers.map((each) => each.stop()));
  }
  expect(lines).toEqual([]);
});

describe('`istsi relay run --once`', () => {
  let directory: string;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'istsi-relayer-'));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    fs.rmSync(directory, { recursive: true });
  });

  async function once(settings: object): Promise<{ exitCode: number | undefined; said: unknown }> {
    const config = path.join(directory, 'relay.json');
    const { rpcUrl, networkPassphrase } = relay.network;
    fs.writeFileSync(
      config,
      JSON.stringify({
        ...{ key: relay.payer.secret(), relay: relay.contract.contractId, logLevel: 'error' },
        ...{ stellar: { rpcUrl, networkPassphrase }, bitcoin: { rpcUrl: node.rpcUrl, network: 'regtest' } },
        ...settings,
      }),
      { mode: 0o600 },
    );
    let exitCode: number | undefined;
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const program = createProgram({}, (code) => {
      exitCode = code;
    });
    await program.parseAsync(['--json', 'relay', 'run', '--once', '--config', config], { from: 'user' });
    const said: unknown = JSON.parse(String(write.mock.calls.at(-1)?.[0]));
    write.mockRestore();
    return { exitCode, said };
  }

  test('tells what there is to tell, and says how both chains stand', async () => {
    const height = await bitcoin.call<number>('getblockcount');
    const { exitCode, said } = await once({});
    expect(said).toEqual({ step: 'relay', height, lag: 0, balance: expect.stringMatching(/^\d+$/), concerns: [] });
    expect(exitCode).toBe(0);
    expect(await relayTip()).toBe(await nodeTip());
  });

  test('fails where somebody should look', async () => {
    const { exitCode, said } = await once({ leastBalanceXlm: 1_000_000 });
    expect(said).toMatchObject({ concerns: [{ kind: 'low-balance', leastBalance: '10000000000000' }] });
    expect(exitCode).toBe(1);
  });

  test.each([
    ['no contract', { relay: 'C1' }, /relay: expected a contract/],
    ['no key', { key: 'G1' }, /key: expected a Stellar secret key/],
    ['another Bitcoin network', { bitcoin: { rpcUrl: 'http://127.0.0.1:1', network: 'moon' } }, /bitcoin.network/],
    [
      'a lag that counts before headers are told',
      { leastHeaders: 10, mostLag: 8 },
      /before the 10 that are waited for/,
    ],
    ['another Stellar network', { stellar: { rpcUrl: 'URL', networkPassphrase: 'elsewhere' } }, /elsewhere/],
  ])('refuses %s', async (_, settings, problem) => {
    const stellar = 'stellar' in settings && { stellar: { ...settings.stellar, rpcUrl: relay.network.rpcUrl } };
    await expect(once({ ...settings, ...stellar })).rejects.toThrow(problem);
    expect(await parts.relay.getTip()).toMatchObject({ height: 0 });
  });
});

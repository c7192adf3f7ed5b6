import { silentLog } from '@istsi/bitcoin-custody';
import { entryLifetimes, openNetwork, type TransactionFate } from '@istsi/soroban-client';
import { Contract, Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase } from '../src/database/open-database.ts';
import { defaultExchange, defaultOracle } from '../src/deployment/exchange-plan.ts';
import { openExchange } from '../src/deployment/open-exchange.ts';
import { LEAST_LEDGERS } from '../src/lifetimes/judge-lifetimes.ts';
import { createKeepAlive } from '../src/lifetimes/keep-alive.ts';
import { coinEntries, systemEntries } from '../src/lifetimes/kept-entries.ts';
import { startWorld, until, type World } from './world.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 240_000 });

const DAY = 17_280;
let world: World;

beforeAll(async () => {
  world = await startWorld({ lying: true, lifetimesEveryMs: 1_000, monitor: { everyMs: 500 } });
});
afterAll(async () => await world?.stop());

async function sleepDays(days: number): Promise<void> {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'sandbox_advanceLedgers',
    params: { count: days * DAY },
  });
  const response = await fetch(world.sandbox.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(await response.json()).not.toHaveProperty('error');
}

/** Answers the ids of its token and its oracle. */
async function openAnExchange(): Promise<string[]> {
  const reporters = [1, 2, 3].map(() => Keypair.random().publicKey());
  const token = { name: 'Dollars of a test', symbol: 'TUSD', decimals: 6, cap: 10n ** 12n };
  const opened = await openExchange({
    ...{ rpcUrl: world.sandbox.rpcUrl, friendbotUrl: world.sandbox.friendbotUrl, manifest: world.manifest },
    ...{ payer: world.keys.deployer, governance: world.keys.superAdmin },
    plan: { reporters, token, oracle: defaultOracle, exchange: defaultExchange },
  });
  expect(opened.done).toBe(true);
  return [opened['fungible-token'], opened['price-oracle']];
}

const toldOf = async (): Promise<{ state: string; diagnosis: string } | undefined> =>
  (await world.services.monitor.observation()).parts.find(({ part }) => part === 'lifetimes');

const untilTold = async (state: string, words: string): Promise<void> => {
  await until(
    async () => {
      const told = await toldOf();
      return (told?.state === state && told.diagnosis.includes(words)) || undefined;
    },
    () => `the lifetimes to be ${state} (${words})`,
  );
};

test('services keep what the system needs from being archived, and say so when they cannot', async () => {
  const { depositAddress } = await world.createUser();
  const [paid] = await world.bitcoin.pay([depositAddress, 100_000n]);
  await world.bitcoin.mine(6);
  await world.waitFor(paid!, 'minted');
  const network = openNetwork(world.sandbox);
  const beside = (await openAnExchange()).map((id) => new Contract(id).getFootprint().toXdr('base64'));
  const database = await openDatabase(world.databaseUrl, silentLog);
  const of = { ...{ network, db: database.db }, contracts: world.contracts, manifest: world.manifest };
  const [system, coins] = [await systemEntries(of), (await coinEntries(of, '')).keys];
  await database.close();
  const least = async (keys: readonly string[]): Promise<number> =>
    Math.min(...(await entryLifetimes(network, keys)).map(({ ledgersLeft }) => ledgersLeft ?? -1));
  // Six instances and their code, and more besides.
  expect(system.length).toBeGreaterThan(12);
  expect(system).toEqual(expect.arrayContaining(beside));
  expect(coins).toHaveLength(1);
  await until(
    async () => ((await least([...system, ...coins])) >= LEAST_LEDGERS ? true : undefined),
    () => 'what was put there a moment ago to be extended',
  );

  world.stellar.lie = async (method, _, forward) =>
    method === 'sendTransaction' ? { error: { code: -32_000, message: 'no room' } } : await forward();
  await sleepDays(70);
  expect(await least(system)).toBeLessThan(LEAST_LEDGERS);
  await untilTold('warning', 'could not be extended');

  world.stellar.lie = undefined;
  await untilTold('ok', 'at least');
  await until(
    async () => ((await least([...system, ...coins])) >= LEAST_LEDGERS ? true : undefined),
    () => 'everything to be extended',
  );
});

test('who is told to stop sends nothing more, however much is due', async () => {
  world.stellar.lie = async (method, _, forward) =>
    method === 'sendTransaction' ? { error: { code: -32_000, message: 'no room' } } : await forward();
  await sleepDays(70);
  const network = openNetwork(world.sandbox);
  const database = await openDatabase(world.databaseUrl, silentLog);
  const stop = new AbortController();
  let sent = 0;
  const extend = (): Promise<TransactionFate> => {
    sent += 1;
    stop.abort();
    return Promise.reject(new Error('too late'));
  };
  const of = { ...{ database, network, log: silentLog }, contracts: world.contracts, manifest: world.manifest };
  await createKeepAlive({ ...of, submitter: { extend } }, { everyMs: 50 }).run(stop.signal);
  await database.close();
  expect(sent).toBe(1);
});

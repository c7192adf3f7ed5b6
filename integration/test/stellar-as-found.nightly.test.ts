import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Answer, HttpAnswer } from '../../soroban/client/test/lying-rpc.ts';
import type { Services } from '../src/index.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World, waitForWithdrawalIn } from './world.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

/** What the Stellar node keeps: more than the outage, less than what comes after it. */
const HISTORY_LEDGERS = 500;
const OUTAGE_LEDGERS = 400;
const SATS = 60_000n;
/** Of a deposit and a withdrawal. Each pair looks for at least three transactions, and finds them. */
const MOST_PAIRS = 8;

let world: World;
let holder: Holder;
let to: string;
beforeAll(async () => {
  world = await startWorld({ lying: true, historyLedgers: HISTORY_LEDGERS });
  holder = await world.createHolder(SATS, SATS, SATS, SATS, SATS);
  to = await world.bitcoin.call('getnewaddress');
});
afterAll(async () => await world?.stop());
afterEach(() => {
  world.stellar.lie = undefined;
});

type Forward = () => Promise<Answer>;
type Said = Answer | HttpAnswer | string | undefined;

/** What a node says of a transaction. */
const statusOf = (answer: Answer): unknown => (answer as { result?: { status?: unknown } }).result?.status;

const gaps = async (services: Services) => (await services.events.status()).gaps;
const isIssuedInFull = async (): Promise<boolean> => {
  const { total_btc, total_istsi } = await world.contracts.reserve.read('get_reserve_status');
  return total_btc === total_istsi;
};

async function passLedgers(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await world.advanceTime(1);
}

/** A deposit is minted and a withdrawal paid, both once, whatever stands before the node meanwhile. */
async function expectBothOnce(): Promise<void> {
  const before = await world.balance(holder.address);
  const [outpoint] = await world.bitcoin.pay([holder.depositAddress, SATS]);
  const id = await world.withdraw(holder, { sats: 50_000n, to });
  await world.bitcoin.mine(6);
  await world.waitFor(outpoint!, 'minted');
  await world.waitForWithdrawal(id, 'broadcast', 'confirming');
  await world.bitcoin.mine(2);
  await world.waitForWithdrawal(id, 'settled');
  expect(await world.balance(holder.address)).toBe(before + SATS - 50_000n);
  expect(await isIssuedInFull()).toBe(true);
  expect(await world.services.events.status()).toMatchObject({ gaps: [], discrepancies: [] });
  expect((await world.services.events.status()).problem).toBeUndefined();
}

/** In the place of an answer, or after it was lost. */
const bad: ((forward: Forward) => Said | Promise<Said>)[] = [
  () => ({ http: { status: 429, headers: { 'retry-after': '1' }, body: 'slow down' } }),
  () => ({ http: { status: 429, body: 'slow down' } }),
  () => ({ http: { status: 503, headers: { 'retry-after': '0' }, body: '<h1>Service Unavailable</h1>' } }),
  () => ({ error: { code: -32_005, message: 'busy' } }),
  () => ({ error: { code: -32_603, message: 'database is locked' } }),
  () => ({ result: {} }),
  async (forward) => {
    await forward();
    return undefined;
  },
];

test('every question may be refused, limited or lost before it is answered', async () => {
  const asked = new Map<string, number>();
  world.stellar.lie = async (method, _params, forward) => {
    const turn = asked.get(method) ?? 0;
    asked.set(method, turn + 1);
    const say = turn % 2 === 0 ? bad[turn / 2] : undefined;
    return say ? await say(forward) : await forward();
  };
  // What is asked how often for one deposit and one withdrawal is a matter of time: so many are made until each was refused in every way.
  const isRefusedInEveryWay = () =>
    ['getEvents', 'getTransaction', 'simulateTransaction'].every((method) => (asked.get(method) ?? 0) > 2 * bad.length);
  for (let pair = 0; pair < MOST_PAIRS && !isRefusedInEveryWay(); pair++) await expectBothOnce();
  expect(isRefusedInEveryWay(), JSON.stringify([...asked])).toBe(true);
  expect([...asked.keys()]).toEqual(expect.arrayContaining(['sendTransaction', 'getLedgers', 'getLedgerEntries']));
});

test('every second question may be answered by a node that has not got the last ledger yet', async () => {
  const { direct } = world.sandbox;
  let behind: Sandbox | undefined;
  let answered = 0;
  let turn = 0;
  const ask = async (url: string, method: string, params: unknown): Promise<Answer> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const headers = { 'content-type': 'application/json' };
    return (await (await fetch(url, { method: 'POST', headers, body })).json()) as Answer;
  };
  world.stellar.lie = async (method, params, forward) => {
    if (method === 'sendTransaction') {
      const { networkPassphrase } = world.sandbox;
      const [copyOf, last] = [await direct!.copy(), behind];
      behind = await startSandbox({ networkPassphrase, copyOf, historyLedgers: HISTORY_LEDGERS });
      await last?.stop();
      return await forward();
    }
    if (behind === undefined || turn++ % 2 === 0) return await forward();
    answered += 1;
    return await ask(behind.rpcUrl, method, params);
  };
  try {
    await expectBothOnce();
    await until(
      async () => (answered > 20 ? true : undefined),
      () => 'more answers of the node that is behind',
    );
  } finally {
    world.stellar.lie = undefined;
    await behind?.stop();
  }
});

/** A node that looks through three ledgers for an answer: most of its pages are empty. */
async function smallPages(params: { pagination?: { cursor?: string }; startLedger?: number }, forward: Forward) {
  const answer = (await forward()) as { result?: { events: { ledger: number }[]; latestLedger: number } };
  if (!answer.result) return answer;
  const { cursor } = params.pagination ?? {};
  const from = cursor === undefined ? params.startLedger! : Number(BigInt(cursor.split('-')[0]!) >> 32n);
  const last = from + 3;
  if (last >= answer.result.latestLedger) return answer;
  const events = answer.result.events.filter(({ ledger }) => ledger <= last);
  const end = `${String((BigInt(last + 1) << 32n) - 1n).padStart(19, '0')}-4294967295`;
  return { result: { ...answer.result, events, cursor: end } };
}

test(`an outage of ${OUTAGE_LEDGERS} ledgers costs nothing but time, also where most pages are empty and some fail`, async () => {
  world.stellar.lie = () => Promise.resolve(undefined);
  const [outpoint] = await world.bitcoin.pay([holder.depositAddress, SATS]);
  const id = await world.withdraw(holder, { sats: 50_000n, to });
  await world.bitcoin.mine(6);
  await passLedgers(OUTAGE_LEDGERS);
  expect(await world.services.status()).toMatchObject({ stellar: { ok: false } });

  let pages = 0;
  world.stellar.lie = async (method, params, forward) => {
    if (method !== 'getEvents') return await forward();
    if (++pages % 50 === 0) return { error: { code: -32_600, message: 'invalid request' } };
    return await smallPages(params, forward);
  };
  await world.waitFor(outpoint!, 'minted');
  await world.waitForWithdrawal(id, 'broadcast', 'confirming');
  await world.bitcoin.mine(2);
  await world.waitForWithdrawal(id, 'settled');
  expect(pages).toBeGreaterThan(OUTAGE_LEDGERS / 3);
  expect(await gaps(world.services)).toEqual([]);
  expect(await isIssuedInFull()).toBe(true);
});

test('who was away for longer than the node remembers says so, and claims nothing of what it did not read', async () => {
  // Sent, and nobody heard what became of it.
  const [lost] = await world.bitcoin.pay([holder.depositAddress, SATS]);
  world.stellar.lie = async (method, _params, forward) => {
    const answer = await forward();
    if (method === 'getTransaction' && statusOf(answer) !== 'NOT_FOUND') return undefined;
    return method === 'sendTransaction' ? undefined : answer;
  };
  const before = await world.balance(holder.address);
  await world.bitcoin.mine(6);
  await until(
    async () => ((await world.balance(holder.address)) === before + SATS ? true : undefined),
    () => 'the deposit to be minted unheard',
  );
  await world.services.stop();
  expect((await world.services.deposit(lost!).catch(() => undefined))?.state ?? 'closed').not.toBe('minted');
  const unheard = await world.withdraw(holder, { sats: 50_000n, to });
  await passLedgers(HISTORY_LEDGERS + 10);
  world.stellar.lie = undefined;

  const later = await world.startInstance();
  try {
    await world.waitForIn(later, lost!, 'minted');
    expect(await world.balance(holder.address)).toBe(before + SATS - 50_000n);
    const [gap] = await until(
      async () => ((await gaps(later)).length > 0 ? await gaps(later) : undefined),
      () => 'the gap to be told',
    );
    const { parts } = await later.monitor.observation();
    expect(parts.find(({ part }) => part === 'events')).toMatchObject({
      state: 'warning',
      diagnosis: expect.stringMatching(new RegExp(`ledgers ${gap!.from} to ${gap!.through}.*longer history`)),
    });
    // Nobody here has heard of the withdrawal: what is owed is not known, and is not said to be right.
    const made = await later.reconciliations.make();
    expect(made.outcome).not.toBe('balanced');
    expect(made.unknown).toContainEqual(expect.objectContaining({ why: expect.stringContaining('kept by no RPC') }));
    expect((await later.withdrawals({ limit: 100 })).items.map(({ id }) => id)).not.toContain(unheard);
    // Asked for by its id, it is found on the chain, and paid.
    await waitForWithdrawalIn(later, unheard, 'broadcast', 'confirming');
    await world.bitcoin.mine(2);
    await waitForWithdrawalIn(later, unheard, 'settled');
    expect(await isIssuedInFull()).toBe(true);
  } finally {
    await later.stop();
  }
});

import { findAccount, openNetwork } from '@istsi/soroban-client';
import { Account, Keypair, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };

let world: World;
let api: Api;
let url: string;
let alice: Holder;
let bitcoinAddress: string;
beforeAll(async () => {
  world = await startWorld({ lying: true, historyLedgers: 40 });
  api = await createApi({ services: world.services, keys, version: '1', log: () => {} });
  url = await api.listen({ host: '127.0.0.1', port: 0 });
  alice = await world.createHolder(1_000_000n);
  bitcoinAddress = await world.bitcoin.call('getnewaddress');
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
});
afterEach(() => {
  world.stellar.lie = undefined;
});

async function post(path: string, body: unknown, signal?: AbortSignal) {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body), ...(signal && { signal }) };
  const response = await fetch(`${url}${path}`, init);
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what is tested.
  return { status: response.status, body: (await response.json()) as any };
}

async function prepare(): Promise<Transaction> {
  const order = { user: alice.address, amount_sats: '100000', bitcoin_address: bitcoinAddress };
  const { body } = await post('/v1/withdrawals/prepare', order);
  return TransactionBuilder.fromXdr(body.envelope, world.sandbox.networkPassphrase) as Transaction;
}

interface Change {
  sequence?: bigint;
  maxTime?: number;
  fee?: string;
}

/** The prepared transaction, but for one thing. */
function changed(prepared: Transaction, { sequence, maxTime, fee }: Change): Transaction {
  const { ext, operations } = xdr.TransactionEnvelope.fromXdr(prepared.toXdr(), 'base64').value.tx as xdr.Transaction;
  const builder = new TransactionBuilder(
    new Account(alice.address, String((sequence ?? BigInt(prepared.sequence)) - 1n)),
    {
      fee: fee ?? '1000',
      networkPassphrase: world.sandbox.networkPassphrase,
      timebounds: { minTime: 0, maxTime: maxTime ?? Number(prepared.timeBounds!.maxTime) },
    },
  );
  builder.addOperation(operations[0]!);
  if (ext.type === 'sorobanData') builder.setSorobanData(ext.value);
  return builder.build();
}

const ours = new Set<string>();
const signed = (transaction: Transaction, by = alice.keypair): string => {
  transaction.sign(by);
  ours.add(Buffer.from(transaction.hash()).toString('hex'));
  return transaction.toXdr();
};
const submit = async (envelope: string, signal?: AbortSignal) => await post('/v1/withdrawals', { envelope }, signal);
const balance = async (): Promise<bigint> => await world.balance(alice.address);
/** About these transactions: the services ask by themselves too, at a steady pace. */
const questions = (): number =>
  world.stellar.asked.filter((method) => method === 'sendTransaction').length +
  world.stellar.sought.filter((hash) => ours.has(hash)).length;
const pause = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));

describe('what cannot be included now is refused, and nothing of it goes on', () => {
  test.each<[string, (prepared: Transaction) => string, number, string]>([
    ['a sequence number of the future', (t) => signed(changed(t, { sequence: 1n << 62n })), 409, 'envelope-not-next'],
    [
      'the number after the next',
      (t) => signed(changed(t, { sequence: BigInt(t.sequence) + 1n })),
      409,
      'envelope-not-next',
    ],
    ['an end in the year 2100', (t) => signed(changed(t, { maxTime: 4_102_444_800 })), 422, 'other-transaction'],
    ['a signature of a stranger', (t) => signed(t, Keypair.random()), 422, 'envelope-rejected'],
    [
      'both, with a key that is not the account’s',
      (t) => signed(changed(t, { sequence: 1n << 62n }), Keypair.random()),
      422,
      'envelope-rejected',
    ],
  ])('%s', async (_, make, status, code) => {
    const before = await balance();
    const prepared = await prepare();
    const envelope = make(prepared);
    const sends = world.stellar.asked.filter((method) => method === 'sendTransaction').length;
    const answers = await Promise.all(Array.from({ length: 20 }, async () => await submit(envelope)));
    for (const answer of answers) expect(answer).toMatchObject({ status, body: { code } });
    const asked = questions();
    await pause(1_500);
    expect(questions()).toBe(asked);
    expect(world.stellar.asked.filter((method) => method === 'sendTransaction')).toHaveLength(sends);
    expect(await balance()).toBe(before);
  });

  test('a second transaction of an account while its first is being sent', async () => {
    world.stellar.lie = async (method, _params, forward) =>
      method === 'sendTransaction' ? { result: { status: 'TRY_AGAIN_LATER', hash: 'ab' } } : await forward();
    const prepared = await prepare();
    const leaving = new AbortController();
    const before = questions();
    const first = submit(signed(prepared), leaving.signal).catch(() => undefined);
    await until(
      async () => (questions() > before ? true : undefined),
      () => 'the first to be sent',
    );
    expect(await submit(signed(changed(prepared, { fee: '2000' })))).toMatchObject({
      status: 429,
      body: { code: 'relay-busy' },
    });

    leaving.abort();
    await first;
    // However late it is noticed that nobody waits any more: the questions end.
    await until(
      async () => {
        const asked = questions();
        await pause(2_000);
        return questions() === asked ? true : undefined;
      },
      () => 'nothing more to be asked for somebody who left',
    );
  });
});

describe('that a withdrawal did not happen is not said', () => {
  test('when a node refuses what another has taken: the next answer knows it', async () => {
    const before = await balance();
    const envelope = signed(await prepare());
    world.stellar.lie = async (method, _params, forward) => {
      if (method === 'getTransaction') {
        const { result } = (await forward()) as { result: Record<string, unknown> };
        return { result: { ...result, status: 'NOT_FOUND' } };
      }
      if (method !== 'sendTransaction') return await forward();
      await forward();
      return { result: { status: 'ERROR', hash: 'ab' } };
    };
    const told = await submit(envelope);
    expect(told.body.code ?? told.status).not.toBe('envelope-rejected');
    world.stellar.lie = undefined;
    expect(await submit(envelope)).toMatchObject({ status: 200, body: { withdrawal: { amount_sats: '100000' } } });
    expect(await balance()).toBe(before - 100_000n);
  });

  test('when the RPC keeps its ledger no longer: the record of its event answers, and without one nobody does', async () => {
    const prepared = await prepare();
    const envelope = signed(prepared);
    const told = await submit(envelope);
    expect(told.status).toBe(200);
    const timeline = async () => JSON.stringify((await world.services.withdrawal(told.body.withdrawal.id))?.timeline);
    await expect.poll(timeline, { timeout: 60_000 }).toContain(Buffer.from(prepared.hash()).toString('hex'));
    await world.advanceTime(4_000);
    for (let i = 0; i < 60; i++) await world.advanceTime(1);
    expect(await submit(envelope)).toMatchObject({ status: 200, body: { withdrawal: { amount_sats: '100000' } } });

    // Another one, that this database was never told of.
    const other = changed(prepared, { fee: '3000' });
    expect(await submit(signed(other))).toMatchObject({ status: 409, body: { code: 'outcome-unknown' } });
    const account = await findAccount(openNetwork(world.sandbox), alice.address);
    expect(account!.sequence).toBeGreaterThanOrEqual(BigInt(other.sequence));
  });
});

import { type ContractArgs, invocation } from '@istsi/soroban-client';
import { Account, Keypair, Operation, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { readEvents } from './event-reader.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
/** Deep enough for the amounts of these tests. */
const DEEP = 6;
const AMOUNT = '200000';

let world: World;
let api: Api;
let url: string;
let alice: Holder;
let bitcoinAddress: string;
beforeAll(async () => {
  world = await startWorld();
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
  url = await api.listen({ host: '127.0.0.1', port: 0 });
  alice = await world.createHolder(1_000_000n, 500_000n);
  bitcoinAddress = await world.bitcoin.call('getnewaddress');
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
});

async function send(method: 'GET' | 'POST', path: string, body?: unknown, key?: string) {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
  });
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what is tested.
  return { status: response.status, body: (await response.json()) as any };
}

interface Ordered {
  user?: string;
  amount_sats?: string;
  bitcoin_address?: string;
  max_fee_sats?: string;
}

const prepare = async (ordered: Ordered = {}) =>
  await send('POST', '/v1/withdrawals/prepare', {
    user: alice.address,
    amount_sats: AMOUNT,
    bitcoin_address: bitcoinAddress,
    ...ordered,
  });

const parse = (envelope: string): Transaction =>
  TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase) as Transaction;

function signed(envelope: string, by: Keypair = alice.keypair): string {
  const transaction = parse(envelope);
  transaction.sign(by);
  return transaction.toXdr();
}

const submit = async (envelope: string) => await send('POST', '/v1/withdrawals', { envelope });

describe('a holder', () => {
  test('asks, signs in a wallet, sends, and watches the bitcoin arrive', async () => {
    const order = { user: alice.address, amount_sats: AMOUNT, bitcoin_address: bitcoinAddress };
    const { body: quote } = await send('POST', '/v1/withdrawals/quote', order);
    expect(quote).toMatchObject({
      refusal: null,
      balance_sats: '1500000',
      limits: { tier: 4, most_now_sats: '1500000' },
    });
    expect(BigInt(quote.arrives_sats)).toBe(BigInt(AMOUNT) - BigInt(quote.fee_sats));

    const { status, body: prepared } = await prepare();
    expect(status).toBe(200);
    expect(prepared).toMatchObject({ max_fee_sats: quote.suggested_max_fee_sats });
    expect(await world.balance(alice.address)).toBe(1_500_000n);

    const envelope = signed(prepared.envelope);
    const sent = await Promise.all([1, 2, 3].map(async () => await submit(envelope)));
    for (const answer of sent) {
      expect(answer).toMatchObject({ status: 200, body: { stellar_transaction: prepared.stellar_transaction } });
      expect(answer.body.withdrawal).toMatchObject({ id: prepared.withdrawal_id, amount_sats: AMOUNT });
    }
    expect(await world.balance(alice.address)).toBe(1_300_000n);

    const events = `${url}/v1/withdrawals/${prepared.withdrawal_id}/events`;
    const cutOff = await readEvents(events, undefined, (read) => read.some(({ data }) => data.state === 'broadcast'));
    const lastId = cutOff.events.findLast(({ id }) => id !== undefined)?.id;
    const rest = readEvents(events, lastId);
    await world.bitcoin.mine(DEEP);
    const { events: followed } = await rest;
    expect(followed.at(-1)).toMatchObject({ event: 'end' });
    const steps = [...cutOff.events, ...followed].filter(({ event }) => event === 'timeline');
    const { body: withdrawal } = await send('GET', `/v1/withdrawals/${prepared.withdrawal_id}`);
    expect(steps.map(({ data }) => data)).toEqual(withdrawal.timeline);
    expect(withdrawal.state).toBe('settled');
    expect((await fetch(events, { headers: { 'last-event-id': withdrawal.timeline.at(-1).id } })).status).toBe(204);

    const { bitcoin_transaction: txid, bitcoin_output: vout, arrives_sats } = withdrawal;
    const received = await world.bitcoin.call<{ value: number }>('gettxout', txid, vout);
    expect(BigInt(Math.round(received.value * 1e8))).toBe(BigInt(arrives_sats));
    expect((await send('GET', `/v1/payments/${txid}`)).body).toMatchObject({
      ...{ txid, version: 1, state: 'signed', withdrawals: [prepared.withdrawal_id] },
      ...{ fee_sats: withdrawal.fee_sats, completed_by: txid },
    });
    expect((await send('GET', `/v1/users/${alice.address}/withdrawals`)).body.items).toMatchObject([
      { id: prepared.withdrawal_id, state: 'settled' },
    ]);
  });

  test('over a limit learns what would be taken now, exactly', async () => {
    const bob = await world.createHolder(12_000_000n, 12_000_000n, 12_000_000n, 12_000_000n, 12_000_000n);
    const tier = { user: bob.address, tier: 1, reason: 'for the test' };
    await world.officer.act('set_tier', tier);
    const quote = async (amount_sats: string) =>
      (await send('POST', '/v1/withdrawals/quote', { user: bob.address, amount_sats })).body;
    expect(await quote('10000001')).toMatchObject({
      limits: { per_operation_sats: '10000000', daily_sats: '50000000', most_now_sats: '10000000' },
      refusal: { code: 'over-limit', action: expect.stringContaining('At most 10000000 sats now') },
    });
    for (let i = 0; i < 4; i++) await world.withdraw(bob, { sats: 10_000_000n, to: bitcoinAddress });
    await world.withdraw(bob, { sats: 7_654_321n, to: bitcoinAddress });
    const left = await quote('2345680');
    expect(left).toMatchObject({ limits: { most_now_sats: '2345679' }, refusal: { code: 'over-limit' } });
    expect(left.refusal.message).toContain('OverDailyLimit');
    expect((await quote('2345679')).refusal).toBeNull();
    const refused = await prepare({ user: bob.address, amount_sats: '2345680' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'over-limit', component: 'kyc-registry' } });
    expect(refused.body.action).toContain('higher tier');
  });
});

describe('prepare refuses, and names what to do', () => {
  const taproot = 'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr';
  test.each<[string, () => Ordered | Promise<Ordered>, number, string, RegExp]>([
    ['an address of mainnet', () => ({ bitcoin_address: taproot }), 400, 'bad-bitcoin-address', /of regtest/],
    ['a typo', () => ({ bitcoin_address: `${bitcoinAddress.slice(0, -1)}b` }), 400, 'bad-bitcoin-address', /regtest/],
    ['a deposit address', () => ({ bitcoin_address: alice.depositAddress }), 400, 'pays-custody', /of your own/],
    ['dust', () => ({ amount_sats: '1000', max_fee_sats: '500' }), 422, 'amount-too-small', /at least 1046 sats/],
    ['a fee that nobody relays', () => ({ max_fee_sats: '10' }), 422, 'fee-limit-too-low', /at least \d+ sats/],
    ['more than there is', () => ({ amount_sats: '90000000' }), 422, 'insufficient-balance', /at most the balance/],
    ['a stranger', () => ({ user: Keypair.random().publicKey() }), 404, 'unknown-user', /POST \/v1\/identities/],
    ['a contract', () => ({ user: world.manifest.contracts['istsi-token'].id }), 422, 'contract-account', /own/],
    [
      'a registered address without an account',
      async () => ({ user: (await world.createUser()).address, amount_sats: '1' }),
      422,
      'insufficient-balance',
      /balance/,
    ],
    [
      'a suspended identity',
      async () => {
        const carol = await world.createHolder(100_000n);
        await world.officer.act('set_status', { user: carol.address, status: 2, reason: 'for the test' });
        return { user: carol.address, amount_sats: '50000' };
      },
      422,
      'not-compliant',
      /activate/,
    ],
  ])('%s', async (_, ordered, status, code, action) => {
    const answer = await prepare(await ordered());
    expect(answer).toMatchObject({ status, body: { code, action: expect.stringMatching(action) } });
  });

  test('everything while the system is paused', async () => {
    await world.services.pause('fire drill');
    expect(await prepare()).toMatchObject({ status: 409, body: { code: 'system-paused' } });
    await world.resume();
    expect((await prepare()).status).toBe(200);
  });
});

describe('only a signed withdrawal is sent on', () => {
  const call = (
    contract: { contractId: string; spec: never },
    name: string,
    args: ContractArgs,
    change = {},
  ): string => {
    const builder = new TransactionBuilder(new Account(alice.address, '1'), {
      ...{ fee: '1000', networkPassphrase: world.sandbox.networkPassphrase },
      timebounds: { minTime: 0, maxTime: 4_000_000_000 },
      ...change,
    });
    const func = invocation(contract, name, args);
    return signed(
      builder
        .addOperation(Operation.invokeHostFunction({ func, auth: [] }))
        .build()
        .toXdr(),
    );
  };
  const order = (user = alice.address) => ({
    ...{ user, token_amount: 200_000n, btc_address: bitcoinAddress, max_fee: 5_000n },
  });
  const router = () => world.contracts.router as never as { contractId: string; spec: never };
  const token = () => world.contracts.token as never as { contractId: string; spec: never };

  test.each<[string, () => string | Promise<string>, number, string]>([
    ['text', () => 'hello', 400, 'not-an-envelope'],
    ['another network’s', () => 'AAAA', 400, 'not-an-envelope'],
    ['one without a signature', async () => (await prepare()).body.envelope, 422, 'not-signed'],
    [
      'one that somebody else signed',
      async () => signed((await prepare()).body.envelope, Keypair.random()),
      422,
      'envelope-rejected',
    ],
    [
      'a transfer',
      () => call(token(), 'transfer', { from: alice.address, to: alice.address, amount: 1n }),
      422,
      'other-transaction',
    ],
    [
      'another entry of the router',
      () => call(router(), 'rollback_operation', { operation_id: Buffer.alloc(32) }),
      422,
      'other-transaction',
    ],
    [
      'a withdrawal from another’s balance',
      () => call(router(), 'execute_token_withdrawal', order(Keypair.random().publicKey())),
      422,
      'other-transaction',
    ],
    [
      'one without an end',
      () => call(router(), 'execute_token_withdrawal', order(), { timebounds: { minTime: 0, maxTime: 0 } }),
      422,
      'other-transaction',
    ],
  ])('%s is refused', async (_, envelope, status, code) => {
    const before = await world.balance(alice.address);
    expect(await submit(await envelope())).toMatchObject({ status, body: { code } });
    expect(await world.balance(alice.address)).toBe(before);
  });

  test('one of two that were prepared together happens, the other is told to begin again', async () => {
    const [one, other] = [await prepare({ amount_sats: '100000' }), await prepare({ amount_sats: '100001' })];
    expect((await submit(signed(one.body.envelope))).status).toBe(200);
    expect(await submit(signed(other.body.envelope))).toMatchObject({
      status: 409,
      body: { code: 'envelope-outdated', action: expect.stringContaining('Prepare') },
    });
  });
});

describe('a payment goes to an offline signer and back', () => {
  test('only with the operator’s key, and only as what it is', async () => {
    // One that the reserve has not allowed yet takes no signature for another reason.
    const { txid } = await until(
      async () => {
        const { items } = (await send('GET', '/v1/payments?limit=1')).body;
        return items[0]?.state === 'signed' ? (items[0] as { txid: string }) : undefined;
      },
      () => 'the newest payment to be signed',
    );
    const path = `/v1/payments/${txid}`;
    expect((await send('GET', `${path}/psbt`)).status).toBe(401);
    const exported = await send('GET', `${path}/psbt`, undefined, keys.operator);
    expect(exported).toMatchObject({ status: 200, body: { txid, needed: 2 } });
    const unsigned = { psbt: exported.body.psbt };
    expect(await send('POST', `${path}/signatures`, unsigned, keys.operator)).toMatchObject({
      status: 422,
      body: { code: 'bad-psbt', detail: expect.stringContaining('did not sign every input') },
    });
    expect(await send('POST', `${path}/signatures`, { psbt: 'aGVsbG8=' }, keys.operator)).toMatchObject({
      status: 422,
      body: { code: 'bad-psbt' },
    });
  });
});

import { type Api, createApi } from '@istsi/api';
import { defaultSponsorBudgets } from '@istsi/integration';
import { type ContractArgs, fundAccount, invocation, openNetwork } from '@istsi/soroban-client';
import { Account, Keypair, Operation, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { startWorld, type World } from '../../../integration/test/world.ts';
import { answered, openApi } from '../src/api/client.ts';
import { createLocalHelp } from '../src/system/local-help.ts';
import { requestWithdrawal } from '../src/withdrawals/request-withdrawal.ts';
import { signAuthorization } from '../src/withdrawals/sponsored.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
/** Deep enough for the amounts of these tests. */
const DEEP = 6;

let world: World;
/** Where both networks are of this machine. */
let local: Api;
/** The same system, where they are not. */
let elsewhere: Api;
let alice: Holder;
let bob: Holder;
beforeAll(async () => {
  world = await startWorld();
  const { rpcUrl, networkPassphrase, friendbotUrl } = world.sandbox;
  const networks = { bitcoinRpcUrl: world.networks.bitcoinUrl, stellarRpcUrl: rpcUrl, networkPassphrase, friendbotUrl };
  const options = { services: world.services, keys, version: '1.2.3', log: () => {} };
  [local, elsewhere] = await Promise.all([
    createApi({ ...options, local: createLocalHelp(networks) }),
    createApi(options),
  ]);
  alice = await world.createHolder(1_000_000n);
  bob = await world.createHolder();
});
afterAll(async () => {
  await Promise.all([local?.close(), elsewhere?.close()]);
  await world?.stop();
});

async function ask(api: Api, method: 'GET' | 'POST', url: string, payload?: object) {
  const answer = await api.inject({ method, url, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}

const post = async (url: string, payload: object) => await ask(local, 'POST', url, payload);
const track = async (id: string) => (await ask(elsewhere, 'GET', `/v1/track/${id}`)).body.items;

describe('a holder without lumens, on the command line', () => {
  test('withdraws, and signs an authorization of that withdrawal and of no other', async () => {
    const sponsor = { keys: [Keypair.random()], ...defaultSponsorBudgets };
    const { rpcUrl, networkPassphrase, friendbotUrl } = world.sandbox;
    await fundAccount(openNetwork({ rpcUrl, networkPassphrase }), friendbotUrl, sponsor.keys[0]!.publicKey());
    const services = await world.startInstance({ sponsor });
    const api = await createApi({ services, keys, version: '1.2.3', log: () => {} });
    const client = openApi(await api.listen({ host: '127.0.0.1', port: 0 }));
    try {
      const { keypair: key, address: user } = await world.createPoorHolder(200_000n);
      const router = world.manifest.contracts['integration-router'].id;
      const bitcoinAddress: string = await world.bitcoin.call('getnewaddress');
      const order = { key, amountSats: 100_000n, bitcoinAddress };
      expect(await requestWithdrawal(client, router, order)).toMatchObject({ user, amount_sats: '100000' });
      expect(await world.balance(user)).toBe(100_000n);

      const body = { user, amount_sats: '50000', bitcoin_address: bitcoinAddress };
      const prepared = await answered(client.POST('/v1/sponsorship/withdrawals/prepare', { body }));
      const args = [user, 50_001n, bitcoinAddress, BigInt(prepared.max_fee_sats)];
      const other = { source: user, contract: router, entry: 'execute_token_withdrawal', args };
      await expect(signAuthorization(prepared, other, key)).rejects.toMatchObject({ code: 'cli/other-transaction' });
    } finally {
      await api.close();
      await services.stop();
    }
  });
});

describe('a newcomer who owns nothing', () => {
  test('gets lumens, an identity and bitcoin, and has it mined', async () => {
    const address = Keypair.random().publicKey();
    const welcomed = await post('/v1/local/newcomers', { address });
    expect(welcomed).toMatchObject({ status: 200, body: { address, tier: 1, status: 'active', balance_sats: '0' } });
    expect(await post('/v1/local/newcomers', { address })).toEqual(welcomed);

    const paid = await post('/v1/local/bitcoin', { user: address, amount_sats: '150000' });
    expect(paid.status).toBe(200);
    const [txid = '', vout] = (paid.body.outpoint as string).split(':');
    const { height } = await world.bitcoin.tip();
    for (let mined = 1; mined <= DEEP; mined++)
      expect(await post('/v1/local/blocks', {})).toEqual({ status: 200, body: { height: height + mined } });
    await world.waitFor({ txid, vout: Number(vout) }, 'minted');
    expect(await world.balance(address)).toBe(150_000n);

    const { body } = await post('/v1/local/bitcoin-addresses', {});
    expect(await world.bitcoin.call('validateaddress', body.address)).toMatchObject({ isvalid: true });
  });

  test('who stands in the registry already keeps their tier', async () => {
    expect(await post('/v1/local/newcomers', { address: alice.address })).toMatchObject({
      status: 200,
      body: { tier: 4 },
    });
  });

  test.each<[string, string, object, number, string]>([
    ['an address that is none', 'newcomers', { address: 'alice' }, 400, 'invalid-request'],
    ['a secret key', 'newcomers', { address: Keypair.random().secret() }, 400, 'invalid-request'],
    [
      'a tier of one’s own choice',
      'newcomers',
      { address: Keypair.random().publicKey(), tier: 4 },
      400,
      'invalid-request',
    ],
    [
      'bitcoin for a stranger',
      'bitcoin',
      { user: Keypair.random().publicKey(), amount_sats: '1000' },
      404,
      'unknown-user',
    ],
    ['more than one bitcoin', 'bitcoin', { user: 'alice', amount_sats: '100000001' }, 400, 'invalid-request'],
    ['no bitcoin', 'bitcoin', { user: 'alice', amount_sats: '0' }, 400, 'invalid-request'],
    ['less than Bitcoin relays', 'bitcoin', { user: 'alice', amount_sats: '1' }, 400, 'invalid-request'],
    ['many blocks', 'blocks', { blocks: 1_000 }, 400, 'invalid-request'],
  ])('asks for %s, and is told what is wrong', async (_, route, body, status, code) => {
    const named = 'user' in body && body.user === 'alice' ? { ...body, user: alice.address } : body;
    const answer = await post(`/v1/local/${route}`, named);
    expect(answer).toMatchObject({ status, body: { code, action: expect.stringMatching(/./) } });
  });

  test.each(['newcomers', 'bitcoin', 'blocks', 'bitcoin-addresses'])(
    '/v1/local/%s does not exist where a network is not of this machine',
    async (route) => {
      const tip = await world.bitcoin.tip();
      const body = { address: Keypair.random().publicKey() };
      expect(await ask(elsewhere, 'POST', `/v1/local/${route}`, body)).toMatchObject({
        status: 404,
        body: { code: 'no-such-route' },
      });
      expect(await world.bitcoin.tip()).toEqual(tip);
    },
  );

  test('a page is told which of both it is', async () => {
    const networks = await Promise.all([local, elsewhere].map(async (api) => await ask(api, 'GET', '/v1/network')));
    expect(networks.map(({ body }) => body.local)).toEqual([true, false]);
    expect(networks[0]?.body).toMatchObject({
      stellar: { network_passphrase: world.sandbox.networkPassphrase },
      bitcoin: { network: 'regtest' },
      contracts: { 'istsi-token': world.manifest.contracts['istsi-token'].id },
      descriptors: [expect.stringMatching(/^wsh\(sortedmulti\(2,/)],
    });
  });
});

describe('whoever has its name', () => {
  test('finds a deposit by outpoint, txid and operation, a withdrawal by id, and its payment', async () => {
    const [paid] = await world.bitcoin.pay([bob.depositAddress, 40_000n]);
    await world.bitcoin.mine(DEEP);
    await world.waitFor(paid!, 'minted');
    const outpoint = `${paid!.txid}:${paid!.vout}`;
    const { operation_id } = (await ask(elsewhere, 'GET', `/v1/deposits/${outpoint}`)).body;
    for (const id of [outpoint, paid!.txid, operation_id])
      expect(await track(id)).toEqual([{ kind: 'deposit', id: outpoint }]);

    const to = await world.bitcoin.call<string>('getnewaddress');
    const withdrawal = await world.withdraw(alice, { sats: 100_000n, to });
    await world.waitForWithdrawal(withdrawal, 'broadcast');
    const { bitcoin_transaction: txid } = (await ask(elsewhere, 'GET', `/v1/withdrawals/${withdrawal}`)).body;
    expect(await track(withdrawal)).toEqual([{ kind: 'withdrawal', id: withdrawal }]);
    expect(await track(txid)).toEqual([{ kind: 'payment', id: txid }]);
  });

  test('finds nothing by what names nothing', async () => {
    expect(await track('ab'.repeat(32))).toEqual([]);
    expect(await track(`${'ab'.repeat(32)}:0`)).toEqual([]);
  });

  test.each(['alice', 'AB'.repeat(32), `${'ab'.repeat(32)}:`, `${'ab'.repeat(32)}:-1`, `${'ab'.repeat(32)}%20`])(
    '%s is told what a name is',
    async (id) => {
      expect(await ask(elsewhere, 'GET', `/v1/track/${id}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request', detail: expect.stringContaining('64 hex digits') },
      });
    },
  );
});

const prepare = async (change: object = {}) =>
  await post('/v1/transfers/prepare', { from: alice.address, to: bob.address, amount_sats: '1000', ...change });
const submit = async (envelope: string) => await post('/v1/transfers', { envelope });

function signed(envelope: string, by: Keypair = alice.keypair): string {
  const transaction = TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase) as Transaction;
  transaction.sign(by);
  return transaction.toXdr();
}

const balances = async () => await Promise.all([world.balance(alice.address), world.balance(bob.address)]);

describe('a holder gives to another', () => {
  test('signs what was prepared, and it happens once, however often it is sent', async () => {
    const [mine, theirs] = await balances();
    const { status, body: prepared } = await prepare();
    expect(status).toBe(200);
    expect(await balances()).toEqual([mine, theirs]);

    const envelope = signed(prepared.envelope);
    const done = {
      status: 200,
      body: { stellar_transaction: prepared.stellar_transaction, state: 'done', note: null },
    };
    expect(await Promise.all([submit(envelope), submit(envelope)])).toEqual([done, done]);
    expect(await submit(envelope)).toEqual(done);
    expect(await balances()).toEqual([mine! - 1_000n, theirs! + 1_000n]);
  });

  test.each<[string, () => object | Promise<object>, number, string, RegExp]>([
    ['more than there is', () => ({ amount_sats: '90000000' }), 422, 'insufficient-balance', /^Send at most/],
    ['to a stranger', () => ({ to: Keypair.random().publicKey() }), 404, 'unknown-user', /POST \/v1\/identities/],
    ['from a stranger', () => ({ from: Keypair.random().publicKey() }), 404, 'unknown-user', /POST \/v1\/identities/],
    [
      'from a contract',
      () => ({ from: world.manifest.contracts['istsi-token'].id }),
      422,
      'contract-account',
      /transfer/,
    ],
    [
      'to a suspended identity',
      async () => {
        const { address } = await world.createUser();
        await world.officer.act('set_status', { user: address, status: 2, reason: 'for the test' });
        return { to: address };
      },
      ...([422, 'chain-refused', /GET \/v1\/users\/\{address\}/] as const),
    ],
    ['nothing', () => ({ amount_sats: '0' }), 400, 'invalid-request', /./],
    ['less than nothing', () => ({ amount_sats: '-1' }), 400, 'invalid-request', /./],
    ['to no address', () => ({ to: 'bob' }), 400, 'invalid-request', /./],
  ])('%s is refused before anything is signed', async (_, change, status, code, action) => {
    const answer = await prepare(await change());
    expect(answer).toMatchObject({ status, body: { code, action: expect.stringMatching(action) } });
    expect(JSON.stringify(answer.body)).not.toMatch(/withdraw/i);
  });

  test('of two that were prepared together one happens, and the other is told what to do', async () => {
    const [one, other] = [await prepare({ amount_sats: '1001' }), await prepare({ amount_sats: '1002' })];
    expect((await submit(signed(one.body.envelope))).status).toBe(200);
    const late = await submit(signed(other.body.envelope));
    expect(late).toMatchObject({ status: 409, body: { code: 'envelope-outdated', action: expect.any(String) } });
    // What it sends people to is there.
    const named = [...late.body.action.matchAll(/GET (\/[\w/{}]+)/g)].map(([, route]) => route);
    expect(named).not.toEqual([]);
    expect(Object.keys((await ask(local, 'GET', '/openapi.json')).body.paths)).toEqual(expect.arrayContaining(named));
    expect(late.body.action).toMatch(/^Prepare the transfer again/);
  });
});

describe('only a signed transfer is sent on', () => {
  function call(contract: 'token' | 'router', name: string, args: ContractArgs, change = {}): string {
    const builder = new TransactionBuilder(new Account(alice.address, '1'), {
      ...{ fee: '1000', networkPassphrase: world.sandbox.networkPassphrase },
      timebounds: { minTime: 0, maxTime: 4_000_000_000 },
      ...change,
    });
    const func = invocation(world.contracts[contract] as never, name, args);
    return signed(
      builder
        .addOperation(Operation.invokeHostFunction({ func, auth: [] }))
        .build()
        .toXdr(),
    );
  }
  const transfer = (from: string) => ({ from, to: bob.address, amount: 1n });

  test.each<[string, () => string | Promise<string>, number, string]>([
    ['text', () => 'hello', 400, 'not-an-envelope'],
    ['nothing', () => '', 400, 'invalid-request'],
    ['what is too long', () => 'A'.repeat(16_001), 400, 'invalid-request'],
    ['one without a signature', async () => (await prepare()).body.envelope, 422, 'not-signed'],
    [
      'one that the receiver signed',
      async () => signed((await prepare()).body.envelope, bob.keypair),
      ...([422, 'envelope-rejected'] as const),
    ],
    ['a transfer from another', () => call('token', 'transfer', transfer(bob.address)), 422, 'other-transaction'],
    [
      'an approval of the token',
      () => call('token', 'approve', { from: alice.address, spender: bob.address, amount: 1n, live_until_ledger: 0 }),
      ...([422, 'other-transaction'] as const),
    ],
    [
      'a withdrawal',
      () =>
        call('router', 'execute_token_withdrawal', {
          ...{ user: alice.address, token_amount: 100_000n, btc_address: 'bcrt1q', max_fee: 5_000n },
        }),
      ...([422, 'other-transaction'] as const),
    ],
    [
      'one without an end',
      () => call('token', 'transfer', transfer(alice.address), { timebounds: { minTime: 0, maxTime: 0 } }),
      ...([422, 'other-transaction'] as const),
    ],
  ])('%s is refused', async (_, envelope, status, code) => {
    const before = await balances();
    expect(await submit(await envelope())).toMatchObject({ status, body: { code } });
    expect(await balances()).toEqual(before);
  });
});

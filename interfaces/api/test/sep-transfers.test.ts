import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { createSepClient } from './sep-client.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const ORIGIN = 'http://localhost:8787';
const NOBODY = '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d';
const DEEP = 6;

let world: World;
let api: Api;
/** Registered, with tokens. */
let alice: Holder;
let token: string;
/** Not registered. */
const stranger = Keypair.random();
let strange: string;
beforeAll(async () => {
  world = await startWorld({ inbox: {} });
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
  alice = await world.createHolder(600_000n);
  [token, strange] = await Promise.all([signIn(alice.keypair), signIn(stranger)]);
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
});

const { ask, signIn } = createSepClient(() => api);

/** Asks for a transfer as each protocol does. */
const open = {
  sep6: (kind: 'deposit' | 'withdraw', session: string | undefined, query: Record<string, string>) =>
    ask('GET', `/sep6/${kind}?${new URLSearchParams(query)}`, { token: session }),
  sep24: (kind: 'deposit' | 'withdraw', session: string | undefined, query: Record<string, string>) =>
    ask('POST', `/sep24/transactions/${kind}/interactive`, { token: session, json: query }),
};
const asset = { asset_code: 'iSTSi' };
const list = async (protocol: string, session: string, query: Record<string, string> = {}) =>
  await ask('GET', `/${protocol}/transactions?${new URLSearchParams({ ...asset, ...query })}`, { token: session });

/** What anchor-tests asks of SEP-6 and of SEP-24 alike, by the names that it has for it. */
describe.each(['sep6', 'sep24'] as const)('%s', (protocol) => {
  test('/info: response is compliant with the schema; the asset is enabled for deposit and withdraw', async () => {
    const { status, body } = await ask('GET', `/${protocol}/info`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ deposit: { iSTSi: { enabled: true } }, withdraw: { iSTSi: { enabled: true } }, fee: { enabled: false } },
    });
    if (protocol === 'sep6') {
      expect(body).toMatchObject({ transaction: { enabled: true }, transactions: { enabled: true } });
      expect(body.deposit.iSTSi).not.toHaveProperty('fields');
      expect(Object.keys(body.withdraw.iSTSi.types)).toEqual(['crypto']);
    }
  });

  describe.each(['deposit', 'withdraw'] as const)('%s', (kind) => {
    test('requires a SEP-10 JWT', async () => {
      const asked = await open[protocol](kind, undefined, { ...asset, account: stranger.publicKey() });
      expect(asked).toMatchObject({ status: 403, body: { type: 'authentication_required' } });
      expect(await open[protocol](kind, 'a.b.c', asset)).toMatchObject({ status: 403 });
    });

    test.each<[string, Record<string, string>]>([
      ["requires 'asset_code' parameter", {}],
      ["rejects invalid 'account' parameter", { ...asset, account: 'not a valid account' }],
      ['rejects the account of somebody else', { ...asset, account: Keypair.random().publicKey() }],
      ["rejects unsupported 'asset_code' parameter", { asset_code: 'NOT_SUPPORTED' }],
      ['rejects part of a token', { ...asset, amount: '1.5' }],
    ])('%s', async (_, query) => {
      const { status, body } = await open[protocol](kind, token, query);
      expect(status).toBe(400);
      expect(body).toEqual({ error: expect.any(String) });
    });

    test('returns a proper schema for valid requests, also of one who is not registered; it has a record', async () => {
      for (const [session, account] of [
        [token, alice.address],
        [strange, stranger.publicKey()],
      ] as const) {
        const { status, body } = await open[protocol](kind, session, { ...asset, account });
        expect(status, JSON.stringify(body)).toBe(200);
        expect(body.id).toEqual(expect.any(String));
        if (protocol === 'sep24') expect(body).toMatchObject({ type: 'interactive_customer_info_needed' });
        else if (kind === 'deposit') expect(body.how).toEqual(expect.any(String));
        const found = await ask('GET', `/${protocol}/transaction?id=${body.id}`, { token: session });
        const { transaction } = found.body;
        expect(transaction).toMatchObject({
          ...{ id: body.id, kind: kind === 'deposit' ? 'deposit' : 'withdrawal', refunded: false },
          more_info_url: `${ORIGIN}/sep24/track/${body.id}`,
          ...(kind === 'deposit' ? { to: account } : { from: account, withdraw_anchor_account: null }),
          ...(protocol === 'sep24' && { status: 'incomplete' }),
        });
        expect((await list(protocol, session)).body.transactions).toContainEqual(transaction);
        const url = new URL(transaction.more_info_url);
        const page = await api.inject({ method: 'GET', url: url.pathname });
        expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      }
    });

    test('is for nobody who shares an account: they have no balance in the contract', async () => {
      const session = await signIn(Keypair.random(), '7');
      expect(await open[protocol](kind, session, asset)).toMatchObject({ status: 400 });
    });
  });

  test('requires a JWT on /transaction and /transactions', async () => {
    for (const path of [`transaction?id=${NOBODY}`, 'transactions?asset_code=iSTSi'])
      expect(await ask('GET', `/${protocol}/${path}`)).toMatchObject({ status: 403 });
  });

  test.each(['id', 'external_transaction_id', 'stellar_transaction_id'])(
    'returns 404 for a nonexistent %s',
    async (name) => {
      expect(await ask('GET', `/${protocol}/transaction?${name}=${NOBODY}`, { token })).toMatchObject({ status: 404 });
    },
  );

  test("returns 404 for another's transaction, and does not list it", async () => {
    const { body } = await open[protocol]('deposit', token, asset);
    expect(await ask('GET', `/${protocol}/transaction?id=${body.id}`, { token: strange })).toMatchObject({
      status: 404,
    });
    const ids = (await list(protocol, strange)).body.transactions.map(({ id }: { id: string }) => id);
    expect(ids).not.toContain(body.id);
  });

  test("leads nobody to another's customer record", async () => {
    const { body } = await open[protocol]('deposit', token, asset);
    const record = `/sep12/customer?type=sep6&transaction_id=${body.id}`;
    expect(await ask('GET', record, { token })).toMatchObject({ status: 200 });
    expect(await ask('GET', record, { token: strange })).toMatchObject({ status: 404 });
  });

  test('/transactions: empty for new accounts, in order, with limit, kind, no_older_than and paging_id', async () => {
    const session = await signIn(Keypair.random());
    expect((await list(protocol, session)).body).toEqual({ transactions: [] });
    const asked: string[] = [];
    for (const kind of ['deposit', 'withdraw', 'deposit'] as const) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      asked.push((await open[protocol](kind, session, asset)).body.id);
    }
    const idsOf = async (query: Record<string, string> = {}) =>
      (await list(protocol, session, query)).body.transactions.map(({ id }: { id: string }) => id);
    const [third, second, first] = await idsOf();
    expect([first, second, third]).toEqual(asked);
    const all = (await list(protocol, session)).body.transactions as { started_at: string }[];
    expect(await idsOf({ limit: '1' })).toEqual([third]);
    expect(await idsOf({ kind: 'withdrawal' })).toEqual([second]);
    expect(await idsOf({ kind: 'deposit' })).toEqual([third, first]);
    expect(await idsOf({ no_older_than: all[1]!.started_at })).toEqual([third, second]);
    expect(await idsOf({ paging_id: third })).toEqual([second, first]);
    expect(await list(protocol, session, { asset_code: 'BADCODE' })).toMatchObject({ status: 400 });
    expect(await list(protocol, session, { limit: '-1' })).toMatchObject({ status: 400 });
  });
});

describe('a deposit', () => {
  test('is one transaction for each payment, whether it was asked for or not, and found by every name', async () => {
    const { address, depositAddress, keypair } = await world.createHolder();
    const session = await signIn(keypair);
    const asked = await open.sep6('deposit', session, { ...asset, amount: '150000' });
    expect(asked.body.instructions).toMatchObject({ 'organization.crypto_address': { value: depositAddress } });
    const [one] = await world.bitcoin.pay([depositAddress, 150_000n]);
    const [two] = await world.bitcoin.pay([depositAddress, 160_000n]);
    const paid = [one!, two!];
    await world.bitcoin.mine(DEEP);
    for (const outpoint of paid) await world.waitFor(outpoint, 'minted');
    const { transactions } = (await list('sep6', session)).body;
    expect(transactions).toHaveLength(2);
    expect(transactions.map(({ id }: { id: string }) => id)).toContain(asked.body.id);
    for (const transaction of transactions) {
      expect(transaction).toMatchObject({ status: 'completed', kind: 'deposit', to: address, amount_fee: '0' });
      expect(paid.map(({ txid }) => txid)).toContain(transaction.external_transaction_id);
      expect(transaction.completed_at).toEqual(expect.any(String));
      const { external_transaction_id: txid, stellar_transaction_id: hash } = transaction;
      const found = await ask('GET', `/sep6/transaction?external_transaction_id=${txid}`, { token: session });
      expect(found.body.transaction).toEqual(transaction);
      // Deposits that were minted together have one Stellar transaction: its hash finds one of them.
      const minted = await ask('GET', `/sep6/transaction?stellar_transaction_id=${hash}`, { token: session });
      expect(transactions).toContainEqual(minted.body.transaction);
      expect(minted.body.transaction.stellar_transaction_id).toBe(hash);
    }
    // What nobody asked for is told by both standards, and what one was asked for by that one.
    expect((await list('sep24', session)).body.transactions).toHaveLength(1);
    await Promise.all(Array.from({ length: 5 }, () => list('sep6', session)));
    expect((await list('sep6', session)).body.transactions).toEqual(transactions);
  });
});

/** The page that an interactive URL opens, as a browser would. */
async function visit(url: string, form?: Record<string, string>) {
  const { pathname, search } = new URL(url, ORIGIN);
  const response = await api.inject({
    ...{ method: form ? 'POST' : 'GET', url: `${pathname}${search}` },
    ...(form && {
      payload: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  });
  const session = /name="session" value="([^"]+)"/.exec(response.body)?.[1] ?? '';
  return { status: response.statusCode, headers: response.headers, text: response.body, session };
}

describe('a page of SEP-24', () => {
  test('is opened once, runs nothing, and is shown in no other page', async () => {
    const { body } = await open.sep24('deposit', token, asset);
    const [one, two] = await Promise.all([visit(body.url), visit(body.url)]);
    expect([one.status, two.status].sort()).toEqual([200, 410]);
    const policy = String(one.headers['content-security-policy']);
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/unsafe/);
    expect(one.headers).not.toHaveProperty('access-control-allow-origin');
    expect(one.text).not.toMatch(/<script/);
    expect(await visit('/sep24/page', { session: 'x', action: 'start' })).toMatchObject({ status: 410 });
    expect(await visit('/sep24/page.css')).toMatchObject({ status: 200 });
    expect(await visit(`/sep24/track/${NOBODY}`)).toMatchObject({ status: 404 });
  });

  test('says where to pay, and the wallet sees that it was seen', async () => {
    const { body } = await open.sep24('deposit', token, asset);
    const shown = await visit(body.url);
    expect(shown.text).toContain(alice.depositAddress);
    await visit('/sep24/page', { session: shown.session, action: 'start' });
    const { transaction } = (await ask('GET', `/sep24/transaction?id=${body.id}`, { token })).body;
    expect(transaction).toMatchObject({ status: 'pending_user_transfer_start', to: alice.address });
  });

  test('asks one who is not registered who they are, and a reviewer is told', async () => {
    const { body } = await open.sep24('deposit', strange, asset);
    const shown = await visit(body.url);
    const bad = { first_name: 'Bob', last_name: '<b>', email_address: 'bob' };
    const form = { session: shown.session, action: 'identify' };
    expect(await visit('/sep24/page', { ...form, ...bad })).toMatchObject({ status: 400 });
    const sent = await visit('/sep24/page', { ...form, ...bad, email_address: 'bob@example.com' });
    expect(sent).toMatchObject({ status: 200, text: expect.stringMatching(/being reviewed/) });
    expect((await ask('GET', '/sep12/customer', { token: strange })).body).toMatchObject({ status: 'PROCESSING' });
  });

  test('prepares a withdrawal that the wallet signs, and the transaction follows it to Bitcoin', async () => {
    const { body } = await open.sep24('withdraw', token, asset);
    const shown = await visit(body.url);
    const form = { session: shown.session, action: 'prepare', amount: '200000' };
    const refused = await visit('/sep24/page', { ...form, address: alice.depositAddress });
    expect(refused.text).toMatch(/role="alert"/);
    const address = await world.bitcoin.call<string>('getnewaddress');
    const prepared = await visit('/sep24/page', { ...form, address });
    expect(prepared.text).toContain(address);
    const find = async () => (await ask('GET', `/sep24/transaction?id=${body.id}`, { token })).body.transaction;
    expect(await find()).toMatchObject({
      ...{ status: 'pending_user_transfer_start', amount_in: '200000', from: alice.address, to: address },
      // A wallet that signs nothing but a transfer sends it there.
      ...{ withdraw_anchor_account: expect.stringMatching(/^M/), withdraw_memo: null, withdraw_memo_type: null },
    });
    expect(prepared.text).toContain((await find()).withdraw_anchor_account);
    const link = /href="web\+stellar:tx\?([^"]+)"/.exec(prepared.text)?.[1] ?? '';
    const uri = new URLSearchParams(link.replaceAll('&#38;', '&'));
    expect(uri.get('callback')).toBe(`url:${ORIGIN}/sep24/signed`);
    const transaction = TransactionBuilder.fromXDR(uri.get('xdr')!, uri.get('network_passphrase')!);
    transaction.sign(alice.keypair);
    expect(await visit('/sep24/signed', { xdr: transaction.toXDR() })).toMatchObject({ status: 200 });
    await until(
      async () => {
        await world.bitcoin.mine(1);
        return (await find()).status === 'completed' ? true : undefined;
      },
      () => 'the end of the withdrawal',
    );
    const done = await find();
    expect(done).toMatchObject({ completed_at: expect.any(String), external_transaction_id: expect.any(String) });
    expect(Number(done.amount_in) - Number(done.amount_fee)).toBe(Number(done.amount_out));
    const hash = Buffer.from(transaction.hash()).toString('hex');
    expect(done.stellar_transaction_id).toBe(hash);
    const byHash = await ask('GET', `/sep24/transaction?stellar_transaction_id=${hash}`, { token });
    // It is put away meanwhile, which changes neither what it is nor when it came to its end.
    expect(byHash.body.transaction).toEqual({ ...done, updated_at: expect.any(String) });
    const withdrawals = (await list('sep24', token, { kind: 'withdrawal' })).body.transactions as {
      to: string | null;
    }[];
    expect(withdrawals.filter(({ to }) => to === address)).toHaveLength(1);
  });
});

describe('a withdrawal that is sent', () => {
  test('is told of by SEP-6, taken, paid, and shown under one roof', async () => {
    const address = await world.bitcoin.call<string>('getnewaddress');
    const { status, body } = await open.sep6('withdraw', token, { ...asset, amount: '50000', dest: address });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({ account_id: expect.stringMatching(/^M/), extra_info: expect.anything() });
    const find = async () => (await ask('GET', `/sep6/transaction?id=${body.id}`, { token })).body.transaction;
    expect(await find()).toMatchObject({
      ...{ status: 'pending_user_transfer_start', withdraw_anchor_account: body.account_id, withdraw_memo: null },
      user_action_required_by: expect.stringMatching(/Z$/),
    });
    const paid = await world.send(alice, body.account_id, 50_000n);
    await until(
      async () => {
        await world.bitcoin.mine(1);
        return (await find()).status === 'completed' ? true : undefined;
      },
      () => 'the end of what was sent',
    );
    expect(await find()).toMatchObject({ stellar_transaction_id: paid, to: address, withdraw_anchor_account: null });
    const again = await world.send(alice, body.account_id, 50_000n);
    const authorization = `Bearer ${keys.operator}`;
    const inbox = async () =>
      (await api.inject({ url: '/v1/operations?kind=inbox', headers: { authorization } })).json().items as {
        id: string;
        state: string;
        phase: string;
      }[];
    const receipts = await until(
      async () => {
        const items = await inbox();
        return items.length === 2 && items.every(({ phase }) => phase === 'done') ? items : undefined;
      },
      () => `what arrived to be dealt with, ${again} among it`,
    );
    expect(receipts.map(({ state }) => state)).toEqual(['returned', 'paid']);
    const shown = await api.inject({ url: `/v1/operations/${receipts[0]!.id}`, headers: { authorization } });
    expect(shown.json().timeline.map(({ what }: { what: string }) => what)).toEqual([
      'received',
      'returning',
      'returning',
      'returned',
    ]);
    const listed = async (query: string) =>
      (await api.inject({ url: `/v1/inbox/receipts${query}`, headers: { authorization } })).json() as {
        items: { id: string; state: string; reason: { code: string } | null; muxed_id: string | null }[];
        next_cursor: string | null;
      };
    const all = await listed('');
    expect(all.items.map(({ id }) => id)).toEqual(receipts.map(({ id }) => id));
    expect(all.items).toMatchObject([
      { from: alice.address, amount_sats: '50000', reason: { code: 'paid-before' } },
      {
        from: alice.address,
        amount_sats: '50000',
        reason: null,
        withdrawal_id: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(all.items[0]!.muxed_id).toBe(all.items[1]!.muxed_id);
    const first = await listed('?limit=1');
    expect(first).toMatchObject({ items: [{ id: receipts[0]!.id }], next_cursor: receipts[0]!.id });
    expect((await listed(`?limit=1&cursor=${first.next_cursor}`)).items).toMatchObject([{ id: receipts[1]!.id }]);
    expect((await listed('?state=paid')).items).toMatchObject([{ id: receipts[1]!.id }]);
    expect((await api.inject({ url: '/v1/inbox/receipts' })).statusCode).toBe(401);
    expect((await api.inject({ url: '/v1/inbox' })).json()).toMatchObject({
      inbox: { ...{ status: 'active', balance_sats: '0', waiting_sats: '0', unexplained_sats: '0' } },
    });
  });
});

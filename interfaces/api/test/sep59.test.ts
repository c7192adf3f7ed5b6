import { Account, Keypair, MuxedAccount } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { createSepClient } from './sep-client.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };

let world: World;
let api: Api;
let offered: { kind: string; chain_id: string; currency: string };
beforeAll(async () => {
  world = await startWorld();
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
  [offered] = (await ask('GET', '/sep59/info')).body.offerings;
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
});

const { ask, signIn, challengeFor, answer } = createSepClient(() => api);

const wanted = () => ({ kind: 'crypto_address', chain_id: offered.chain_id });
const open = async (token: string, json: object = wanted()) => await ask('POST', '/sep59/accounts', { token, json });

async function registered() {
  const key = Keypair.random();
  await world.services.registerIdentity({ address: key.publicKey(), tier: 2 });
  const { address } = (await world.services.depositAddress(key.publicKey()))!;
  return { key, token: await signIn(key), account: key.publicKey(), bitcoinAddress: address };
}

describe('SEP-59', () => {
  test('offers the chain that the custody is on, by the hash of its first block', async () => {
    const genesis = await world.bitcoin.call<string>('getblockhash', 0);
    expect(offered).toMatchObject({ chain_id: `bip122:${genesis.slice(0, 32)}`, currency: 'BTC' });
    expect((await ask('GET', '/.well-known/stellar.toml')).text).toContain(
      'EXTERNAL_ACCOUNT_SERVER = "http://localhost:8787/sep59"',
    );
  });

  test('gives who is registered the address that is theirs for good: once created, and the same again', async () => {
    const { token, account, bitcoinAddress } = await registered();
    const both = await Promise.all([open(token), open(token, { ...wanted(), currency: 'btc' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    const [{ body }] = both;
    expect(body.account).toMatchObject({
      ...{
        kind: offered.kind,
        chain_id: offered.chain_id,
        currency: 'BTC',
        status: 'active',
        stellar_account: account,
        stellar_asset: 'iSTSi',
      },
      instructions: { 'organization.crypto_address': { value: bitcoinAddress } },
    });
    expect(body.account).not.toHaveProperty('memo');
    expect(both[1]!.body).toEqual(body);
    const { id } = body.account;
    expect((await ask('GET', `/sep59/accounts/${id}`, { token })).body).toEqual(body);
    expect((await ask('GET', '/sep59/accounts?kind=crypto_address&status=active', { token })).body).toEqual({
      accounts: [body.account],
    });
    for (const query of ['kind=bank_account', 'status=pending', 'country_code=US'])
      expect((await ask('GET', `/sep59/accounts?${query}`, { token })).body).toEqual({ accounts: [] });
    const stranger = await signIn(Keypair.random());
    expect(await ask('GET', `/sep59/accounts/${id}`, { token: stranger })).toMatchObject({ status: 404 });
    expect((await ask('GET', '/sep59/accounts', { token: stranger })).body).toEqual({ accounts: [] });
  });

  test('says what is missing of who is not identified; it is pending while a reviewer looks, and active then', async () => {
    const key = Keypair.random();
    const token = await signIn(key);
    const { status, body } = await open(token);
    expect([status, body.type]).toEqual([403, 'non_interactive_customer_info_needed']);
    const fields = Object.fromEntries((body.fields as string[]).map((name) => [name, 'Bob']));
    await ask('PUT', '/sep12/customer', { token, json: { ...fields, email_address: 'bob@example.com' } });
    const pending = await open(token);
    expect(pending).toMatchObject({ status: 201, body: { account: { status: 'pending' } } });
    expect(pending.body.account).not.toHaveProperty('instructions');
    await world.services.registerIdentity({ address: key.publicKey(), tier: 1 });
    const { id } = pending.body.account;
    const active = await ask('GET', `/sep59/accounts/${id}`, { token });
    expect(active.body.account).toMatchObject({ id, status: 'active', instructions: expect.anything() });
    expect(await open(token)).toMatchObject({ status: 200, body: active.body });
  });

  test('ends the account of who may not receive, for good; later there is another one with the same address', async () => {
    const { token, account, bitcoinAddress } = await registered();
    const { id } = (await open(token)).body.account;
    await world.officer.act('freeze', { user: account, reason: 'a court says so' });
    const over = async () => (await ask('GET', `/sep59/accounts/${id}`, { token })).body.account;
    // The services look at the chain anew with each ledger that they see.
    await expect.poll(over).toMatchObject({ status: 'deactivated', message: expect.any(String) });
    expect(await over()).not.toHaveProperty('instructions');
    expect(await open(token)).toMatchObject({ status: 400, body: { error: expect.stringMatching(/frozen/) } });
    await world.officer.act('unfreeze', { user: account, reason: 'no longer' });
    await expect.poll(async () => (await open(token)).status).not.toBe(400);
    const again = await open(token);
    expect(again).toMatchObject({ status: 200, body: { account: { status: 'active' } } });
    expect(again.body.account.id).not.toBe(id);
    expect(again.body.account.instructions['organization.crypto_address'].value).toBe(bitcoinAddress);
    expect(await over()).toMatchObject({ status: 'deactivated' });
    expect((await ask('GET', '/sep59/accounts', { token })).body.accounts).toHaveLength(2);
  });

  test('refuses what is not offered, nobody’s session, and who shares an account', async () => {
    const { token, key } = await registered();
    for (const json of [
      {},
      { kind: 'crypto_address' },
      { ...wanted(), chain_id: 'eip155:1' },
      { ...wanted(), currency: 'USDC' },
      { kind: 'bank_account', country_code: 'US', currency: 'USD' },
      { ...wanted(), on_change_callback: 'http://example.com' },
    ])
      expect(await open(token, json), JSON.stringify(json)).toMatchObject({
        ...{ status: 400, body: { error: expect.any(String) } },
      });
    expect(await open(token, { ...wanted(), on_change_callback: 'https://example.com' })).toMatchObject({
      status: 201,
    });
    for (const [method, path] of [
      ['POST', 'accounts'],
      ['GET', 'accounts'],
      ['GET', 'accounts/x'],
    ] as const)
      expect(await ask(method, `/sep59/${path}`, method === 'POST' ? { json: wanted() } : {})).toMatchObject({
        ...{ status: 403, body: { error: expect.any(String) } },
      });
    const muxed = new MuxedAccount(new Account(key.publicKey(), '0'), '7').accountId();
    const shared = [await signIn(key, '7'), (await answer(await challengeFor({ account: muxed }), key)).body.token];
    for (const session of shared) {
      expect(await open(session)).toMatchObject({ status: 400 });
      expect((await ask('GET', '/sep59/accounts', { token: session })).body).toEqual({ accounts: [] });
    }
  });
});

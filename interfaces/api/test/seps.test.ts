import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fundAccount, openNetwork } from '@istsi/soroban-client';
import {
  Account,
  BASE_FEE,
  Contract,
  Keypair,
  MuxedAccount,
  Operation,
  rpc,
  scValToNative,
  TransactionBuilder,
} from '@stellar/stellar-sdk';
import { parse } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { createSepClient } from './sep-client.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };

let world: World;
let api: Api;
let wallet: Server;
let walletDomain: string;
const walletKey = Keypair.random();
beforeAll(async () => {
  world = await startWorld({ proofs: {} });
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
  wallet = createServer((request, response) => {
    if (request.url !== '/.well-known/stellar.toml')
      response.writeHead(302, { location: '/.well-known/stellar.toml' }).end();
    else response.end(`SIGNING_KEY="${walletKey.publicKey()}"`);
  });
  await once(wallet.listen(0, '127.0.0.1'), 'listening');
  walletDomain = `127.0.0.1:${(wallet.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
  wallet?.close();
});

const { ask, challengeFor, answer, signIn } = createSepClient(() => api);

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

describe('SEP-1: stellar.toml', () => {
  test('is valid, small, text, and names the servers of this origin by URLs without a slash at the end', async () => {
    await world.services.proveReserves();
    const { status, headers, text } = await ask('GET', '/.well-known/stellar.toml');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(text.length).toBeLessThan(100_000);
    const toml = parse(text);
    expect(toml).toMatchObject({
      ...{ NETWORK_PASSPHRASE: world.manifest.networkPassphrase, SIGNING_KEY: world.keys.webAuth.publicKey() },
      WEB_AUTH_ENDPOINT: 'http://localhost:8787/auth',
    });
    for (const value of Object.values(toml)) if (typeof value === 'string') expect(value).not.toMatch(/\/$/);
    const [currency] = toml.CURRENCIES as Record<string, unknown>[];
    expect(currency).toMatchObject({ code: 'iSTSi', contract: world.manifest.contracts['istsi-token'].id });
  });

  test('names a token that a reader of its METADATA alone knows by the same code, and by its decimals', async () => {
    const toml = parse((await ask('GET', '/.well-known/stellar.toml')).text);
    const [currency] = toml.CURRENCIES as { code: string; contract: string; display_decimals: number }[];
    const server = new rpc.Server(world.sandbox.rpcUrl, { allowHttp: true });
    // As indexers do: nothing is simulated, and no function of the contract is known.
    const { entries } = await server.getLedgerEntries(new Contract(currency!.contract).getFootprint());
    const data = entries[0]!.val;
    if (data.type !== 'contractData' || data.value.val.type !== 'scvContractInstance')
      throw new Error('it is no contract');
    const stored = data.value.val.value.storage!.find(({ key }) => scValToNative(key) === 'METADATA');
    expect(scValToNative(stored!.val)).toEqual({ decimal: 0, name: 'iSTSi', symbol: currency!.code });
    expect(currency!.display_decimals).toBe(0);
  });

  test('may be read, and asked for, by pages of any origin', async () => {
    for (const path of ['/.well-known/stellar.toml', '/auth']) {
      const { status, headers } = await ask('OPTIONS', path);
      expect(status).toBe(204);
      expect(headers['access-control-allow-headers']).toMatch(/authorization/);
    }
  });
});

describe('SEP-10: a session', () => {
  test('is given for a challenge that the account signed, as JSON or as a form', async () => {
    const key = Keypair.random();
    expect(claimsOf(await signIn(key))).toMatchObject({ iss: 'http://localhost:8787/auth', sub: key.publicKey() });
    const challenge = await challengeFor({ account: key.publicKey() });
    challenge.sign(key);
    expect(await ask('POST', '/auth', { form: { transaction: challenge.toXDR() } })).toMatchObject({ status: 200 });
  });

  test('is of an account, of a person who shares it, or of a multiplexed account: three people', async () => {
    const key = Keypair.random();
    const muxed = new MuxedAccount(new Account(key.publicKey(), '0'), '7').accountId();
    const { body } = await answer(await challengeFor({ account: muxed }), key);
    const subs = [await signIn(key), await signIn(key, '7'), body.token].map((token) => claimsOf(token).sub);
    expect(subs).toEqual([key.publicKey(), `${key.publicKey()}:7`, muxed]);
  });

  test('is given once for a challenge, whatever signatures it comes with, also of ten at the same time', async () => {
    const key = Keypair.random();
    const challenge = await challengeFor({ account: key.publicKey() });
    challenge.sign(key);
    const sent = () => ask('POST', '/auth', { json: { transaction: challenge.toXDR() } });
    const statuses = (await Promise.all(Array.from({ length: 10 }, sent))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, ...Array(9).fill(400)]);
    expect(await sent()).toMatchObject({ status: 400, body: { error: expect.stringMatching(/used already/) } });
  });

  test('names the client’s domain that signed too, found as webhooks’ targets are', async () => {
    const key = Keypair.random();
    const query = { account: key.publicKey(), client_domain: walletDomain };
    const { body } = await answer(await challengeFor(query), key, walletKey);
    expect(claimsOf(body.token)).toMatchObject({ client_domain: walletDomain });
    expect(await answer(await challengeFor(query), key)).toMatchObject({ status: 400 });
  });

  test.each([
    ['an address inside', '10.0.0.1'],
    ['the metadata of a cloud', '169.254.169.254'],
    ['no domain', 'a/b'],
    ['nobody', `127.0.0.1:1`],
  ])('is for no client at %s', async (_, domain) => {
    const { status, body } = await ask(
      'GET',
      `/auth?account=${Keypair.random().publicKey()}&client_domain=${encodeURIComponent(domain)}`,
    );
    expect(status).toBe(400);
    expect(body.error).toMatch(/cannot be verified/);
  });

  test.each<[string, object]>([
    ['no transaction', {}],
    ['a transaction that is no text', { transaction: { 'not a transaction string': true } }],
    ['a transaction that is none', { transaction: 'AAAA' }],
    ['a text larger than any challenge', { transaction: 'A'.repeat(60_000) }],
  ])('is refused to %s', async (_, json) => {
    const { status, body } = await ask('POST', '/auth', { json });
    expect(status).toBe(400);
    expect(body).toEqual({ error: expect.any(String) });
  });

  test.each(['', '?account=invalid-account', '?account=G&memo=x'])('has no challenge for %j', async (query) => {
    expect(await ask('GET', `/auth${query}`)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  });

  test('needs the weight that moves money, of whatever keys the account has', async () => {
    const [master, one, two] = [Keypair.random(), Keypair.random(), Keypair.random()];
    const { rpcUrl, friendbotUrl, networkPassphrase } = world.sandbox;
    await fundAccount(openNetwork(world.sandbox), friendbotUrl, master.publicKey());
    const server = new rpc.Server(rpcUrl, { allowHttp: true });
    const builder = new TransactionBuilder(await server.getAccount(master.publicKey()), {
      fee: BASE_FEE,
      networkPassphrase,
    });
    const signer = (key: Keypair) => ({ signer: { ed25519PublicKey: key.publicKey(), weight: 1 } });
    builder.addOperation(Operation.setOptions({ lowThreshold: 2, medThreshold: 2, highThreshold: 2, ...signer(one) }));
    const change = builder
      .addOperation(Operation.setOptions(signer(two)))
      .setTimeout(30)
      .build();
    change.sign(master);
    const { hash } = await server.sendTransaction(change);
    expect((await server.pollTransaction(hash)).status).toBe('SUCCESS');

    const signedBy = async (...signers: Keypair[]) =>
      (await answer(await challengeFor({ account: master.publicKey() }), ...signers)).status;
    expect([await signedBy(master), await signedBy(one), await signedBy(one, one)]).toEqual([400, 400, 400]);
    expect([await signedBy(one, two), await signedBy(master, one)]).toEqual([200, 200]);
    expect(await signedBy(one, two, Keypair.random())).toBe(400);
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Api, createApi } from '@istsi/api';
import { putWebAuthContract } from '@istsi/integration';
import {
  fundAccount,
  isSignedByAccount,
  latestLedger,
  type Network,
  openNetwork,
  signEntry,
  signerOf,
} from '@istsi/soroban-client';
import { Address, Keypair, StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import { parse } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../integration/test/world.ts';
import { createSepClient } from '../../interfaces/api/test/sep-client.ts';
import { deployKeyAccount, type KeyAccount } from './key-account.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
type Entry = xdr.SorobanAuthorizationEntry;

let world: World;
let network: Network;
let api: Api;
let account: KeyAccount;
let contractId: string;
let passphrase: string;
let wallet: Server;
let walletDomain: string;
const walletKey = Keypair.random();
beforeAll(async () => {
  world = await startWorld({ contractAccounts: true });
  network = openNetwork(world.sandbox);
  passphrase = network.networkPassphrase;
  api = await createApi({ services: world.services, keys, version: '1', log: () => {} });
  const { rpcUrl, friendbotUrl } = world.sandbox;
  const nobody = { account: StrKey.encodeContract(new Uint8Array(32)) };
  expect((await challengeFor(nobody)).body.error).toMatch(/is not on the ledger/);
  const server = world.keys.webAuth.publicKey();
  const put = { rpcUrl, friendbotUrl, server, manifest: world.manifest, payer: world.keys.deployer };
  const made = await putWebAuthContract(put);
  expect([made.created, (await putWebAuthContract(put)).created]).toEqual([true, false]);
  contractId = made.id;
  account = await deployKeyAccount(network, friendbotUrl);
  await fundAccount(network, friendbotUrl, walletKey.publicKey());
  wallet = createServer((_, response) => response.end(`SIGNING_KEY="${walletKey.publicKey()}"`));
  await once(wallet.listen(0, '127.0.0.1'), 'listening');
  walletDomain = `127.0.0.1:${(wallet.address() as AddressInfo).port}`;
});
afterAll(async () => {
  wallet?.close();
  await api?.close();
  await world?.stop();
});

const { ask } = createSepClient(() => api);
const PATH = '/auth/contracts';
const decode = (text: string): Entry[] => xdr.decodeArray(xdr.SorobanAuthorizationEntry, text, 'base64');
const encode = (entries: readonly Entry[]): string => xdr.encodeArray(xdr.SorobanAuthorizationEntry, entries, 'base64');
const challengeFor = (query: Record<string, string>) => ask('GET', `${PATH}?${new URLSearchParams(query)}`);
const send = (entries: readonly Entry[]) => ask('POST', PATH, { json: { authorization_entries: encode(entries) } });
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
const soon = async (): Promise<number> => (await latestLedger(network)).sequence + 20;

async function challenge(more: Record<string, string> = {}): Promise<Entry[]> {
  const { status, body } = await challengeFor({ account: account.address, home_domain: 'localhost:8787', ...more });
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body.network_passphrase).toBe(passphrase);
  return decode(body.authorization_entries);
}
const signed = async (more?: Record<string, string>): Promise<Entry[]> =>
  account.sign(await challenge(more), await soon());

/** The same entry, with another invocation or other credentials. */
const withCall = (entry: Entry, change: (call: xdr.InvokeContractArgs) => Partial<xdr.InvokeContractArgs>): Entry => {
  const { function: called, subInvocations } = entry.rootInvocation;
  if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') throw new Error('no call');
  const { contractAddress, functionName, args } = called.value;
  const call = new xdr.InvokeContractArgs({ contractAddress, functionName, args, ...change(called.value) } as never);
  return new xdr.SorobanAuthorizationEntry({
    credentials: entry.credentials,
    rootInvocation: new xdr.SorobanAuthorizedInvocation({
      function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(call),
      subInvocations,
    }),
  });
};
const argsOf = (entry: Entry): Record<string, string> => {
  const { function: called } = entry.rootInvocation;
  if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') throw new Error('no call');
  return scValToNative(called.value.args[0]!) as Record<string, string>;
};
const withArgs = (entry: Entry, change: Record<string, string>): Entry =>
  withCall(entry, () => ({
    args: [
      xdr.ScVal.scvMap(
        Object.entries({ ...argsOf(entry), ...change })
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(
            ([name, value]) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(name), val: xdr.ScVal.scvString(value) }),
          ),
      ),
    ],
  }));

describe('SEP-45: a challenge', () => {
  test('is found by stellar.toml, and is what a client verifies before it signs', async () => {
    const toml = parse((await ask('GET', '/.well-known/stellar.toml')).text);
    expect(toml).toMatchObject({
      ...{ WEB_AUTH_FOR_CONTRACTS_ENDPOINT: `http://localhost:8787${PATH}`, WEB_AUTH_CONTRACT_ID: contractId },
    });
    const entries = await challenge();
    const server = String(toml.SIGNING_KEY);
    expect(entries.map(signerOf)).toEqual([server, account.address]);
    for (const { rootInvocation } of entries) {
      expect(rootInvocation.subInvocations).toEqual([]);
      const { function: called } = rootInvocation;
      if (called.type !== 'sorobanAuthorizedFunctionTypeContractFn') throw new Error('no call');
      expect(Address.fromScAddress(called.value.contractAddress).toString()).toBe(contractId);
      expect(called.value.functionName.toString()).toBe('web_auth_verify');
    }
    const [first, second] = entries.map(argsOf);
    expect(second).toEqual(first);
    expect(first).toEqual({
      ...{ account: account.address, home_domain: 'localhost:8787', nonce: expect.any(String) },
      ...{ web_auth_domain: 'localhost:8787', web_auth_domain_account: server },
    });
    expect(isSignedByAccount(entries[0]!, passphrase)).toBe(true);
    expect(argsOf((await challenge())[0]!).nonce).not.toBe(first!.nonce);
  });

  test.each<[string, Record<string, string>]>([
    ['an account of a key', { account: Keypair.random().publicKey() }],
    ['nobody', {}],
    ['what is no address', { account: 'C' }],
    ['another home domain', { account: StrKey.encodeContract(new Uint8Array(32)), home_domain: 'example.org' }],
    [
      'a client at an address inside',
      { account: StrKey.encodeContract(new Uint8Array(32)), client_domain: '10.0.0.1' },
    ],
  ])('is made for no %s', async (_, query) => {
    expect(await challengeFor(query)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  });

  test('of SEP-10 is for accounts of keys', async () => {
    expect(await ask('GET', `/auth?account=${account.address}`)).toMatchObject({ status: 400 });
  });
});

describe('SEP-45: a session', () => {
  test('is of the contract, for what its code agrees to, as JSON or as a form', async () => {
    const { status, body } = await send(await signed());
    expect(status, JSON.stringify(body)).toBe(200);
    expect(claimsOf(body.token)).toMatchObject({ iss: 'http://localhost:8787/auth', sub: account.address });
    const form = { authorization_entries: encode(await signed()) };
    expect(await ask('POST', PATH, { form })).toMatchObject({ status: 200 });
    const preflight = await ask('OPTIONS', PATH);
    expect(preflight.status).toBe(204);
  });

  test('opens what is the contract’s own, as every other session does', async () => {
    const { token } = (await send(await signed())).body;
    const fields = { first_name: 'Ada', last_name: 'L', email_address: 'ada@example.com' };
    expect(await ask('PUT', '/sep12/customer', { token, json: fields })).toMatchObject({ status: 202 });
    await world.services.registerIdentity({ address: account.address, tier: 2 });
    const asked = await ask('GET', `/sep6/deposit?asset_code=iSTSi&account=${account.address}`, { token });
    const { address } = (await world.services.depositAddress(account.address))!;
    expect(asked.body.instructions).toMatchObject({ 'organization.crypto_address': { value: address } });
  });

  test('names the client’s domain that signed too', async () => {
    const entries = await signed({ client_domain: walletDomain });
    expect(entries.map(signerOf)[2]).toBe(walletKey.publicKey());
    expect(argsOf(entries[0]!)).toMatchObject({
      ...{ client_domain: walletDomain, client_domain_account: walletKey.publicKey() },
    });
    expect(await send(entries)).toMatchObject({ status: 400 });
    const both = [...entries.slice(0, 2), await signEntry(entries[2]!, walletKey, await soon(), passphrase)];
    const { body } = await send(both);
    expect(claimsOf(body.token)).toMatchObject({ client_domain: walletDomain, sub: account.address });
    expect(await send(both.slice(0, 2))).toMatchObject({ status: 400 });
  });

  test('is given once for a challenge, whatever it is signed with, also of ten at the same time', async () => {
    const entries = await challenge();
    const ledger = await soon();
    const attempts = Array.from({ length: 10 }, (_, n) => send(account.sign(entries, ledger + n)));
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, ...Array(9).fill(400)]);
    expect(await send(account.sign(entries, ledger))).toMatchObject({
      ...{ status: 400, body: { error: expect.stringMatching(/used already/) } },
    });
  });
});

const stranger = Keypair.random();
/** Every one of these is a right answer but for one thing. */
const wrong: [string, (entries: Entry[]) => Entry[] | Promise<Entry[]>, RegExp][] = [
  ['the account did not sign', ([own]) => challenge().then((fresh) => [own!, fresh[1]!]), /one call|does not agree/],
  ['nobody signed', async () => await challenge(), /does not agree/],
  ['another key signed', async (e) => account.sign(e, await soon(), stranger), /does not agree/],
  ['the signature is over', (e) => account.sign(e, 1), /does not agree/],
  ['the order is another', ([own, theirs]) => [theirs!, own!], /in that order/],
  ['an entry comes twice', ([own, theirs]) => [own!, theirs!, theirs!], /each once/],
  ['the server’s comes twice', ([own, theirs]) => [own!, own!, theirs!], /each once/],
  ['the server’s is missing', ([, theirs]) => [theirs!], /each once/],
  ['the account’s is missing', ([own]) => [own!], /each once/],
  ['there is none', () => [], /no entries/],
  [
    'the server’s is signed by somebody else',
    async ([own, theirs]) => [withArgs(own!, {}), theirs!].map((e, n) => (n ? e : unsigned(e))),
    /not signed by it/,
  ],
  [
    'the nonce is another',
    (e) => e.map((each) => withArgs(each, { nonce: `1800000000-${'0'.repeat(32)}` })),
    /not signed/,
  ],
  ['one nonce is another', ([own, e]) => [own!, withArgs(e!, { nonce: `1800000000-${'0'.repeat(32)}` })], /one call/],
  ['it is of another home', (e) => e.map((each) => withArgs(each, { home_domain: 'example.org' })), /home_domain/],
  [
    'it is of another server',
    (e) => e.map((each) => withArgs(each, { web_auth_domain: 'example.org' })),
    /web_auth_domain/,
  ],
  ['more is said', (e) => e.map((each) => withArgs(each, { amount: '1' })), /no entries/],
  ['a client is named', (e) => e.map((each) => withArgs(each, { client_domain: 'example.org' })), /go together/],
  [
    'another function is called',
    (e) => e.map((each) => withCall(each, () => ({ functionName: 'transfer' }) as never)),
    /one call/,
  ],
  [
    'another contract is called',
    (e) => e.map((each) => withCall(each, () => ({ contractAddress: token() }))),
    /one call/,
  ],
  ['more is authorized below', (e) => e.map(withMoreBelow), /one call/],
  ['more is authorized below, by the account alone', ([own, e]) => [own!, withMoreBelow(e!)], /one call/],
];
const token = (): xdr.ScAddress => Address.fromString(world.manifest.contracts['istsi-token'].id).toScAddress();

function unsigned(entry: Entry): Entry {
  if (entry.credentials.type !== 'sorobanCredentialsAddress') throw new Error('other credentials');
  const { address, nonce, signatureExpirationLedger } = entry.credentials.address;
  const credentials = { address, nonce, signatureExpirationLedger, signature: xdr.ScVal.scvVoid() };
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(new xdr.SorobanAddressCredentials(credentials)),
    rootInvocation: entry.rootInvocation,
  });
}

function withMoreBelow(entry: Entry): Entry {
  const { function: called } = entry.rootInvocation;
  const below = new xdr.SorobanAuthorizedInvocation({ function: called, subInvocations: [] });
  const rootInvocation = new xdr.SorobanAuthorizedInvocation({ function: called, subInvocations: [below] });
  return new xdr.SorobanAuthorizationEntry({ credentials: entry.credentials, rootInvocation });
}

describe('SEP-45: nobody gets a session where', () => {
  test.each(wrong)('%s', async (_, change, reason) => {
    const { status, body } = await send(await change(await signed()));
    expect(status).toBe(400);
    expect(body.error).toMatch(reason);
  });

  test('the account is a contract that is no account, or nothing at all', async () => {
    for (const named of [
      world.manifest.contracts['istsi-token'].id,
      StrKey.encodeContract(new Uint8Array(32).fill(7)),
    ]) {
      const entries = await challenge({ account: named });
      expect(await send(entries)).toMatchObject({
        status: 400,
        body: { error: expect.stringMatching(/does not agree/) },
      });
    }
  });

  test.each<[string, unknown]>([
    ['nothing is sent', undefined],
    ['it is no text', { entries: [] }],
    ['it is no XDR', 'AAAA'],
    ['it is larger than any challenge', 'A'.repeat(60_000)],
    ['a million entries are promised', Buffer.from('000f4240', 'hex').toString('base64')],
  ])('%s', async (_, authorization_entries) => {
    const { status, body } = await ask('POST', PATH, { json: { authorization_entries } });
    expect(status).toBe(400);
    expect(body).toEqual({ error: expect.any(String) });
  });

  test('something is left over behind the entries', async () => {
    const text = Buffer.concat([Buffer.from(encode(await signed()), 'base64'), Buffer.alloc(4)]).toString('base64');
    expect(await ask('POST', PATH, { json: { authorization_entries: text } })).toMatchObject({ status: 400 });
  });
});

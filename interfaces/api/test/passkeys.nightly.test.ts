import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { defaultSponsorBudgets, putPasskeyCode, type Services } from '@istsi/integration';
import { addressCredentials, contractIdOf, entryLifetimes, fundAccount, openNetwork } from '@istsi/soroban-client';
import {
  buildAuthorizationEntryPreimage,
  Contract,
  hash,
  Keypair,
  nativeToScVal,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEAST_LEDGERS } from '../../../integration/src/lifetimes/judge-lifetimes.ts';
import { systemEntries } from '../../../integration/src/lifetimes/kept-entries.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const VERIFIED = 5;
const PRESENT = 1;
const sponsor = { keys: [Keypair.random(), Keypair.random()], ...defaultSponsorBudgets };
const deployer = sponsor.keys[0]!.publicKey();

let world: World;
let services: Services;
let api: Api;
beforeAll(async () => {
  world = await startWorld({ lying: true, lifetimesEveryMs: 500 });
  const network = openNetwork(world.sandbox);
  for (const payer of sponsor.keys) await fundAccount(network, world.sandbox.friendbotUrl, payer.publicKey());
  services = await world.startInstance({ sponsor });
  const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
  api = await createApi({ services, keys, version: '1', log: () => {} });
});
afterAll(async () => {
  await api?.close();
  await services?.stop();
  await world?.stop();
});

const get = async (url: string) => {
  const { statusCode: status, ...answer } = await api.inject({ method: 'GET', url });
  return { status, body: answer.json() };
};
const post = async (url: string, payload: object) => {
  const { statusCode: status, ...answer } = await api.inject({ method: 'POST', url, payload });
  return { status, body: answer.json() };
};

interface Passkey {
  salt: string;
  public_key: string;
  privateKey: KeyObject;
}

function makePasskey(): Passkey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-65);
  return { salt: randomBytes(32).toString('hex'), public_key: point.toString('hex'), privateKey };
}

const addressOf = ({ salt }: Passkey): string =>
  contractIdOf(world.sandbox.networkPassphrase, deployer, Buffer.from(salt, 'hex'));
const open = ({ salt, public_key }: Omit<Passkey, 'privateKey'>) =>
  post('/v1/sponsorship/passkey-accounts', { salt, public_key });

/** Both are simulated before either is sent, and one is over before the other goes on. */
async function openTwiceAtOnce(passkey: Passkey) {
  let seen = 0;
  const both = createGate();
  const first = createGate();
  world.stellar.lie = async (method, params, forward) => {
    const answer = await forward();
    if (method !== 'simulateTransaction' || !isCreation((params as { transaction: string }).transaction)) return answer;
    seen += 1;
    const isFirst = seen === 1;
    if (!isFirst) both.open();
    await (isFirst ? both : first).passed;
    return answer;
  };
  const answers = [open(passkey), open(passkey)];
  await Promise.race(answers);
  world.stellar.lie = undefined;
  first.open();
  return await Promise.all(answers);
}

function createGate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

function isCreation(envelope: string): boolean {
  const [operation] = TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase).operations;
  return operation?.type === 'invokeHostFunction' && operation.func.type.startsWith('hostFunctionTypeCreateContract');
}

/** What a browser and its authenticator answer (WebAuthn Level 2, §6.3.3). */
function assertion(challenge: Uint8Array, { privateKey }: Passkey, flags: number): xdr.ScVal {
  const client = Buffer.from(
    JSON.stringify({
      type: 'webauthn.get',
      challenge: Buffer.from(challenge).toString('base64url'),
      origin: 'https://wallet.example',
    }),
  );
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  const data = Buffer.concat([sha256(Buffer.from('wallet.example')), Buffer.from([flags]), Buffer.alloc(4)]);
  const signature = sign('sha256', Buffer.concat([data, sha256(client)]), {
    ...{ key: privateKey, dsaEncoding: 'ieee-p1363' },
  });
  const s = BigInt(`0x${signature.toString('hex', 32)}`);
  const low = (s > ORDER / 2n ? ORDER - s : s).toString(16).padStart(64, '0');
  const compact = Buffer.concat([signature.subarray(0, 32), Buffer.from(low, 'hex')]);
  const symbol: ['symbol', null] = ['symbol', null];
  return nativeToScVal(
    { authenticator_data: data, client_data_json: client, signature: compact },
    { type: { authenticator_data: symbol, client_data_json: symbol, signature: symbol } },
  );
}

function signWith(authorization: string, passkey: Passkey, flags = VERIFIED): string {
  const entry = xdr.SorobanAuthorizationEntry.fromXdr(authorization, 'base64');
  const { address, nonce, signatureExpirationLedger } = addressCredentials(entry.credentials)!;
  const until = Number(signatureExpirationLedger);
  const preimage = buildAuthorizationEntryPreimage(entry, until, world.sandbox.networkPassphrase);
  const signature = assertion(hash(preimage.toXdr()), passkey, flags);
  const signed = new xdr.SorobanAddressCredentials({ address, nonce, signatureExpirationLedger, signature });
  const isSecond = entry.credentials.type === 'sorobanCredentialsAddressV2';
  return new xdr.SorobanAuthorizationEntry({
    credentials: isSecond
      ? xdr.SorobanCredentials.sorobanCredentialsAddressV2(signed)
      : xdr.SorobanCredentials.sorobanCredentialsAddress(signed),
    rootInvocation: entry.rootInvocation,
  }).toXdr('base64');
}

test('the account of a passkey is made for who is registered, and obeys that passkey alone', async () => {
  const mine = makePasskey();
  const account = addressOf(mine);
  // Without its code on the network no address is told that nobody could open.
  expect((await get('/v1/sponsorship')).body).toMatchObject({ on: true, passkey_deployer: null });
  expect(await open(mine)).toMatchObject({ status: 409, body: { code: 'passkey-accounts-off' } });
  const { rpcUrl } = world.sandbox;
  await putPasskeyCode({ rpcUrl, manifest: world.manifest, payer: world.keys.deployer });
  expect((await get('/v1/sponsorship')).body).toMatchObject({ passkey_deployer: deployer });

  expect(await open(mine)).toMatchObject({ status: 404, body: { code: 'unknown-user' } });
  await services.registerIdentity({ address: account, tier: 2 });
  const off = { ...mine, public_key: `${mine.public_key.slice(0, -2)}${mine.public_key.endsWith('00') ? '01' : '00'}` };
  expect(await open(off)).toMatchObject({ status: 409, body: { code: 'other-passkey' } });
  expect(await open({ ...mine, public_key: '04' })).toMatchObject({ status: 400 });
  const made = { status: 200, body: { address: account, state: 'done', public_key: mine.public_key } };
  expect(await openTwiceAtOnce(mine)).toEqual([made, made]);
  expect(await open(mine)).toEqual(made);
  expect(await get(`/v1/sponsorship/passkey-accounts/${account}`)).toEqual(made);
  expect(await open({ ...makePasskey(), salt: mine.salt })).toMatchObject({
    ...{ status: 409, body: { code: 'other-passkey' } },
  });
  expect((await get(`/v1/sponsorship/passkey-accounts/C${'A'.repeat(55)}`)).status).toBe(400);
  expect(await get(`/v1/sponsorship/passkey-accounts/${world.manifest.contracts['istsi-token'].id}`)).toMatchObject({
    ...{ status: 404, body: { code: 'unknown-account' } },
  });
  expect((await services.sponsorship.terms(account))!.spent).toMatchObject({ identityDay: expect.any(BigInt) });

  const { address: depositAddress } = (await services.depositAddress(account))!;
  const [paid] = await world.bitcoin.pay([depositAddress, 200_000n]);
  await world.bitcoin.mine(6);
  await world.waitFor(paid!, 'minted');
  expect(await world.balance(account)).toBe(200_000n);

  const { address: bob } = await world.createUser(4);
  const { body } = await post('/v1/sponsorship/transfers/prepare', { from: account, to: bob, amount_sats: '50000' });
  const pay = (authorization: string) => post('/v1/sponsorship/calls', { authorization });
  for (const wrong of [
    body.authorization,
    signWith(body.authorization, makePasskey()),
    signWith(body.authorization, mine, PRESENT),
  ])
    expect(await pay(wrong)).toMatchObject({ status: 422, body: { code: 'chain-refused' } });
  expect(await world.balance(bob)).toBe(0n);
  expect(await pay(signWith(body.authorization, mine))).toMatchObject({ status: 200, body: { state: 'done' } });
  expect(await world.balance(bob)).toBe(50_000n);

  const order = { user: account, amount_sats: '100000', bitcoin_address: await world.bitcoin.call('getnewaddress') };
  const prepared = await post('/v1/sponsorship/withdrawals/prepare', order);
  expect(await pay(signWith(prepared.body.authorization, mine))).toMatchObject({
    ...{ status: 200, body: { state: 'done', withdrawal_id: prepared.body.withdrawal_id } },
  });
  expect(await world.balance(account)).toBe(50_000n);

  // For months nobody uses it, and the network archives it: what is signed next brings it back, and the sponsor pays for that (CAP-66).
  await sleepOn();
  const key = new Contract(account).getFootprint().toXdr('base64');
  const network = openNetwork(world.sandbox);
  expect(await entryLifetimes(network, [key])).toMatchObject([{ ledgersLeft: undefined }]);
  const later = await post('/v1/sponsorship/transfers/prepare', { from: account, to: bob, amount_sats: '20000' });
  expect(later.body).toMatchObject({ authorization: expect.any(String) });
  expect(await pay(signWith(later.body.authorization, makePasskey()))).toMatchObject({ status: 422 });
  expect(await pay(signWith(later.body.authorization, mine))).toMatchObject({ status: 200, body: { state: 'done' } });
  expect(await world.balance(account)).toBe(30_000n);
  expect(await entryLifetimes(network, [key])).toMatchObject([{ ledgersLeft: expect.any(Number) }]);
});

const DAY = 17_280;
const STEP_DAYS = 50;

/** 150 days: what is the system's own, its services extend in between. */
async function sleepOn(): Promise<void> {
  const network = openNetwork(world.sandbox);
  for (let days = 0; days < 150; days += STEP_DAYS) {
    const body = { jsonrpc: '2.0', id: 1, method: 'sandbox_advanceLedgers', params: { count: STEP_DAYS * DAY } };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(world.sandbox.rpcUrl, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(await answer.json()).not.toHaveProperty('error');
    await until(
      async () => {
        const keys = await systemEntries({ network, contracts: world.contracts, manifest: world.manifest });
        const left = (await entryLifetimes(network, keys)).map(({ ledgersLeft }) => ledgersLeft ?? -1);
        return Math.min(...left) >= LEAST_LEDGERS || undefined;
      },
      () => 'what the system needs to be extended',
    );
  }
}

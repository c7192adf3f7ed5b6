import {
  type ContractArgs,
  createSubmitter,
  invocation,
  openNetwork,
  type SubmitOutcome,
  signEntry,
} from '@istsi/soroban-client';
import { Keypair, type xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatOutpoint, rolesBeyondServices } from '../../../integration/src/index.ts';
import { type AdministeredApi, keys, startAdministeredApi } from './administered-api.ts';
import { createSepClient } from './sep-client.ts';

let on: AdministeredApi;
beforeAll(async () => {
  on = await startAdministeredApi({ officerElsewhere: true });
}, 240_000);
afterAll(async () => await on?.stop());

const wallet = createSepClient(() => on.api);
const alice = { first_name: 'Alice', last_name: 'Anders', email_address: 'alice@example.com' };
const NOT_AN_OFFICER = 101;

interface Awaited {
  address: string;
  tier: number;
  country: string;
  expires_at: string;
  customer: string | null;
}

const ofCompliance = (method: 'GET' | 'POST' | 'DELETE', url: string, body?: object, token: string = keys.compliance) =>
  on.send(method, url, { token, ...(body && { body }) });

async function awaited(address: string): Promise<Awaited | undefined> {
  const { body } = await on.send('GET', '/v1/approvals', { token: on.tokens.operator });
  return (body.registrations as Awaited[]).find((each) => each.address === address);
}

const actOf = ({ address: user, tier, country, expires_at }: Awaited) => ({
  ...{ do: 'register', user, tier, country, expires_at },
});

const register = async (asked: Awaited) =>
  await on.act(on.tokens['compliance-officer'], on.world.keys.complianceOfficer, actOf(asked));

/** A customer who has sent all that is asked. */
async function signUp() {
  const key = Keypair.random();
  const token = await wallet.signIn(key);
  const { body } = await wallet.ask('PUT', '/sep12/customer', { token, json: alice });
  const id = body.id as string;
  const status = async () => (await wallet.ask('GET', '/sep12/customer', { token })).body.status as string;
  return { address: key.publicKey(), token, id, status };
}

const accept = { decision: 'accept', revision: 2, tier: 2, country: 'CH' };

describe('where the services hold no officer’s key', () => {
  test('a customer who is accepted is registered by an officer’s signature, and their deposit mints', async () => {
    const { world } = on;
    const { address, id, status } = await signUp();
    const review = `/v1/customers/${id}/review`;
    const first = await ofCompliance('POST', review, accept);
    expect(first).toMatchObject({
      status: 200,
      body: { status: 'PROCESSING', awaits_signature: { address, tier: 2 } },
    });
    expect(await ofCompliance('POST', review, accept)).toMatchObject({ status: 200, body: { status: 'PROCESSING' } });
    expect(await status()).toBe('PROCESSING');
    expect(await world.services.user(address)).toBeUndefined();

    const asked = (await awaited(address))!;
    expect(asked).toMatchObject({ tier: 2, country: 'CH', customer: id });
    const { effects } = await register(asked);
    expect(effects).toEqual([
      { what: address, before: 'not registered', after: expect.stringMatching(/^tier 2, CH, /) },
    ]);
    expect(await awaited(address)).toBeUndefined();
    await expect.poll(status, { timeout: 60_000 }).toBe('ACCEPTED');
    expect((await ofCompliance('GET', `/v1/customers/${id}`)).body).toMatchObject({ awaits_signature: null });

    const { address: bitcoinAddress } = (await world.services.depositAddress(address))!;
    const [outpoint] = await world.bitcoin.pay([bitcoinAddress, 120_000n]);
    await world.bitcoin.mine(3);
    await world.waitFor(outpoint!, 'minted');
    expect(await world.balance(address), formatOutpoint(outpoint!)).toBe(120_000n);
  });

  test('who is registered past the services is accepted by them too, from what the chain says', async () => {
    const { address, id, status } = await signUp();
    await ofCompliance('POST', `/v1/customers/${id}/review`, accept);
    await on.world.officer.register(address, 2);
    await expect.poll(status, { timeout: 60_000 }).toBe('ACCEPTED');
    const entries = async () =>
      (await on.send('GET', `/v1/audit?correlation_id=${id}`, { token: keys.operator })).body.items as {
        action: string;
      }[];
    await expect
      .poll(async () => (await entries()).map(({ action }) => action), { timeout: 30_000 })
      .toEqual(expect.arrayContaining(['customer.review', 'customer.registered']));
  });

  test('an address awaits one signature: asked for twice it is one, and what was asked last counts', async () => {
    const address = Keypair.random().publicKey();
    const body = { address, tier: 1 };
    expect(await ofCompliance('POST', '/v1/identities', body)).toMatchObject({
      status: 202,
      body: { address, tier: 1 },
    });
    expect(await ofCompliance('POST', '/v1/identities', { ...body, tier: 2 })).toMatchObject({ status: 202 });
    expect(await awaited(address)).toMatchObject({ tier: 2, country: 'ZZ', customer: null });
    expect((await ofCompliance('DELETE', `/v1/registrations/${address}`)).status).toBe(204);
    expect(await ofCompliance('DELETE', `/v1/registrations/${address}`)).toMatchObject({
      ...{ status: 404, body: { code: 'unknown-registration' } },
    });
    expect(await awaited(address)).toBeUndefined();
  });

  test('what a customer sends since makes their review void, and a refusal ends it', async () => {
    const { address, token, id } = await signUp();
    await ofCompliance('POST', `/v1/customers/${id}/review`, accept);
    expect(await awaited(address)).toBeDefined();
    await wallet.ask('PUT', '/sep12/customer', { token, json: { ...alice, last_name: 'Zander' } });
    expect(await awaited(address)).toBeUndefined();
    await ofCompliance('POST', `/v1/customers/${id}/review`, { ...accept, revision: 3 });
    expect(await awaited(address)).toBeDefined();
    const reject = { decision: 'reject', revision: 3, message: 'the name is another one' };
    expect(await ofCompliance('POST', `/v1/customers/${id}/review`, reject)).toMatchObject({ status: 200 });
    expect(await awaited(address)).toBeUndefined();
  });

  test('a high tier is signed once two officers have accepted it', async () => {
    const { address, id } = await signUp();
    const officer = on.world.keys.complianceOfficer;
    const [one, two] = [on.tokens['compliance-officer'], on.tokens['super-admin']];
    const asked = { address, tier: 3, country: 'CH', expires_at: '2031-01-01T00:00:00.000Z', customer: id };
    const needsTwo = { status: 403, body: { code: 'two-officers-needed' } };
    expect(await on.send('POST', '/v1/acts/prepare', { token: one, body: actOf(asked) })).toMatchObject(needsTwo);
    expect(
      await on.send('POST', '/v1/acts', { token: one, body: { envelope: await byHand(officer, asked) } }),
    ).toMatchObject(needsTwo);
    const high = { ...accept, tier: 3, note: 'books of five years seen' };
    const { body } = await ofCompliance('POST', `/v1/customers/${id}/review`, high, one);
    expect(await awaited(address)).toBeUndefined();
    await ofCompliance('POST', `/v1/customers/${id}/review`, { ...high, first_look: body.first_look.id }, two);
    await register((await awaited(address))!);
    expect(await on.world.services.user(address)).toMatchObject({ tier: 3, status: 'active' });
  });

  test('who is registered is raised to a high tier once two officers have accepted that, and lowered by one', async () => {
    const { address, token, id, status } = await signUp();
    const officer = on.world.keys.complianceOfficer;
    const [one, two] = [on.tokens['compliance-officer'], on.tokens['super-admin']];
    await ofCompliance('POST', `/v1/customers/${id}/review`, accept);
    await register((await awaited(address))!);
    await expect.poll(status, { timeout: 60_000 }).toBe('ACCEPTED');

    const setTier = (tier: number) => ({ do: 'set-tier', user: address, tier, reason: 'papers seen' });
    const needsTwo = { status: 403, body: { code: 'two-officers-needed' } };
    const prepare = (tier: number) => on.send('POST', '/v1/acts/prepare', { token: one, body: setTier(tier) });
    expect(await prepare(3)).toMatchObject(needsTwo);
    const args = { caller: officer.publicKey(), user: address, tier: 4, reason: 'papers seen' };
    const envelope = await signedByHand(officer, on.world.contracts.kyc.invocation('set_tier', args));
    expect(await on.send('POST', '/v1/acts', { token: one, body: { envelope } })).toMatchObject(needsTwo);

    // With more papers than the first time, they are looked at anew.
    await wallet.ask('PUT', '/sep12/customer', { token, json: { ...alice, last_name: 'Anders-Zander' } });
    const high = { ...accept, revision: 3, tier: 3, note: 'books of five years seen' };
    const { body } = await ofCompliance('POST', `/v1/customers/${id}/review`, high, one);
    expect(await prepare(3)).toMatchObject(needsTwo);
    await ofCompliance('POST', `/v1/customers/${id}/review`, { ...high, first_look: body.first_look.id }, two);
    expect(await status()).toBe('ACCEPTED');
    expect(await awaited(address)).toMatchObject({ tier: 3, raises: true });
    expect(await prepare(4)).toMatchObject(needsTwo);
    await on.act(one, officer, setTier(3));
    expect(await on.world.services.user(address)).toMatchObject({ tier: 3 });
    // What was agreed on is done, and is no leave to do it again.
    await expect.poll(async () => await awaited(address), { timeout: 60_000 }).toBeUndefined();
    await on.act(one, officer, setTier(1));
    expect(await prepare(3)).toMatchObject(needsTwo);
    expect(await prepare(2)).toMatchObject({ status: 200 });
  });
});

/** What an officer could put together without the service, signed. */
async function byHand(officer: Keypair, { address: user, tier, country, expires_at }: Awaited): Promise<string> {
  const until = BigInt(Date.parse(expires_at) / 1000);
  const args = { caller: officer.publicKey(), user, tier, country, expires_at: until };
  return await signedByHand(officer, on.world.contracts.kyc.invocation('register_identity', args));
}

async function signedByHand(officer: Keypair, invoke: xdr.HostFunction): Promise<string> {
  const network = openNetwork(on.world.sandbox);
  const source = officer.publicKey();
  const submitter = createSubmitter({ network, channels: [officer] });
  const prepared = await submitter.prepare({ invoke, source, validForSeconds: 120 });
  if (prepared.status !== 'prepared') throw new Error(prepared.status);
  return on.sign(prepared.envelope, officer);
}

describe('a signature that registers', () => {
  const asked = (): Awaited => ({
    ...{ address: Keypair.random().publicKey(), tier: 1, country: 'ZZ', customer: null },
    expires_at: '2031-01-01T00:00:00.000Z',
  });
  const prepare = async (person: 'compliance-officer' | 'operator', of: Awaited) =>
    await on.send('POST', '/v1/acts/prepare', { token: on.tokens[person], body: actOf(of) });
  const submit = async (envelope: string, token = on.tokens['compliance-officer']) =>
    await on.send('POST', '/v1/acts', { token, body: { envelope } });

  test('is that of the officer who asked for it, and nobody else’s', async () => {
    const { operator, superAdmin, complianceOfficer } = on.world.keys;
    const of = asked();
    expect(await prepare('operator', of)).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    const { envelope } = (await prepare('compliance-officer', of)).body;
    for (const thief of [operator, superAdmin, Keypair.random()])
      expect((await submit(on.sign(envelope, thief))).status, thief.publicKey()).toBe(422);
    // Another officer, who is signed in, sends what is not theirs.
    const theirs = await submit(on.sign(envelope, complianceOfficer), on.tokens['super-admin']);
    expect(theirs).toMatchObject({ status: 422, body: { code: 'other-transaction' } });
    expect(await on.world.services.user(of.address)).toBeUndefined();
  });

  test('counts once, however often it is sent', async () => {
    const of = asked();
    const { envelope } = (await prepare('compliance-officer', of)).body;
    const signed = on.sign(envelope, on.world.keys.complianceOfficer);
    const [first, second] = [await submit(signed), await submit(signed)];
    expect(first).toMatchObject({ status: 200, body: { done: true } });
    expect(second.body.stellar_transaction).toBe(first.body.stellar_transaction);
    const count = await on.world.contracts.kyc.read('address_count');
    expect(await prepare('compliance-officer', of)).toMatchObject({ status: 422, body: { code: 'chain-refused' } });
    expect(await on.world.contracts.kyc.read('address_count')).toBe(count);
  });

  test('a verification is renewed by one', async () => {
    const of = asked();
    await register(of);
    const body = { do: 'renew', user: of.address, expires_at: '2032-02-02T00:00:00.000Z', reason: 'papers seen' };
    const { effects } = await on.act(on.tokens['compliance-officer'], on.world.keys.complianceOfficer, body);
    expect(effects).toEqual([
      { what: `verification of ${of.address}`, before: 'until 2031-01-01', after: 'until 2032-02-02' },
    ]);
    const { expires_at } = await on.world.contracts.kyc.read('get_identity', { user: of.address });
    expect(new Date(Number(expires_at) * 1000).toISOString()).toBe(body.expires_at);
  });
});

describe('whoever has every key that the services hold', () => {
  const held = (): Record<string, Keypair> => {
    const { operator, breaker, webAuth, channels } = on.world.keys;
    return { operator, breaker, webAuth, ...Object.fromEntries(channels.map((key, n) => [`channel ${n}`, key])) };
  };

  async function asThief(thief: Keypair, entry: string, args: ContractArgs): Promise<SubmitOutcome> {
    const { contracts, sandbox, keys: all } = on.world;
    const submitter = createSubmitter({ network: openNetwork(sandbox), channels: [all.deployer] });
    return await submitter.submit({
      invoke: invocation(contracts.kyc, entry, { caller: thief.publicKey(), ...args }),
      authorize: (asked, terms) => signEntry(asked, thief, terms.validUntilLedger, terms.networkPassphrase),
    });
  }

  test('has no role but an operator’s and one that pauses; the officer’s key would be found among them', async () => {
    const { contracts, keys: all } = on.world;
    const addresses = Object.values(held()).map((key) => key.publicKey());
    expect(await rolesBeyondServices(contracts, addresses)).toEqual([]);
    const officer = all.complianceOfficer.publicKey();
    expect(await rolesBeyondServices(contracts, [...addresses, officer])).toEqual([
      { address: officer, role: 'compliance-officer' },
    ]);
  });

  test('registers nobody, raises nobody, and lets nobody go who is frozen', async () => {
    const { world } = on;
    const { address: known } = await world.createUser(1);
    await world.officer.act('freeze', { user: known, reason: 'court order' });
    const nobody = Keypair.random().publicKey();
    const expires_at = 1_924_992_000n;
    const calls: [string, ContractArgs][] = [
      ['register_identity', { user: nobody, tier: 1, country: 'ZZ', expires_at }],
      ['add_address', { user: known, address: nobody }],
      ['set_tier', { user: known, tier: 4, reason: 'please' }],
      ['set_expiry', { user: known, expires_at, reason: 'please' }],
      ['unfreeze', { user: known, reason: 'please' }],
      ['request_recovery', { lost: known, replacement: nobody, reason: 'please' }],
    ];
    for (const [name, key] of Object.entries(held()))
      for (const [entry, args] of calls) {
        const outcome = await asThief(key, entry, args);
        expect(outcome, `${entry} by ${name}`).toMatchObject({
          ...{ status: 'refused', failure: { contractError: { code: NOT_AN_OFFICER } } },
        });
      }
    expect(await world.services.user(nobody)).toBeUndefined();
    expect(await world.services.user(known)).toMatchObject({ tier: 1, status: 'frozen' });
  });

  test('holds no deposit that is owed back, and is told who does', async () => {
    const { world } = on;
    const { depositAddress } = await world.createUser(1);
    const [outpoint] = await world.bitcoin.pay([depositAddress, 50_000n]);
    await world.bitcoin.mine(3);
    await world.waitFor(outpoint!, 'minted');
    const url = `/v1/deposits/${formatOutpoint(outpoint!)}/hold`;
    const { status, body } = await ofCompliance('POST', url, { held: true });
    expect({ status, body }).toMatchObject({ status: 409, body: { code: 'signed-elsewhere' } });
    expect(body.detail).toContain('istsi deposits hold');
  });

  test('stops the system, which is what the pausing key is for', async () => {
    const { status, body } = await ofCompliance('POST', '/v1/pause', { reason: 'a drill' }, keys.operator);
    expect({ status, body }).toMatchObject({ status: 200, body: { paused: true } });
    expect((await on.world.contracts.router.read('get_config')).paused).toBe(true);
    await on.decide({ do: 'propose', action: 'Resume', values: [] });
    expect((await on.world.contracts.router.read('get_config')).paused).toBe(false);
  });
});

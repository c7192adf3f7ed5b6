import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../integration/test/world.ts';
import { type AdministeredApi, keys, startAdministeredApi } from './administered-api.ts';

const DAY = 86_400;
/** So deep, what belongs to nobody is owed back. */
const AFTER = 4;
let on: AdministeredApi;
beforeAll(async () => {
  on = await startAdministeredApi({
    officerElsewhere: true,
    withdrawals: { returnAfterBlocks: AFTER },
    rules: { returnAfterBlocks: AFTER },
  });
});
afterAll(async () => await on?.stop());

type Approvals = {
  proposals: { id: number }[];
  stop: { by: string; reason: string } | null;
  returns: { outpoint: string; bitcoin_address: string; by: string; ready: boolean }[];
  recoveries: { lost: string; replacement: string; by: string; reason: string; ready: boolean }[];
  registrations: { address: string; tier: number; country: string; expires_at: string }[];
};

const approvals = async (): Promise<Approvals> => {
  const { status, body } = await on.send('GET', '/v1/approvals', { token: on.tokens.operator });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Approvals;
};

/** Asks until the answer is of a ledger where it is so. */
const approvalsWhere = async (isSo: (found: Approvals) => boolean): Promise<Approvals> =>
  await until(
    async () => {
      const found = await approvals();
      return isSo(found) ? found : undefined;
    },
    () => 'the approvals to be as expected',
  );

const refused = async (token: string, act: object) => {
  const { status, body } = await on.send('POST', '/v1/acts/prepare', { token, body: act });
  return { status, detail: body.detail as string };
};

describe('what awaits a second person', () => {
  test('is nothing at first, and nobody’s business who is not of the system', async () => {
    expect(await approvals()).toEqual({ proposals: [], stop: null, returns: [], recoveries: [], registrations: [] });
    expect((await on.send('GET', '/v1/approvals')).status).toBe(401);
  });

  test('a proposal, until it is executed', async () => {
    const { superAdmin } = on.world.keys;
    const token = on.tokens['super-admin'];
    const values = ['1', 'Transfer', '1000', '2000', '3000'];
    await on.act(token, superAdmin, { do: 'propose', action: 'SetLimits', values });
    const { proposals } = await approvalsWhere((found) => found.proposals.length === 1);
    expect(proposals).toMatchObject([{ action: 'SetLimits', standing: 'needs-approvals' }]);
    await on.act(token, superAdmin, { do: 'approve', id: proposals[0]!.id });
    await on.act(token, superAdmin, { do: 'execute', id: proposals[0]!.id });
    await approvalsWhere((found) => found.proposals.length === 0);
  });

  test('that somebody asks for a stop, until the system was stopped and let run again', async () => {
    const { complianceOfficer } = on.world.keys;
    await on.act(on.tokens['compliance-officer'], complianceOfficer, { do: 'ask-pause', reason: 'it looks wrong' });
    const { stop } = await approvalsWhere((found) => found.stop !== null);
    expect(stop).toMatchObject({ by: complianceOfficer.publicKey(), reason: 'it looks wrong' });
    await on.act(on.tokens['super-admin'], on.world.keys.superAdmin, { do: 'pause', reason: 'it is wrong' });
    await approvalsWhere((found) => found.stop === null);
    await on.decide({ do: 'propose', action: 'Resume', values: [] });
    expect((await approvals()).stop).toBeNull();
  });

  test('that somebody is registered, until an officer has signed it: the services hold no key that does', async () => {
    const { world, tokens, act } = on;
    const address = Keypair.random().publicKey();
    const asking = { token: keys.compliance, body: { address, tier: 2 } };
    expect(await on.send('POST', '/v1/identities', asking)).toMatchObject({ status: 202, body: { address, tier: 2 } });
    expect(await world.services.user(address)).toBeUndefined();
    const [asked] = (await approvalsWhere((found) => found.registrations.length === 1)).registrations;
    const { tier, country, expires_at } = asked!;
    const register = { do: 'register', user: address, tier, country, expires_at };
    expect(await refused(tokens.operator, register)).toMatchObject({ status: 403 });
    await act(tokens['compliance-officer'], world.keys.complianceOfficer, register);
    await approvalsWhere((found) => found.registrations.length === 0);
    expect(await on.send('POST', '/v1/identities', asking)).toMatchObject({ status: 200, body: { address, tier: 2 } });
    expect(await refused(tokens['compliance-officer'], register)).toMatchObject({ status: 422 });
  });

  test('that an address is given up: stopped by any officer, ended by another one after the delay', async () => {
    const { world, tokens, act } = on;
    const { complianceOfficer, superAdmin } = world.keys;
    const user = (await world.createUser()).address;
    const replacement = Keypair.random().publicKey();
    await fundAccount(openNetwork(world.sandbox), world.sandbox.friendbotUrl, replacement);
    const ask = { do: 'request-recovery', user, replacement, reason: 'the key was lost' };
    expect(await refused(tokens.operator, ask)).toMatchObject({ status: 403 });
    await act(tokens['compliance-officer'], complianceOfficer, ask);
    const [first] = (await approvalsWhere((found) => found.recoveries.length === 1)).recoveries;
    expect(first).toMatchObject({ lost: user, replacement, reason: 'the key was lost', ready: false });
    expect(first).toMatchObject({ by: complianceOfficer.publicKey() });
    const finish = { do: 'finish-recovery', user };
    expect((await refused(tokens['super-admin'], finish)).status).toBe(422);
    await act(tokens['super-admin'], superAdmin, { do: 'stop-recovery', user, reason: 'it was found again' });
    await approvalsWhere((found) => found.recoveries.length === 0);

    await act(tokens['compliance-officer'], complianceOfficer, { ...ask, reason: 'lost for good' });
    await world.advanceTime(31 * DAY);
    const [ready] = (
      await approvalsWhere((found) => found.recoveries.some(({ ready, reason }) => ready && reason === 'lost for good'))
    ).recoveries;
    expect(ready).toMatchObject({ reason: 'lost for good' });
    expect((await refused(tokens['compliance-officer'], finish)).status).toBe(422);
    const { effects } = await act(tokens['super-admin'], superAdmin, finish);
    expect(effects).toEqual([{ what: user, before: expect.any(String), after: `given up for ${replacement}` }]);
    await approvalsWhere((found) => found.recoveries.length === 0);
  });

  test('that a deposit of nobody is paid back to an address, which another officer agrees to a week later', async () => {
    const { world, tokens, act } = on;
    const { complianceOfficer, superAdmin } = world.keys;
    const last = await world.createUser();
    const { index } = (await world.services.depositAddress(last.address))!;
    const [outpoint] = await world.bitcoin.pay([world.addressAt(index + 1), 90_000n]);
    await world.bitcoin.mine(AFTER);
    await world.waitFor(outpoint!, 'returnable');
    const name = `${outpoint!.txid}:${outpoint!.vout}`;
    const address = await world.bitcoin.call<string>('getnewaddress');
    const propose = { do: 'propose-return', outpoint: name, address, max_fee_sats: '20000' };
    await act(tokens['compliance-officer'], complianceOfficer, propose);
    const [first] = (await approvalsWhere((found) => found.returns.length === 1)).returns;
    expect(first).toMatchObject({ outpoint: name, bitcoin_address: address, amount_sats: '90000', ready: false });
    const agree = { do: 'approve-return', outpoint: name, address };
    expect((await refused(tokens['super-admin'], agree)).status).toBe(422);
    await world.advanceTime(8 * DAY);
    await approvalsWhere((found) => found.returns.some(({ ready }) => ready));
    expect((await refused(tokens['compliance-officer'], agree)).status).toBe(422);
    await act(tokens['super-admin'], superAdmin, agree);
    await approvalsWhere((found) => found.returns.length === 0);
  });
});

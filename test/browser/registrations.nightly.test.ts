import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { customerWaiting } from './admin-desk.ts';
import { type AdminStage, configuredKeys, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt } from './browser.ts';

let stage: AdminStage;

async function ask(method: string, path: string, body?: object): Promise<Response> {
  return await fetch(`${stage.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${configuredKeys.compliance}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
}

describe.skipIf(!hasBrowser)('who is registered by an officer’s signature, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ officerElsewhere: true });
  });
  afterAll(async () => await stage?.stop());
  afterEach(async () => await stage.leave());

  test('is with the approvals: the officer’s wallet signs just that, or it is taken back', async () => {
    const { world, address, visit } = stage;
    const [wanted, mistaken] = [Keypair.random().publicKey(), Keypair.random().publicKey()];
    for (const user of [wanted, mistaken])
      expect((await ask('POST', '/v1/identities', { address: user, tier: 2, country: 'CH' })).status).toBe(202);

    const { page, complaints } = await visit(world.keys.complianceOfficer);
    await page.goto(`${address}/admin/approvals`);
    const cardOf = (user: string) => page.getByRole('article').filter({ hasText: user });
    await cardOf(wanted).getByText('Register an address at tier 2').waitFor();
    expect(await lookAt(page, 'approvals-registration')).toEqual([]);
    await cardOf(wanted).getByRole('button', { name: 'Register' }).click();
    await page.getByText('it says just this').waitFor();
    await page.getByText('not registered').waitFor();
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByText('It happened.').last().waitFor();
    await cardOf(wanted).waitFor({ state: 'detached' });
    expect(await world.services.user(wanted)).toMatchObject({ tier: 2, status: 'active' });

    await cardOf(mistaken).getByRole('button', { name: 'Take it back' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No longer ask officers for this?').waitFor();
    expect(await lookAt(page, 'approvals-registration-taken')).toEqual([]);
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await cardOf(mistaken).waitFor({ state: 'detached' });
    expect(await world.services.user(mistaken)).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  test('a customer who is accepted waits there, and no longer with those whom nobody has looked at', async () => {
    const { world, address, visit } = stage;
    const { id, subject } = await customerWaiting(stage);
    const { page } = await visit(world.keys.complianceOfficer);
    await page.goto(`${address}/admin/compliance`);
    const card = page.getByRole('article').filter({ hasText: subject });
    await card.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
    await page.getByText('An officer has to sign it').waitFor();
    await card.waitFor({ state: 'detached' });

    await page.goto(`${address}/admin/approvals`);
    await page.getByRole('article').filter({ hasText: subject }).getByRole('button', { name: 'Register' }).click();
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByText('It happened.').last().waitFor();
    const status = async () => ((await (await ask('GET', `/v1/customers/${id}`)).json()) as { status: string }).status;
    await expect.poll(status, { timeout: 60_000 }).toBe('ACCEPTED');

    await page.goto(`${address}/admin/users/${subject}`);
    await page.getByLabel('Verified until').fill('2031-12-31');
    await page.getByLabel('Reason').fill('papers seen');
    await page.getByRole('button', { name: 'Renew the verification' }).click();
    await page.getByText('until 2031-12-31').waitFor();
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByText('It happened.').last().waitFor();
    const { expires_at } = await world.contracts.kyc.read('get_identity', { user: subject });
    expect(new Date(Number(expires_at) * 1000).toISOString()).toBe('2031-12-31T00:00:00.000Z');
  });
});

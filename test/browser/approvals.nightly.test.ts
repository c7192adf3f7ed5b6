import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signInAt } from './admin-acts.ts';
import { customerLookedAtOnce, customerWaiting } from './admin-desk.ts';
import { type AdminStage, configuredKeys, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';
import { HOSTILE } from './hostile-words.ts';
import { pressByKeyboard } from './keyboard.ts';

const DAY = 86_400;
const AFTER = 4;
const CUSTOMER = { first_name: '', last_name: '', email_address: 'hostile@example.com' };
const LONG = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2);

const customer = async ({ address }: AdminStage, id: string) => {
  const answer = await fetch(`${address}/v1/customers/${id}`, {
    headers: { authorization: `Bearer ${configuredKeys.compliance}` },
  });
  return { body: (await answer.json()) as object };
};

let stage: AdminStage;

describe.skipIf(!hasBrowser)('what awaits a second person, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({
      withdrawals: { returnAfterBlocks: AFTER },
      rules: { returnAfterBlocks: AFTER },
    });
  });
  afterAll(async () => await stage?.stop());
  afterEach(async () => await stage.leave());

  test('nothing at first; then each thing in full, ended by another person than who began it', async () => {
    const { world, address, visit } = stage;
    const { superAdmin, complianceOfficer } = world.keys;
    const officer = await visit(complianceOfficer);
    await officer.page.goto(`${address}/admin/approvals`);
    await officer.page.getByText('Nothing waits for a second person.').waitFor();
    expect(await lookAt(officer.page, 'approvals-empty')).toEqual([]);

    const system = { address, networkPassphrase: world.sandbox.networkPassphrase };
    const { act: begin } = await signInAt(system, complianceOfficer);
    const lost = (await world.createUser()).address;
    const replacement = Keypair.random().publicKey();
    await fundAccount(openNetwork(world.sandbox), world.sandbox.friendbotUrl, replacement);
    await begin({ do: 'request-recovery', user: lost, replacement, reason: 'the key was lost' });
    await begin({ do: 'ask-pause', reason: 'it looks wrong' });
    const { index } = (await world.services.depositAddress((await world.createUser()).address))!;
    const [outpoint] = await world.bitcoin.pay([world.addressAt(index + 1), 90_000n]);
    await world.bitcoin.mine(AFTER);
    await world.waitFor(outpoint!, 'returnable');
    const to = await world.bitcoin.call<string>('getnewaddress');
    const name = `${outpoint!.txid}:${outpoint!.vout}`;
    await begin({ do: 'propose-return', outpoint: name, address: to, max_fee_sats: '20000' });
    const { act: govern } = await signInAt(system, superAdmin);
    await govern({ do: 'propose', action: 'SetLimits', values: ['1', 'Transfer', '1000', '2000', '3000'] });

    // Who began it is told that it is somebody else's, and may stop it.
    await officer.page.getByText('Give a lost address up').waitFor();
    await officer.page.getByText('Pay back a deposit that is nobody’s').waitFor();
    await expect.poll(() => officer.page.getByText('You began it: somebody else has to end it.').count()).toBe(3);
    expect(await officer.page.getByRole('button', { name: 'Agree to it' }).count()).toBe(0);
    expect(await officer.page.getByRole('button', { name: 'Give it up for good' }).count()).toBe(0);
    await officer.page.getByText('Super Admins decide it.').waitFor();

    const second = await visit(superAdmin);
    await second.page.goto(`${address}/admin/approvals`);
    await second.page.getByText(replacement).waitFor();
    await second.page.getByText(to).waitFor();
    await second.page.getByText('it looks wrong').first().waitFor();
    await second.page.getByRole('button', { name: 'Approve' }).waitFor();
    // Not before its time.
    expect(await second.page.getByRole('button', { name: 'Agree to it' }).isDisabled()).toBe(true);
    expect(await second.page.getByRole('button', { name: 'Give it up for good' }).isDisabled()).toBe(true);
    expect(await lookAt(second.page, 'approvals')).toEqual([]);

    await world.advanceTime(31 * DAY);
    for (const [act, title] of [
      ['Agree to it', 'Pay back a deposit that is nobody’s'],
      ['Give it up for good', 'Give a lost address up'],
    ] as const) {
      const card = second.page.getByRole('article').filter({ hasText: title });
      await card.getByRole('button', { name: act }).click();
      await second.page.getByText('it says just this').waitFor();
      await second.page.getByRole('button', { name: 'Sign in the wallet' }).click();
      await second.page.getByText('It happened.').last().waitFor();
      await card.waitFor({ state: 'detached' });
    }
    expect(second.complaints).toEqual([]);
  });

  test('a customer of a higher tier: the second officer sees what the first said, and registers or refuses', async () => {
    const { world, address, visit } = stage;
    const { id, subject } = await customerLookedAtOnce(stage, { ...CUSTOMER, first_name: HOSTILE, last_name: LONG });
    const refused = await customerLookedAtOnce(stage);
    const first = await visit(world.keys.superAdmin);
    await first.page.goto(`${address}/admin/approvals`);
    const cardOf = (page: Page, of: string) => page.getByRole('article').filter({ hasText: of });
    await cardOf(first.page, subject).getByText('You began it: somebody else has to end it.').waitFor();
    expect(await cardOf(first.page, subject).getByRole('button').count()).toBe(0);

    const { page, complaints } = await visit(world.keys.complianceOfficer);
    await page.goto(`${address}/admin/approvals`);
    const card = cardOf(page, subject);
    await card.getByText('Register a customer at tier 3').waitFor();
    for (const said of [HOSTILE, LONG, 'CH', 'before anybody looks']) await card.getByText(said).first().waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await lookAt(page, 'approvals-customer')).toEqual([]);

    // By the keyboard alone: asked, thought better of, asked again, done.
    await pressByKeyboard(page, 'Agree: tier 3');
    await page.getByRole('dialog').getByText('Register this customer?').waitFor();
    expect(await lookAt(page, 'approvals-customer-agree')).toEqual([]);
    await page.setViewportSize(WIDE);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await world.services.user(subject)).toBeUndefined();
    await pressByKeyboard(page, 'Agree: tier 3');
    await page.getByRole('dialog').waitFor();
    await pressByKeyboard(page, 'Agree: tier 3');
    await page.getByText('It is decided.').waitFor();
    await card.waitFor({ state: 'detached' });
    expect(await world.services.user(subject)).toMatchObject({ tier: 3, status: 'active' });

    const other = cardOf(page, refused.subject);
    await other.getByRole('button', { name: 'Refuse' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Refuse' }).click();
    // Without a word for the customer it is not decided.
    await dialog.getByLabel('Why, for the customer').fill('The document has ended.');
    await dialog.getByRole('button', { name: 'Refuse' }).click();
    await other.waitFor({ state: 'detached' });
    expect(await world.services.user(refused.subject)).toBeUndefined();
    const { body } = await customer(stage, refused.id);
    expect(body).toMatchObject({ status: 'REJECTED', message: 'The document has ended.' });
    expect((await customer(stage, id)).body).toMatchObject({ status: 'ACCEPTED' });
    expect(complaints).toEqual([]);
  });

  test('a customer whom nobody has looked at: the first officer sees what they sent, and accepts, asks or refuses', async () => {
    const { world, address, visit } = stage;
    const hostile = await customerWaiting(stage, { ...CUSTOMER, first_name: HOSTILE, last_name: LONG });
    const asked = await customerWaiting(stage, { ...CUSTOMER, first_name: 'Bob', last_name: 'Berg' });
    const refused = await customerWaiting(stage, { ...CUSTOMER, first_name: 'Carol', last_name: 'Cole' });
    const { page, complaints } = await visit(world.keys.complianceOfficer);
    await page.goto(`${address}/admin/compliance`);
    const cardOf = ({ subject }: { subject: string }) => page.getByRole('article').filter({ hasText: subject });
    for (const said of [HOSTILE, LONG]) await cardOf(hostile).getByText(said).first().waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await lookAt(page, 'first-look')).toEqual([]);
    await page.setViewportSize(WIDE);

    // Above tier 2 a word for the second officer is needed; one alone registers nobody.
    const card = cardOf(hostile);
    await card.getByLabel('At tier').selectOption('3');
    expect(await card.getByRole('button', { name: 'Accept' }).isDisabled()).toBe(true);
    await card.getByLabel('What you saw').fill('seen in person');
    await card.getByLabel('Country, two letters').fill('ch');
    expect(await card.getByRole('button', { name: 'Accept' }).isDisabled()).toBe(true);
    await card.getByLabel('Country, two letters').fill('CH');
    await card.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('dialog').getByText('Nothing is registered yet').waitFor();
    expect(await lookAt(page, 'first-look-accept')).toEqual([]);
    await page.setViewportSize(WIDE);
    await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Another officer has to say the same: it waits').waitFor();
    await card.waitFor({ state: 'detached' });
    expect(await world.services.user(hostile.subject)).toBeUndefined();
    expect((await customer(stage, hostile.id)).body).toMatchObject({
      ...{ status: 'PROCESSING', first_look: { tier: 3, country: 'CH', note: 'seen in person' } },
    });

    await cardOf(asked).getByRole('button', { name: 'Ask for more' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Fields, by their names in SEP-9').fill('no_such_field');
    await dialog.getByRole('button', { name: 'Ask for more' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await lookAt(page, 'first-look-ask')).toEqual([]);
    await page.setViewportSize(WIDE);
    await dialog.getByLabel('Fields, by their names in SEP-9').fill('photo_id_front, last_name');
    await dialog.getByLabel('Why, for the customer').fill('It cannot be read.');
    await dialog.getByRole('button', { name: 'Ask for more' }).click();
    await cardOf(asked).waitFor({ state: 'detached' });
    expect((await customer(stage, asked.id)).body).toMatchObject({
      ...{ status: 'NEEDS_INFO', message: 'It cannot be read.' },
    });

    await cardOf(refused).getByRole('button', { name: 'Refuse' }).click();
    await dialog.getByLabel('Why, for the customer').fill('The document has ended.');
    await dialog.getByRole('button', { name: 'Refuse' }).click();
    await cardOf(refused).waitFor({ state: 'detached' });
    expect((await customer(stage, refused.id)).body).toMatchObject({ status: 'REJECTED' });

    // By the keyboard alone, at a tier that one officer opens.
    const alone = await customerWaiting(stage, { ...CUSTOMER, first_name: 'Dave', last_name: 'Dorn' });
    await cardOf(alone).waitFor();
    await pressByKeyboard(page, 'Accept');
    await dialog.getByText('Their address is registered on chain at this tier').waitFor();
    await pressByKeyboard(page, 'Accept');
    await cardOf(alone).waitFor({ state: 'detached' });
    await expect.poll(async () => await world.services.user(alone.subject)).toMatchObject({ tier: 1 });
    expect(complaints.filter((complaint) => !complaint.includes('400'))).toEqual([]);
  });

  test('an operator sees what waits, and has no control of it', async () => {
    const { world, address, visit } = stage;
    const { page } = await visit(world.keys.operator);
    await page.goto(`${address}/admin/approvals`);
    await page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
    expect(
      await page
        .locator('main')
        .getByRole('button')
        .filter({ hasText: /Agree|Approve|Hold|Stop|Give/ })
        .count(),
    ).toBe(0);
  });
});

import { Keypair } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionOf } from './admin-desk.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, NARROW } from './browser.ts';
import { HOSTILE } from './hostile-words.ts';

let stage: AdminStage;
let page: Page;
const complaints: string[] = [];

/** The page that a wallet opens for its user, at the place where this system is. */
async function open(kind: 'deposit' | 'withdraw', token: string): Promise<{ id: string; url: string }> {
  const answer = await fetch(`${stage.address}/sep24/transactions/${kind}/interactive`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ asset_code: 'iSTSi' }),
  });
  const { id, url } = (await answer.json()) as { id: string; url: string };
  const { pathname, search } = new URL(url);
  return { id, url: `${stage.address}${pathname}${search}` };
}

async function look(name: string): Promise<void> {
  expect(await lookAt(page, `sep24-${name}`)).toEqual([]);
  expect(await page.locator('main img, script').count(), name).toBe(0);
  await page.setViewportSize(NARROW);
}

describe.skipIf(!hasBrowser)('the pages that other wallets open (SEP-24)', () => {
  beforeAll(async () => {
    stage = await startAdminStage({});
    page = await (await stage.browser.newContext({ viewport: NARROW })).newPage();
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
    });
  });
  afterAll(async () => await stage?.stop());

  test('ask who one is, say that it is being reviewed, and open once', async () => {
    const { url } = await open('deposit', await sessionOf(stage, Keypair.random()));
    await page.goto(url);
    await page.getByText('iSTSi are held by identified accounts only').waitFor();
    await look('identify');
    await page.locator('[name=first_name]').fill(HOSTILE);
    await page.locator('[name=last_name]').fill('Berg');
    await page.locator('[name=email_address]').fill('bob@example.com');
    await page.getByRole('button', { name: 'Send for review' }).click();
    await page.getByText('is being reviewed').waitFor();
    await look('reviewed');
    await page.goto(url);
    await page.locator('main').waitFor();
    await look('opened-twice');
    expect(complaints).toEqual([]);
  });

  test('say where to pay, take a withdrawal, and show what became of both', async () => {
    const { world } = stage;
    const alice = await world.createHolder(600_000n);
    const token = await sessionOf(stage, alice.keypair);
    const deposit = await open('deposit', token);
    await page.goto(deposit.url);
    await page.getByText(alice.depositAddress).waitFor();
    await look('deposit');
    await page.getByRole('button', { name: 'I know where to pay' }).click();
    await page.locator('main').waitFor();
    await look('deposit-started');

    const withdrawal = await open('withdraw', token);
    await page.goto(withdrawal.url);
    await page.locator('[name=amount]').waitFor();
    await look('withdraw');
    await page.locator('[name=amount]').fill('200000');
    await page.locator('[name=address]').fill(alice.depositAddress);
    await page.locator('form button').first().click();
    await page.getByRole('alert').waitFor();
    await look('withdraw-refused');
    const address = await world.bitcoin.call<string>('getnewaddress');
    await page.locator('[name=amount]').fill('200000');
    await page.locator('[name=address]').fill(address);
    await page.locator('form button').first().click();
    await page.getByText(address).first().waitFor();
    await look('withdraw-prepared');
    for (const { id } of [deposit, withdrawal]) {
      await page.goto(`${stage.address}/sep24/track/${id}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await look('track');
    }
    await page.goto(`${stage.address}/sep24/track/9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look('track-unknown');
    expect(complaints).toEqual([]);
  });
});

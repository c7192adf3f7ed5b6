import { Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../integration/test/holders.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt } from './browser.ts';
import { sleepOn } from './months.ts';

const PHONE = { width: 360, height: 780 };

let stage: AdminStage;

/** How many entries a transaction says that it brings back. */
function broughtBackBy(envelope: string): number {
  const transaction = TransactionBuilder.fromXdr(envelope, stage.world.sandbox.networkPassphrase);
  if (!(transaction instanceof Transaction)) throw new Error('the wallet sent a fee bump');
  const { ext } = transaction.tx;
  if (ext.type !== 'sorobanData' || ext.sorobanData.ext.type !== 'resourceExt') return 0;
  return ext.sorobanData.ext.resourceExt.archivedSorobanEntries.length;
}

async function openWallet(holder: Holder): Promise<Page> {
  const page = await (await stage.browser.newContext({ viewport: PHONE })).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${stage.address}/wallet/`);
  await page.getByRole('button', { name: 'I have a secret key' }).click();
  await page.getByLabel('Secret key (S…)').fill(holder.keypair.secret());
  await page.keyboard.press('Enter');
  return page;
}

describe.skipIf(!hasBrowser)('a holder whom the network has put away, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ lifetimesEveryMs: 500, monitor: { everyMs: 500 } });
  });
  afterAll(async () => await stage?.stop());

  test('sees their balance, is told what is brought back and who pays, and sends as ever', async () => {
    const { world } = stage;
    const holder = await world.createHolder(300_000n);
    const to = (await world.createUser()).address;
    await sleepOn(world);

    const page = await openWallet(holder);
    await page.locator('[data-balance="300000"]').waitFor();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && new URL(request.url()).pathname === '/v1/transfers')
        sent.push((request.postDataJSON() as { envelope: string }).envelope);
    });
    await page.goto(`${stage.address}/wallet/send`);
    await page.getByLabel('Stellar address').fill(to);
    await page.getByLabel('Amount in BTC').fill('0.001');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('it says just this').waitFor();
    const told = page.getByText(/entries of the ledger were archived$/);
    await told.waitFor();
    await page.getByText('Nothing of it is lost').waitFor();
    const count = Number((await told.innerText()).match(/\d+/)?.[0]);
    expect(await lookAt(page, 'wallet-archived')).toEqual([]);
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByText('It is theirs').waitFor();
    expect(sent.length).toBeGreaterThan(0);
    expect(broughtBackBy(sent[0]!)).toBe(count);
    expect(count).toBeGreaterThan(1);
    expect(await world.balance(holder.address)).toBe(200_000n);
    expect(await world.balance(to)).toBe(100_000n);

    // What was brought back is there: nothing is to be said the next time.
    await page.goto(`${stage.address}/wallet/send`);
    await page.getByLabel('Stellar address').fill(to);
    await page.getByLabel('Amount in BTC').fill('0.0005');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('it says just this').waitFor();
    expect(await page.getByText('Nothing of it is lost').count()).toBe(0);
  });

  test('withdraws to Bitcoin, although nothing of theirs was used for months', async () => {
    const { world } = stage;
    const holder = await world.createHolder(200_000n);
    await sleepOn(world);
    const page = await openWallet(holder);
    await page.locator('[data-balance="200000"]').waitFor();
    await page.goto(`${stage.address}/wallet/withdraw`);
    await page.getByLabel('Bitcoin address').fill(await world.bitcoin.call<string>('getnewaddress'));
    await page.getByLabel('Amount in BTC').fill('0.0015');
    await page.getByText('Arrives at least').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('it says just this').waitFor();
    await page.getByText('Nothing of it is lost').waitFor();
    await page.getByRole('button', { name: 'Sign and withdraw' }).click();
    await page.locator('[data-withdrawal]').waitFor();
    expect(await world.balance(holder.address)).toBe(50_000n);
  });
});

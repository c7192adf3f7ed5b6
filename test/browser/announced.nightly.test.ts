import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../integration/test/holders.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt } from './browser.ts';

const PHONE = { width: 360, height: 780 };
const PAYMENTS = 5;

let stage: AdminStage;
let holder: Holder;
let page: Page;

const newDevice = async (): Promise<Page> => {
  const device = await (await stage.browser.newContext({ viewport: PHONE })).newPage();
  device.setDefaultTimeout(60_000);
  return device;
};

/** Of the payment with this txid, on the page. */
const cardOf = (on: Page, txid: string) => on.locator('.card').filter({ hasText: txid.slice(0, 10) });

describe.skipIf(!hasBrowser)('a payment that is only announced, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({});
    holder = await stage.world.createHolder();
    page = await newDevice();
    await page.goto(`${stage.address}/wallet/`);
    await page.getByRole('button', { name: 'I have a secret key' }).click();
    await page.getByLabel('Secret key (S…)').fill(holder.keypair.secret());
    await page.keyboard.press('Enter');
    await page.locator('[data-balance="0"]').waitFor();
    await page.goto(`${stage.address}/wallet/receive`);
    await page.getByText('Derived again in this browser').waitFor();
  });
  afterAll(async () => await stage?.stop());

  test('appears by itself, ticks with each block, and is minted', async () => {
    const { bitcoin } = stage.world;
    const took: number[] = [];
    for (let i = 0; i < PAYMENTS; i++) {
      const [paid] = await bitcoin.pay([holder.depositAddress, 20_000n + BigInt(i)]);
      const since = performance.now();
      await cardOf(page, paid!.txid).locator('[data-pending=waiting]').waitFor();
      took.push(Math.round(performance.now() - since));
    }
    console.log(`announced payments appeared after ${took.join(', ')} ms (web.md: 5,000)`);
    expect(await lookAt(page, 'wallet-announced')).toEqual([]);
    await page.setViewportSize(PHONE);
    await bitcoin.mine(1);
    await page.getByText('1 of 2 blocks').first().waitFor();
    await expect.poll(() => page.locator('[data-pending]').count()).toBe(0);
    expect(await page.locator('[data-deposit]').count()).toBe(PAYMENTS);
    await bitcoin.mine(1);
    await expect.poll(() => page.locator('[data-deposit]').count()).toBe(0);
    await page.goto(`${stage.address}/wallet/`);
    await page.locator('[data-balance="100010"]').waitFor();
  });

  test('is followed by whoever has its name, without a key; one that is replaced comes to an end, and what takes its place is shown', async () => {
    const { bitcoin } = stage.world;
    await page.goto(`${stage.address}/wallet/receive`);
    const [paid] = await bitcoin.pay([holder.depositAddress, 60_000n]);
    await cardOf(page, paid!.txid).locator('[data-pending=waiting]').waitFor();
    const anybody = await newDevice();
    await anybody.goto(`${stage.address}/wallet/track/${paid!.txid}`);
    await anybody.locator('[data-pending=waiting]').waitFor();

    const other = await bitcoin.replace(paid!, [holder.depositAddress, 50_000n]);
    await cardOf(page, other.txid).locator('[data-pending=waiting]').waitFor();
    await cardOf(page, paid!.txid).locator('[data-pending=gone]').waitFor();
    await anybody.locator('[data-pending=gone]').waitFor();
    await anybody.getByText('Nothing was minted for it').waitFor();
    expect(await lookAt(anybody, 'wallet-replaced')).toEqual([]);
    await anybody.goto(`${stage.address}/wallet/track/${other.txid}:${other.vout}`);
    await anybody.locator('[data-pending=waiting]').waitFor();
    await bitcoin.mine(2);
    await anybody.locator('[data-deposit=minted]').waitFor();
    await page.goto(`${stage.address}/wallet/`);
    await page.locator('[data-balance="150010"]').waitFor();
    // On the way there is nothing any more; among what was, its end is said.
    expect(await page.getByText('On its way').count()).toBe(0);
    await page.getByText('Gone from the memory pool').waitFor();
  });

  test('too little, paid twice and late: each has a sentence, and an end', async () => {
    const { bitcoin } = stage.world;
    await page.goto(`${stage.address}/wallet/receive`);
    await page.getByText('If a payment is not as it should be').click();
    for (const said of ['Paid twice', 'Less than you meant', 'Late', 'Replaced, or its fee is too low'])
      await page.getByText(said).waitFor();
    expect(await lookAt(page, 'wallet-unusual')).toEqual([]);
    const [little] = await bitcoin.pay([holder.depositAddress, 600n]);
    const [first] = await bitcoin.pay([holder.depositAddress, 30_000n]);
    const [second] = await bitcoin.pay([holder.depositAddress, 30_000n]);
    for (const paid of [first!, second!]) await cardOf(page, paid.txid).locator('[data-pending=waiting]').waitFor();
    await bitcoin.mine(2);
    await page.goto(`${stage.address}/wallet/`);
    await page.locator('[data-balance="210010"]').waitFor();
    await page.goto(`${stage.address}/wallet/track/${little!.txid}:${little!.vout}`);
    await page.locator('[data-deposit]').waitFor();
    await expect
      .poll(() => page.locator('[data-deposit]').getAttribute('data-deposit'))
      .toMatch(/refused|too-small|returnable/);
    expect(await page.locator('main').innerText()).toMatch(/least|reserve takes|paid back/i);
  });
});

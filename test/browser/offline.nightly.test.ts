import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../integration/test/holders.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt } from './browser.ts';

const PHONE = { width: 360, height: 780 };

let stage: AdminStage;
let holder: Holder;
let context: BrowserContext;
let page: Page;

describe.skipIf(!hasBrowser)('the wallet without a network, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({});
    holder = await stage.world.createHolder(120_000n);
    context = await stage.browser.newContext({ viewport: PHONE });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${stage.address}/wallet/`);
    await page.getByRole('button', { name: 'I have a secret key' }).click();
    await page.getByLabel('Secret key (S…)').fill(holder.keypair.secret());
    await page.keyboard.press('Enter');
    await page.locator('[data-balance="120000"]').waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  });
  afterAll(async () => await stage?.stop());

  test('opens, says so, shows what was last known with its date, and lets nothing be sent', async () => {
    await page.getByText('From Bitcoin').waitFor();
    await context.setOffline(true);
    await page.reload();
    await page.getByText('You are offline').waitFor();
    await page.locator('[data-balance="120000"]').waitFor();
    await page.getByText('From Bitcoin').waitFor();
    await page
      .getByText(/^As of/)
      .first()
      .waitFor();
    // Whether all of it is backed is not known now.
    await page.getByText('Whether every satoshi is there is not known now').waitFor();
    expect(await lookAt(page, 'wallet-opened-offline')).toEqual([]);
    await page.setViewportSize(PHONE);
    for (const path of ['send', 'withdraw', 'exchange', 'receive', 'track', 'proof', 'key']) {
      await page.goto(`${stage.address}/wallet/${path}`);
      await page.getByText('You are offline').waitFor();
      for (const act of ['Review', 'Get 0.0015 test bitcoin'])
        for (const button of await page.getByRole('button', { name: act }).all())
          expect(await button.isDisabled(), `${act} at ${path}`).toBe(true);
      // No address to pay to that this page has not just compared.
      expect(await page.getByText(holder.depositAddress).count()).toBe(0);
    }
  });

  test('goes on by itself once there is a network, with what is so now', async () => {
    await page.goto(`${stage.address}/wallet/`);
    await page.locator('[data-balance="120000"]').waitFor();
    await stage.world.burn(holder, 20_000n);
    await context.setOffline(false);
    await page.locator('[data-balance="100000"]').waitFor();
    await expect.poll(() => page.getByText('You are offline').count()).toBe(0);
    await expect.poll(() => page.getByText(/^As of/).count()).toBe(0);
  });

  test('a server that does not answer is another thing, and is told as that', async () => {
    await page.route('**/v1/**', (route) => route.abort());
    await page.reload();
    await page.getByText('The service does not answer').waitFor();
    await page.locator('[data-balance="100000"]').waitFor();
    await page
      .getByText(/^As of/)
      .first()
      .waitFor();
    await page.unroute('**/v1/**');
    await expect.poll(() => page.getByText('The service does not answer').count()).toBe(0);
  });

  test('whoever leaves the browser leaves nothing of what was known in it', async () => {
    await page.goto(`${stage.address}/wallet/key`);
    await page.getByRole('button', { name: 'Leave this browser' }).click();
    await page.getByRole('button', { name: /remove it here/ }).click();
    await page.getByRole('button', { name: 'Create a key' }).waitFor();
    expect(await page.evaluate("localStorage.getItem('istsi-last-known')")).toBeNull();
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(holder.address);
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Authenticator, installAuthenticator } from './authenticator.ts';
import { hasBrowser, lookAt, openBrowser } from './browser.ts';
import { type Running, startSystem } from './running-system.ts';

const SETTLED_MS = 120_000;
let system: Running;
let browser: Browser;

interface Device extends Authenticator {
  page: Page;
}

/** A browser that was never here, with an authenticator that has no passkeys. */
async function openDevice(): Promise<Device> {
  const page = await (await browser.newContext({ viewport: { width: 360, height: 780 } })).newPage();
  page.setDefaultTimeout(60_000);
  return { page, ...(await installAuthenticator(page)) };
}

describe.skipIf(!hasBrowser)('an account whose key is a passkey, in a browser, over the whole system', () => {
  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  test('is made, deposited to, sends and withdraws, each by the owner’s finger, and is found again where the passkey is', async () => {
    const { page, session, authenticatorId, recognize } = await openDevice();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(system.wallet);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('If the passkey is lost').waitFor();
    // It can be pressed once the service has answered, and changes its colours then.
    await expect.poll(() => page.getByRole('button', { name: 'Make the passkey' }).isEnabled()).toBe(true);
    expect(await lookAt(page, 'passkey')).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });

    // Whoever turns away has made nothing.
    await recognize(false);
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    await page.getByText('The browser gave no passkey').waitFor();
    await recognize(true);
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    await page.getByRole('button', { name: /Verify me/ }).click();
    await page.getByRole('button', { name: /test bitcoin/ }).click();
    await page.locator('[data-deposit=minted]').waitFor();
    const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toHaveLength(1);

    await page.getByRole('link', { name: 'Send' }).first().click();
    await page.getByLabel('Amount in BTC').fill('0.0005');
    await page.getByText('A test friend, made for you').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('it says just this').waitFor();
    await page.getByText('Paid for you').waitFor();
    expect(await lookAt(page, 'passkey-send')).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    await recognize(false);
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByText('Nothing was sent; you can try again').waitFor();
    await recognize(true);
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByText('It is theirs').waitFor();

    await page.getByRole('link', { name: 'Withdraw' }).first().click();
    await page.getByLabel('Amount in BTC').fill('0.0008');
    await page.getByText('Arrives at least').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('it says just this').waitFor();
    await page.getByRole('button', { name: 'Sign and withdraw' }).click();
    await page.locator('[data-withdrawal=settled]').waitFor({ timeout: SETTLED_MS });
    await page.goto(system.wallet);
    await page.locator('[data-balance="20000"]').waitFor();
    await page.goto(`${system.wallet}key`);
    await page.getByText('Your passkey signs').waitFor();
    const address = await page.locator('.hash').first().innerText();
    expect(address).toMatch(/^C[A-Z2-7]{55}$/);

    // On another device that has the same passkey, as keepers of passkeys bring it there.
    const [known] = (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
    const other = await openDevice();
    await other.page.goto(system.wallet);
    await other.page.getByRole('button', { name: 'Use a passkey' }).click();
    await other.page.getByRole('button', { name: 'I have one' }).click();
    await other.page.getByText('The browser gave no passkey').waitFor();
    await other.session.send('WebAuthn.addCredential', {
      ...{ authenticatorId: other.authenticatorId, credential: known! },
    });
    await other.page.getByRole('button', { name: 'I have one' }).click();
    await other.page.locator('[data-balance="20000"]').waitFor();
    expect(complaints).toEqual([]);
  });
});

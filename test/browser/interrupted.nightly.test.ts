import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, lookAt, openBrowser } from './browser.ts';
import { type Running, startSystem } from './running-system.ts';

const PHONE = { width: 360, height: 780 };
const SETTLED_MS = 120_000;

let system: Running;
let browser: Browser;
let page: Page;
let secret: string;

async function newDevice(): Promise<Page> {
  const device = await (await browser.newContext({ viewport: PHONE })).newPage();
  device.setDefaultTimeout(60_000);
  return device;
}

const balanceIs = async (sats: number, device = page): Promise<void> => {
  await device.goto(system.wallet);
  await device.locator(`[data-balance="${sats}"]`).waitFor();
};

/** Where the first deposit or withdrawal that the page shows can be followed by anybody. */
async function trackingOf(kind: 'deposit' | 'withdrawal'): Promise<string> {
  const named = kind === 'deposit' ? /\/track\/[0-9a-f]{64}(:|%3A)\d+$/ : /\/track\/[0-9a-f]{64}$/;
  const links = page.locator('main a[href*="/track/"]');
  await expect
    .poll(async () => (await hrefsOf(links)).some((href) => named.test(href)), { message: `a link to the ${kind}` })
    .toBe(true);
  return new URL((await hrefsOf(links)).find((href) => named.test(href))!, system.wallet).href;
}

const hrefsOf = (links: Locator): Promise<string[]> =>
  links.evaluateAll((found) => found.map((each) => each.getAttribute('href') ?? ''));

/** Signs what is under review, has its answer lost in the middle, reloads, and goes on once there are answers again. */
async function cutOff(path: string, sign: string): Promise<void> {
  let arrived = 0;
  const url = `**/v1/${path}`;
  await page.route(url, async (route) => {
    if (route.request().method() !== 'POST') return await route.continue();
    await route.fetch();
    arrived += 1;
    await route.abort();
  });
  await page.getByText('it says just this').waitFor();
  await page.getByRole('button', { name: sign }).click();
  await expect.poll(() => arrived).toBeGreaterThan(0);
  await page.reload();
  await page.getByText('You signed this, and the network has not decided yet').waitFor();
  expect(await lookAt(page, `interrupted-${path}`)).toEqual([]);
  await page.setViewportSize(PHONE);
  await page.unroute(url);
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.getByText('You signed this, and the network has not decided yet').waitFor({ state: 'detached' });
}

describe.skipIf(!hasBrowser)('what is begun in a browser and interrupted', () => {
  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), openBrowser()]);
    page = await newDevice();
    await page.goto(system.wallet);
    await page.getByRole('button', { name: 'Create a key' }).click();
    secret = await page.locator('[data-secret]').innerText();
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  test('a key that nobody has written down yet is forgotten on reload, and none is left behind', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Create a key' }).click();
    const other = await page.locator('[data-secret]').innerText();
    expect(other).not.toBe(secret);
    secret = other;
    await page.getByRole('button', { name: 'I have written it down' }).click();
    await page.getByRole('button', { name: /Verify me/ }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /Verify me/ }).click();
    await page.getByRole('button', { name: /test bitcoin/ }).waitFor();
  });

  test('a deposit goes on after a reload, on another device with the key, and for whoever has its link', async () => {
    await page.getByRole('button', { name: /test bitcoin/ }).click();
    await page.locator('[data-deposit]').first().waitFor();
    await page.reload();
    const other = await newDevice();
    await other.goto(system.wallet);
    await other.getByRole('button', { name: 'I have a secret key' }).click();
    await other.getByLabel('Secret key (S…)').fill(secret);
    await other.keyboard.press('Enter');
    await other.locator('[data-balance]').waitFor();
    await balanceIs(150_000);
    await balanceIs(150_000, other);
    const tracked = await newDevice();
    await tracked.goto(await trackingOf('deposit'));
    await tracked.locator('[data-deposit=minted]').waitFor();
    await tracked.context().close();
    await other.context().close();
  });

  test('a transfer whose answer is lost happens once', async () => {
    await page.goto(`${system.wallet}send`);
    const fill = async () => {
      await page.getByLabel('Amount in BTC').fill('0.0005');
      await page.getByText('A test friend, made for you').waitFor();
      await page.getByRole('button', { name: 'Review' }).click();
      await page.getByText('it says just this').waitFor();
    };
    await fill();
    // Nothing is signed yet: nothing is left of it.
    await page.reload();
    await fill();
    await cutOff('transfers', 'Sign and send');
    await balanceIs(100_000);
  });

  test('an exchange whose answer is lost happens once', async () => {
    await page.goto(`${system.wallet}exchange`);
    await page.getByLabel(/^You give/).fill('0.00005');
    await page.getByText('You get at least').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await cutOff('exchanges', 'Sign and exchange');
    await balanceIs(95_000);
  });

  test('a withdrawal whose answer is lost is paid once, and can be followed from elsewhere while it is under way', async () => {
    await page.goto(`${system.wallet}withdraw`);
    await page.getByLabel('Amount in BTC').fill('0.0008');
    await page.getByText('Arrives at least').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await cutOff('withdrawals', 'Sign and withdraw');
    await balanceIs(15_000);
    const link = await trackingOf('withdrawal');
    const elsewhere = await newDevice();
    await elsewhere.goto(link);
    await elsewhere.locator('[data-withdrawal]').waitFor();
    await elsewhere.reload();
    await page.goto(link);
    await page.locator('[data-withdrawal=settled]').waitFor({ timeout: SETTLED_MS });
    await elsewhere.locator('[data-withdrawal=settled]').waitFor({ timeout: SETTLED_MS });
    await balanceIs(15_000);
    await expect.poll(() => page.getByRole('link', { name: 'To Bitcoin' }).count()).toBe(1);
  });
});

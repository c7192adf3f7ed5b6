import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsInEveryMode, hasBrowser, keepScreenshot, lookAt, openBrowser } from './browser.ts';
import { exchangeThere } from './exchange.ts';
import { fiveMinutes } from './five-minutes.ts';
import { sendWithoutLumens } from './without-lumens.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const command = fileURLToPath(new URL('../../interfaces/cli/bin/istsi.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'istsi-wallet-'));

let system: ChildProcess;
let walletUrl: string;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

/** Where the wallet of a system of its own is, as `istsi up` prints it. */
async function startSystem(): Promise<string> {
  let found = '';
  for await (const line of createInterface({ input: system.stdout! })) {
    const { step, url } = JSON.parse(line) as { step: string; url?: string };
    if (step === 'wallet') found = url ?? '';
    if (step === 'ready') break;
  }
  system.stdout?.resume();
  if (found === '') throw new Error('the system did not start, or without its pages');
  return found;
}

describe.skipIf(!hasBrowser)('in a browser', () => {
  beforeAll(async () => {
    const ports = { ISTSI_API_PORT: '0', ISTSI_STELLAR_PORT: '0', ISTSI_BITCOIN_PORT: '0', ISTSI_DATABASE_PORT: '0' };
    system = spawn(process.execPath, [command, 'up', '--json', '--data-dir', directory], {
      env: { ...process.env, ...ports },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    walletUrl = await startSystem();
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 360, height: 780 } })).newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    const ended = new Promise((resolve) => system.once('close', resolve));
    system.kill('SIGINT');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  });

  test('a newcomer who owns nothing gets bitcoin in and out within five minutes and twelve clicks', async () => {
    const seen: string[] = [];
    const { clicks, tookMs, withdrawal } = await fiveMinutes(page, walletUrl, async (name) => {
      seen.push(...(await findingsInEveryMode(page)).map((finding) => `${name}: ${finding}`));
      await keepScreenshot(page, `wallet-${name}`);
    }).catch(async (error: Error) => {
      throw new Error(`${error.message}\n${complaints.join('\n')}\n${page.url()}: ${await page.innerText('body')}`);
    });
    expect(seen).toEqual([]);
    expect(complaints).toEqual([]);
    expect(clicks).toBeLessThanOrEqual(12);
    expect(tookMs).toBeLessThan(300_000);
    await expectTrackedElsewhere(withdrawal);
    await expectKeyStays();
  });

  test('exchanges some of it at a price that is said to be no market’s, and is told what it cannot', async () => {
    const seen: string[] = [];
    await exchangeThere(page, walletUrl, async (name) => {
      seen.push(...(await findingsInEveryMode(page)).map((finding) => `${name}: ${finding}`));
      await keepScreenshot(page, `wallet-${name}`);
    });
    expect(seen).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('gives what was typed, whatever amount a service says that it was asked about', async () => {
    await page.route('**/v1/exchanges/quote', async (route) => {
      const quote = (await (await route.fetch()).json()) as { amount_in: string };
      await route.fulfill({ json: { ...quote, amount_in: String(2n * BigInt(quote.amount_in)) } });
    });
    await page.goto(`${walletUrl}exchange`);
    await page.getByLabel(/^You give/).fill('0.00005');
    await page.getByText('You get at least').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('it says just this').waitFor();
    expect(await page.locator('main').innerText()).toMatch(/You give\s+0\.00005000 BTC/);
    await page.unroute('**/v1/exchanges/quote');
  });

  test('what is signed as the service falls silent is sent until it answers, and happens once', async () => {
    await page.goto(walletUrl);
    const balance = async () => Number(await page.locator('[data-balance]').first().getAttribute('data-balance'));
    const before = await balance();
    await page.goto(`${walletUrl}send`);
    await page.getByLabel('Amount in BTC').fill('0.00001');
    await page.getByText('A test friend, made for you').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('it says just this').waitFor();
    let lost = 0;
    await page.route('**/v1/**', async (route) => {
      const isOrder = route.request().method() === 'POST' && route.request().url().endsWith('/v1/transfers');
      // It arrives, and nobody is told so.
      if (isOrder && lost++ === 0) await route.fetch();
      await (lost > 0 ? route.abort() : route.continue());
    });
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await expect.poll(() => lost).toBeGreaterThan(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByText('It is theirs').waitFor();
    await page.goto(walletUrl);
    await expect.poll(balance).toBe(before - 1_000);
  });

  test.runIf(isNightly)(
    'an account without a lumen sends, for no longer than it needs, and nobody signs twice by mistake',
    async () => {
      const mine = await (await browser.newContext()).newPage();
      mine.setDefaultTimeout(60_000);
      const seen = await sendWithoutLumens(mine, {
        walletUrl,
        directory,
        look: (name) => lookAt(mine, `wallet-${name}`),
      });
      expect(seen).toEqual([]);
      await mine.context().close();
    },
  );
});

/** Another device, without a key: the address of the page is enough. */
async function expectTrackedElsewhere(withdrawal: string): Promise<void> {
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${walletUrl}track/${withdrawal}`);
  await other.locator('[data-withdrawal=settled]').waitFor();
  await other.getByText('Sent to Bitcoin').waitFor();
  await other.context().close();
}

/** After a reload the wallet is there, and no script can take its key out. */
async function expectKeyStays(): Promise<void> {
  await page.goto(walletUrl);
  await page.locator('[data-balance="15000"]').waitFor();
  const stored = await page.evaluate(`new Promise((resolve) => {
    const opening = indexedDB.open('istsi-wallet');
    opening.onsuccess = () => {
      const all = opening.result.transaction('keys').objectStore('keys').getAll();
      all.onsuccess = () => resolve(all.result.map((key) => key.extractable));
    };
  })`);
  expect(stored).toEqual([false]);
  expect(await page.evaluate('JSON.stringify(localStorage)')).not.toMatch(/S[A-Z2-7]{55}/);
}

/**
 * The pictures of the documentation, of a system of its own: `npm run screenshots`. With a data directory as its argument, of
 * the system that runs there. What is on them is what a newcomer's five minutes leave behind.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Keypair } from '@stellar/stellar-sdk';
import type { Browser, Page } from 'playwright-core';
import { installWallet, openBrowser } from './browser.ts';
import { fiveMinutes } from './five-minutes.ts';
import { runningSystem, startSystem } from './running-system.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const target = join(root, 'docs/public/screens');
const QUALITY = 40;
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 780 } };
/** Long pages go on below; a picture says what they begin with. */
const TALLEST = 1_100;

/** WebP, which the browser writes by itself: a tenth of a PNG. */
async function keep(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(400);
      const whole = (await page.evaluate('document.documentElement.scrollHeight')) as number;
      const clip = { x: 0, y: 0, width: viewport.width, height: Math.min(whole, TALLEST), scale: 1 };
      const options = { format: 'webp', quality: QUALITY, captureBeyondViewport: true, clip } as const;
      const { data } = await session.send('Page.captureScreenshot', options);
      writeFileSync(join(target, `${name}-${size}-${colorScheme}.webp`), Buffer.from(data, 'base64'));
    }
  }
  await session.detach();
  await page.setViewportSize(sizes.wide);
}

async function walletPictures(browser: Browser, url: string): Promise<string> {
  const page = await (await browser.newContext({ viewport: sizes.wide })).newPage();
  page.setDefaultTimeout(60_000);
  const shown: Record<string, string> = {
    minted: 'wallet-deposit',
    withdrawal: 'wallet-withdraw',
    settled: 'wallet-track',
  };
  const { withdrawal } = await fiveMinutes(page, url, async (name) => {
    if (shown[name]) await keep(page, shown[name]);
  });
  await page.getByText('It is all there.').waitFor();
  await keep(page, 'wallet-proof');
  await page.goto(url);
  await page.locator('[data-balance]').waitFor();
  await keep(page, 'wallet-home');
  await page.context().close();
  return withdrawal;
}

async function adminPictures(browser: Browser, url: string, key: Keypair, withdrawal: string): Promise<void> {
  const page = await (await browser.newContext({ viewport: sizes.wide })).newPage();
  const { stellar } = (await (await page.request.get(new URL('/v1/network', url).href)).json()) as {
    stellar: { network_passphrase: string };
  };
  await installWallet(page, key, stellar.network_passphrase);
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
  await page.getByRole('button', { name: 'Sign in the wallet' }).click();
  await page.getByRole('heading', { name: 'Every iSTSi is backed.' }).waitFor();
  await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
  await keep(page, 'admin-overview');
  const pages = { 'admin-operation': `operations/${withdrawal}`, 'admin-reserves': 'reserves', 'admin-audit': 'audit' };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
    await keep(page, name);
  }
}

const [given] = process.argv.slice(2);
const system = given === undefined ? await startSystem() : runningSystem(given);
const browser = await openBrowser();
try {
  mkdirSync(target, { recursive: true });
  const { superAdmin } = JSON.parse(readFileSync(join(system.directory, 'governance.json'), 'utf8')) as {
    superAdmin: string;
  };
  const withdrawal = await walletPictures(browser, system.wallet);
  await adminPictures(browser, system.admin, Keypair.fromSecret(superAdmin), withdrawal);
} finally {
  await browser.close();
  await system.stop();
}

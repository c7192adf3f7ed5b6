import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const executablePath = findChromium();

/** Without a browser on this machine, what is shown in one is not tested. */
export const hasBrowser = executablePath !== undefined;

export const openBrowser = (): Promise<Browser> =>
  // No sandbox of its own where the tests run as root, as in a container.
  chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });

/** A wallet that speaks as Freighter does, with this key, and remembers what it was handed. */
export async function installWallet(
  page: Page,
  key: Keypair,
  networkPassphrase: string,
): Promise<{ signed: string[] }> {
  const signed: string[] = [];
  await page.exposeFunction('walletAddress', () => key.publicKey());
  await page.exposeFunction('walletSign', (envelope: string) => {
    signed.push(envelope);
    const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
    transaction.sign(key);
    return transaction.toXdr();
  });
  await page.addInitScript(`
    addEventListener('message', async ({ data }) => {
      if (data?.source !== 'FREIGHTER_EXTERNAL_MSG_REQUEST') return;
      const answer = { source: 'FREIGHTER_EXTERNAL_MSG_RESPONSE', messagedId: data.messageId };
      if (data.type === 'REQUEST_CONNECTION_STATUS') answer.isConnected = true;
      if (data.type === 'REQUEST_ACCESS') answer.publicKey = await walletAddress();
      if (data.type === 'SUBMIT_TRANSACTION') answer.signedTransaction = await walletSign(data.transactionXdr);
      postMessage(answer, location.origin);
    });`);
  return { signed };
}

/** What axe finds, of any impact: none is wanted. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as {
    id: string;
    help: string;
    nodes: { html: string }[];
  }[];
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}

/** How far the page reaches beyond the window, in pixels. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - innerWidth') as Promise<number>;

/**
 * What is amiss of a page for whoever looks at it as it is, with colours of their own and nothing that moves, or with
 * letters twice as large. The page is as it was afterwards.
 */
export async function findingsInEveryMode(page: Page): Promise<string[]> {
  await settle(page);
  const found = [...(await accessibilityFindings(page)), ...(await tooWide(page, ''))];
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  // What had begun before comes to its end; what moves without one is found below.
  await settle(page);
  found.push(...(await accessibilityFindings(page)).map((finding) => `forced colours: ${finding}`));
  const moving = (await page.evaluate(MOVING)) as string[];
  found.push(...moving.map((name) => `reduced motion: ${name} moves`));
  await page.emulateMedia({ forcedColors: null, reducedMotion: null });
  await page.evaluate("document.documentElement.style.fontSize = '200%'");
  // A plot is drawn anew once it is told how wide it is.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  found.push(...(await tooWide(page, ' with letters twice as large')));
  await page.evaluate("document.documentElement.style.fontSize = ''");
  return found;
}

async function tooWide(page: Page, how: string): Promise<string[]> {
  const overflow = await overflowOf(page);
  if (overflow <= 0) return [];
  return [`${overflow} px wider than the screen${how}: ${((await page.evaluate(WIDEST)) as string[]).join(' | ')}`];
}

/** What reaches beyond the window, holds nothing that does, and is in nothing that scrolls by itself. */
const WIDEST = `(() => {
  const scrolls = (one) => one !== null && one !== document.body && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
  const wide = [...document.body.querySelectorAll('*')].filter(
    (one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement),
  );
  return wide
    .filter((one) => !wide.some((other) => other !== one && one.contains(other)))
    .map(({ outerHTML }) => outerHTML.slice(0, 160));
})()`;

/** Half way from one colour to another is no colour of the page. */
async function settle(page: Page): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    if (await page.evaluate(SETTLED)) return;
    await page.waitForTimeout(LOOK_EVERY_MS);
  }
  throw new Error(`it does not come to rest: ${JSON.stringify(await page.evaluate(MOVING))} moves`);
}

const MOST_LOOKS = 200;
const LOOK_EVERY_MS = 50;
const SETTLED = `document.getAnimations().every(({ effect, playState }) =>
  playState !== 'running' || effect.getComputedTiming().iterations === Infinity)`;

const MOVING = `document.getAnimations()
  .filter(({ effect, playState }) => playState === 'running' && Number(effect.getComputedTiming().duration) > 0)
  .map(({ animationName, transitionProperty }) => animationName ?? transitionProperty)`;

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 360, height: 740 };

/** What is amiss of a page, narrow and wide, light and dark, in every mode; pictures of each are kept. */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const [size, viewport] of [
    ['narrow', NARROW],
    ['wide', WIDE],
  ] as const) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await findingsInEveryMode(page)).map((each) => `${name} ${size} ${colorScheme}: ${each}`));
      await keepScreenshot(page, `${name}-${size}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  return found;
}

/** Kept where `ISTSI_SCREENSHOTS` says; nowhere without it. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const directory = process.env.ISTSI_SCREENSHOTS;
  if (directory === undefined) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
}

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { installAuthenticator } from './authenticator.ts';
import { hasBrowser, lookAt, openBrowser } from './browser.ts';
import { type Line, openLine } from './cut-stream.ts';
import { type Running, startSystem } from './running-system.ts';

const PHONE = { width: 360, height: 780 };
const SETTLED_MS = 120_000;
const PROOF_MS = 180_000;

let system: Running;
let line: Line;
let browser: Browser;
let wallet: string;

async function newDevice(): Promise<Page> {
  const device = await (await browser.newContext({ viewport: PHONE })).newPage();
  device.setDefaultTimeout(60_000);
  return device;
}

/** What lies between a page and the API is gone: both its requests and its stream of events. */
interface Cut {
  says: string;
  cut(page: Page): Promise<void>;
  heal(page: Page): Promise<void>;
}

const cuts: Record<string, Cut> = {
  'the line to the service': {
    says: 'The service does not answer',
    cut: async () => line.cut(),
    heal: async () => line.mend(),
  },
  'the network of the browser': {
    says: 'You are offline',
    cut: async (page) => {
      await page.context().setOffline(true);
      // Offline, Chromium leaves what is connected already as it is.
      line.cut();
    },
    heal: async (page) => {
      line.mend();
      await page.context().setOffline(false);
    },
  },
};

describe.skipIf(!hasBrowser)('cut off in the middle, in a browser', () => {
  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), openBrowser()]);
    line = await openLine(new URL(system.wallet).origin);
    // A passkey is of a name, and of no number.
    wallet = `${line.url.replace('127.0.0.1', 'localhost')}/wallet/`;
  });
  afterAll(async () => {
    await browser?.close();
    await line?.close();
    await system?.stop();
  });
  afterEach(() => line.mend());

  describe.each(Object.entries(cuts))('of %s', (kind, { says, cut, heal }) => {
    let page: Page;

    const told = (on: Page) => on.getByText(says, { exact: true }).first().waitFor();
    const untold = (on: Page) => on.getByText(says, { exact: true }).first().waitFor({ state: 'detached' });
    const during = async (on: Page, meanwhile: () => Promise<unknown>): Promise<void> => {
      await cut(on);
      await told(on);
      await meanwhile();
      await heal(on);
      await untold(on);
    };
    const balanceIs = async (sats: number): Promise<void> => {
      await page.goto(wallet);
      await page.locator(`[data-balance="${sats}"]`).waitFor();
    };

    /** That it arrived, the page sees by asking the registry; if it did not, it is asked for once more. */
    async function verified(on: Page): Promise<void> {
      const verify = on.getByRole('button', { name: /Verify me/ });
      await expect
        .poll(async () => {
          if (await verify.isEnabled({ timeout: 1 }).catch(() => false)) await verify.click().catch(() => undefined);
          return await verify.count();
        })
        .toBe(0);
      await on.goto(wallet);
      await on.locator('[data-balance="0"]').waitFor();
    }

    /** What was typed stays and nothing can be sent; what was signed as the line broke is sent again until somebody answers, once. */
    async function throughACut(of: { typed: Locator; path: string; sign: string; done: Locator }): Promise<void> {
      const typed = await of.typed.inputValue();
      const review = page.getByRole('button', { name: 'Review' });
      await during(page, async () => {
        expect(await review.isDisabled()).toBe(true);
        expect(await of.typed.inputValue()).toBe(typed);
      });
      await expect.poll(() => review.isEnabled()).toBe(true);
      expect(await of.typed.inputValue()).toBe(typed);
      await review.click();
      await page.getByText('it says just this').waitFor();
      // Nothing is signed that could not be sent.
      const sign = page.getByRole('button', { name: of.sign });
      await during(page, async () => expect(await sign.isDisabled()).toBe(true));
      await expect.poll(() => sign.isEnabled()).toBe(true);
      const sent = page.waitForRequest((asked) => asked.method() === 'POST' && asked.url().endsWith(`/v1/${of.path}`));
      await Promise.all([sent.then(() => cut(page)), sign.click()]);
      await told(page);
      await page.getByText('You signed this, and the network has not decided yet').waitFor();
      await heal(page);
      await of.done.waitFor({ timeout: SETTLED_MS });
      await untold(page);
      await expect.poll(() => page.getByText('You signed this').count()).toBe(0);
    }

    beforeAll(async () => {
      page = await newDevice();
    });
    afterAll(async () => await page.context().close());

    test('a newcomer signs up: their key is there, and the registry knows them once', async () => {
      await page.goto(wallet);
      await page.getByRole('button', { name: 'Create a key' }).click();
      const secret = await page.locator('[data-secret]').innerText();
      await during(page, async () => expect(await page.locator('[data-secret]').innerText()).toBe(secret));
      await page.getByRole('button', { name: 'I have written it down' }).click();
      const verify = page.getByRole('button', { name: /Verify me/ });
      await verify.waitFor();
      const asked = page.waitForRequest('**/v1/local/newcomers');
      await Promise.all([asked.then(() => cut(page)), verify.click()]);
      await told(page);
      expect(await lookAt(page, `cut-off-verify-${kind.split(' ').at(-1)}`)).toEqual([]);
      await page.setViewportSize(PHONE);
      await heal(page);
      await untold(page);
      await verified(page);
    });

    test('a deposit goes on, and is minted once', async () => {
      await page.goto(`${wallet}receive`);
      await page.getByRole('button', { name: /test bitcoin/ }).click();
      await page.locator('[data-deposit], [data-pending]').first().waitFor();
      await during(page, async () => {
        // What was known is still there.
        expect(await page.locator('[data-deposit], [data-pending]').count()).toBe(1);
      });
      await balanceIs(150_000);
      await page.reload();
      await page.locator('[data-balance="150000"]').waitFor();
    });

    test('a transfer is sent once', async () => {
      await page.goto(`${wallet}send`);
      const typed = page.getByLabel('Amount in BTC');
      await typed.fill('0.0005');
      await page.getByText('A test friend, made for you').waitFor();
      await throughACut({ typed, path: 'transfers', sign: 'Sign and send', done: page.getByText('It is theirs') });
      await balanceIs(100_000);
    });

    test('an exchange happens once', async () => {
      await page.goto(`${wallet}exchange`);
      const typed = page.getByLabel(/^You give/);
      await typed.fill('0.00005');
      await page.getByText('You get at least').waitFor();
      const done = page.getByRole('heading', { name: 'Exchanged' });
      await throughACut({ typed, path: 'exchanges', sign: 'Sign and exchange', done });
      await balanceIs(95_000);
    });

    test('a withdrawal is paid once, and is followed to its end here and by whoever has its name', async () => {
      await page.goto(`${wallet}withdraw`);
      const typed = page.getByLabel('Amount in BTC');
      await typed.fill('0.0008');
      await page.getByText('Arrives at least').waitFor();
      const done = page.locator('[data-withdrawal]');
      await throughACut({ typed, path: 'withdrawals', sign: 'Sign and withdraw', done });
      const anybody = await newDevice();
      const tracked = page.url();
      await anybody.goto(tracked);
      await anybody.locator('[data-withdrawal]').waitFor();
      const known = await anybody.locator('[data-withdrawal]').getAttribute('data-withdrawal');
      await during(anybody, async () => {
        const shown = anybody.locator('[data-withdrawal]');
        // Of what happens meanwhile nothing is known, and nothing is made up.
        expect(await shown.count()).toBe(1);
        expect(['settled', known]).toContain(await shown.getAttribute('data-withdrawal'));
      });
      await anybody.locator('[data-withdrawal=settled]').waitFor({ timeout: SETTLED_MS });
      await page.locator('[data-withdrawal=settled]').waitFor({ timeout: SETTLED_MS });
      await balanceIs(15_000);
      await expect.poll(() => page.getByRole('link', { name: 'To Bitcoin' }).count()).toBe(1);
      await anybody.context().close();
    });

    test('a proof that could not be read is not called bad, and is checked once it can be', async () => {
      await page.goto(`${wallet}proof`);
      await page.locator('[data-proof=good]').waitFor({ timeout: PROOF_MS });
      await cut(page);
      await told(page);
      await page.getByRole('button', { name: 'Check again' }).click();
      await expect.poll(() => page.locator('[data-verdict=bad], [data-proof=bad]').count()).toBe(0);
      await heal(page);
      await untold(page);
      await page.getByRole('button', { name: 'Check again' }).click();
      await page.locator('[data-proof=good]').waitFor();
      await expect.poll(() => page.getByText('The proof does not hold.').count()).toBe(0);
    });

    test('a passkey’s account is made once, and sends once', async () => {
      const mine = await newDevice();
      const { session, authenticatorId } = await installAuthenticator(mine);
      await mine.goto(wallet);
      await mine.getByRole('button', { name: 'Use a passkey' }).click();
      const make = mine.getByRole('button', { name: 'Make the passkey' });
      await expect.poll(() => make.isEnabled()).toBe(true);
      await during(mine, async () => undefined);
      await make.click();
      const verify = mine.getByRole('button', { name: /Verify me/ });
      const asked = mine.waitForRequest('**/v1/local/newcomers');
      await Promise.all([asked.then(() => cut(mine)), verify.click()]);
      await told(mine);
      await heal(mine);
      await untold(mine);
      const bitcoin = mine.getByRole('button', { name: /test bitcoin/ });
      await verified(mine);
      await mine.goto(`${wallet}receive`);
      await bitcoin.click();
      await mine.locator('[data-deposit], [data-pending]').first().waitFor();
      await during(mine, async () => undefined);
      await mine.goto(wallet);
      await mine.locator('[data-balance="150000"]').waitFor();
      await mine.goto(`${wallet}send`);
      await mine.getByLabel('Amount in BTC').fill('0.0005');
      await mine.getByText('A test friend, made for you').waitFor();
      await mine.getByRole('button', { name: 'Review' }).click();
      await mine.getByText('it says just this').waitFor();
      const sent = mine.waitForRequest('**/v1/sponsorship/calls');
      const sign = mine.getByRole('button', { name: 'Sign and send' });
      await Promise.all([sent.then(() => cut(mine)), sign.click()]);
      await told(mine);
      await heal(mine);
      await mine.getByText('It is theirs').waitFor({ timeout: SETTLED_MS });
      await mine.goto(wallet);
      await mine.locator('[data-balance="100000"]').waitFor();
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
      expect(credentials).toHaveLength(1);
      await mine.context().close();
    });
  });
});

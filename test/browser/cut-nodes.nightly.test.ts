import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { installAuthenticator } from './authenticator.ts';
import { hasBrowser, lookAt, openBrowser } from './browser.ts';
import { type CutNodes, putLinesBefore } from './cut-nodes.ts';
import { type Running, startSystem } from './running-system.ts';

const PHONE = { width: 360, height: 780 };
const SETTLED_MS = 180_000;
/** One that hangs is waited for, by the service and then by the page. */
const SAID_MS = 90_000;

type Chain = 'stellar' | 'bitcoin';
const SAYS: Record<Chain, string> = {
  stellar: 'The service does not reach the Stellar network',
  bitcoin: 'The service does not reach the Bitcoin network',
};
const OPEN = 'You signed this, and the network has not decided yet';

let system: Running;
let nodes: CutNodes;
let browser: Browser;

async function newDevice(): Promise<Page> {
  const device = await (await browser.newContext({ viewport: PHONE })).newPage();
  device.setDefaultTimeout(90_000);
  return device;
}

const notice = (page: Page, chain: Chain) => page.getByText(SAYS[chain], { exact: true }).first();

describe.skipIf(!hasBrowser)('a node behind the service is gone in the middle, in a browser', () => {
  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), openBrowser()]);
    nodes = await putLinesBefore(system);
  });
  afterAll(async () => {
    await browser?.close();
    nodes?.mend();
    await system?.stop();
    await nodes?.close();
  });
  afterEach(() => nodes.mend());

  describe.each(['cut', 'hang'] as const)('and the line to it is %s', (how) => {
    let page: Page;
    let known = 0;

    beforeAll(async () => {
      page = await newDevice();
    });
    afterAll(async () => await page.context().close());

    /** The page says which one is away, and that it is there again, by itself. */
    async function during(on: Page, chain: Chain, meanwhile: () => Promise<unknown> = async () => undefined) {
      nodes[chain][how]();
      await notice(on, chain).waitFor({ timeout: SAID_MS });
      await meanwhile();
      nodes.mend();
      await notice(on, chain).waitFor({ state: 'detached', timeout: SAID_MS });
    }
    const balanceIs = async (sats: number, on = page): Promise<void> => {
      await on.goto(system.wallet);
      await on.locator(`[data-balance="${sats}"]`).waitFor({ timeout: SETTLED_MS });
      known = sats;
    };
    /** Pressed until the registry knows them: the button is there for nobody whom it knows. */
    async function verified(on: Page): Promise<void> {
      const verify = on.getByRole('button', { name: /Verify me/ });
      await expect
        .poll(
          async () => {
            if (await verify.isEnabled({ timeout: 1 }).catch(() => false)) await verify.click().catch(() => undefined);
            return await verify.count();
          },
          { timeout: SETTLED_MS },
        )
        .toBe(0);
    }
    /** What is signed arrives, and its answer is lost: it is said to be open, is not signed again, and happens once. */
    async function signedAsItBreaks(on: Page, sign: string, done: Locator): Promise<void> {
      const button = on.getByRole('button', { name: sign });
      await expect.poll(() => button.isEnabled()).toBe(true);
      const sent = nodes.stellar.breakOnceAsked('"sendTransaction"', how);
      await button.click();
      await sent;
      await on.getByText(OPEN).waitFor();
      expect(await done.count()).toBe(0);
      expect(await button.isEnabled().catch(() => false)).toBe(false);
      nodes.mend();
      await done.waitFor({ timeout: SETTLED_MS });
      await notice(on, 'stellar').waitFor({ state: 'detached', timeout: SAID_MS });
      await expect.poll(() => on.getByText(OPEN).count()).toBe(0);
    }
    async function throughAnOutage(of: { typed: Locator; sign: string; done: Locator }): Promise<void> {
      const typed = await of.typed.inputValue();
      const review = page.getByRole('button', { name: 'Review' });
      await during(page, 'stellar', async () => {
        expect(await review.isDisabled()).toBe(true);
        expect(await of.typed.inputValue()).toBe(typed);
      });
      await expect.poll(() => review.isEnabled()).toBe(true);
      expect(await of.typed.inputValue()).toBe(typed);
      await review.click();
      await page.getByText('it says just this').waitFor();
      await signedAsItBreaks(page, of.sign, of.done);
    }

    test('a newcomer signs up: the registry knows them once, and nobody says so before', async () => {
      await page.goto(system.wallet);
      await page.getByRole('button', { name: 'Create a key' }).click();
      await page.getByRole('button', { name: 'I have written it down' }).click();
      const verify = page.getByRole('button', { name: /Verify me/ });
      await expect.poll(() => verify.isEnabled()).toBe(true);
      nodes.stellar[how]();
      await verify.click();
      await notice(page, 'stellar').waitFor({ timeout: SAID_MS });
      expect(await page.locator('[data-balance]').count()).toBe(0);
      expect(await lookAt(page, `node-away-verify-${how}`)).toEqual([]);
      await page.setViewportSize(PHONE);
      nodes.mend();
      await notice(page, 'stellar').waitFor({ state: 'detached', timeout: SAID_MS });
      await verified(page);
      await balanceIs(0);
    });

    test.each(['stellar', 'bitcoin'] as const)(
      'a deposit goes on once %s is back, and is minted once',
      async (chain) => {
        await page.goto(`${system.wallet}receive`);
        await page.getByRole('button', { name: /test bitcoin/ }).click();
        const payments = page.locator('[data-deposit]:not([data-deposit=minted]), [data-pending]');
        await payments.first().waitFor();
        await during(page, chain, async () => {
          // Bitcoin goes on without the Stellar network; what has been minted before stays said.
          expect(await page.locator('[data-deposit], [data-pending]').count()).toBe(1);
          expect(await page.getByText('Do not pay to this address').count()).toBe(0);
        });
        await balanceIs(known + 150_000);
        await page.reload();
        await page.locator(`[data-balance="${known}"]`).waitFor();
      },
    );

    test('at home nothing is called backed that nobody can know', async () => {
      await page.goto(system.wallet);
      const backed = page.getByText('✓ Every satoshi is there');
      for (const chain of ['stellar', 'bitcoin'] as const) {
        await backed.waitFor();
        await during(page, chain, async () => {
          await expect.poll(() => backed.count()).toBe(0);
          expect(await page.locator(`[data-balance="${known}"]`).count()).toBe(1);
          expect(await lookAt(page, `node-away-${chain}-${how}`)).toEqual([]);
          await page.setViewportSize(PHONE);
        });
      }
      await backed.waitFor();
    });

    test('a transfer is sent once, and goes on without Bitcoin', async () => {
      await page.goto(`${system.wallet}send`);
      const typed = page.getByLabel('Amount in BTC');
      await typed.fill('0.0005');
      await page.getByText('A test friend, made for you').waitFor();
      await throughAnOutage({ typed, sign: 'Sign and send', done: page.getByText('It is theirs') });
      await balanceIs(known - 50_000);
      await page.goto(`${system.wallet}send`);
      await typed.fill('0.0001');
      await during(page, 'bitcoin', async () => {
        await page.getByRole('button', { name: 'Review' }).click();
        await page.getByText('it says just this').waitFor();
        await page.getByRole('button', { name: 'Sign and send' }).click();
        await page.getByText('It is theirs').waitFor();
      });
      await balanceIs(known - 10_000);
    });

    test('an exchange happens once', async () => {
      await page.goto(`${system.wallet}exchange`);
      const typed = page.getByLabel(/^You give/);
      await typed.fill('0.00005');
      await page.getByText('You get at least').waitFor();
      await throughAnOutage({
        typed,
        sign: 'Sign and exchange',
        done: page.getByRole('heading', { name: 'Exchanged' }),
      });
      await balanceIs(known - 5_000);
    });

    test('a withdrawal is burned once, paid once, and its page never says more than it knows', async () => {
      await page.goto(`${system.wallet}withdraw`);
      const typed = page.getByLabel('Amount in BTC');
      await typed.fill('0.0008');
      await page.getByText('Arrives at least').waitFor();
      const review = page.getByRole('button', { name: 'Review' });
      await during(page, 'bitcoin', async () => expect(await review.isDisabled()).toBe(true));
      // What pays it is on its way as the Bitcoin node falls silent.
      const paid = nodes.bitcoin.breakOnceAsked('"sendrawtransaction"', how);
      await throughAnOutageOfStellarOnly(typed);
      await paid;
      await notice(page, 'bitcoin').waitFor({ timeout: SAID_MS });
      expect(await page.locator('[data-withdrawal=settled]').count()).toBe(0);
      nodes.mend();
      await page.locator('[data-withdrawal=settled]').waitFor({ timeout: SETTLED_MS });
      await balanceIs(known - 80_000);
      await expect.poll(() => page.getByRole('link', { name: 'To Bitcoin' }).count()).toBe(1);
    });

    /** Likewise, and what waits for the Bitcoin node waits on. */
    async function throughAnOutageOfStellarOnly(typed: Locator): Promise<void> {
      await expect.poll(() => page.getByRole('button', { name: 'Review' }).isEnabled()).toBe(true);
      expect(await typed.inputValue()).toBe('0.0008');
      await page.getByRole('button', { name: 'Review' }).click();
      await page.getByText('it says just this').waitFor();
      const sign = page.getByRole('button', { name: 'Sign and withdraw' });
      await expect.poll(() => sign.isEnabled()).toBe(true);
      const sent = nodes.stellar.breakOnceAsked('"sendTransaction"', how);
      await sign.click();
      await sent;
      await page.getByText(OPEN).waitFor();
      nodes.stellar.mend();
      await page.locator('[data-withdrawal]').waitFor({ timeout: SETTLED_MS });
    }

    test('the proof is checked all the same, by nodes that the browser asks itself', async () => {
      await page.goto(`${system.wallet}proof`);
      await page.locator('[data-proof=good]').waitFor({ timeout: SETTLED_MS });
      for (const chain of ['stellar', 'bitcoin'] as const) {
        await during(page, chain, async () => {
          await page.getByRole('button', { name: 'Check again' }).click();
          await page.locator('[data-proof=good]').waitFor();
          expect(await page.locator('[data-verdict=bad], [data-proof=bad]').count()).toBe(0);
        });
      }
    });

    test('a passkey’s account is made once, and sends once', async () => {
      const mine = await newDevice();
      await installAuthenticator(mine);
      await mine.goto(system.wallet);
      await mine.getByRole('button', { name: 'Use a passkey' }).click();
      const make = mine.getByRole('button', { name: 'Make the passkey' });
      await expect.poll(() => make.isEnabled()).toBe(true);
      await make.click();
      const verify = mine.getByRole('button', { name: /Verify me/ });
      const sent = nodes.stellar.breakOnceAsked('"sendTransaction"', how);
      await verify.click();
      await sent;
      await notice(mine, 'stellar').waitFor({ timeout: SAID_MS });
      nodes.mend();
      await notice(mine, 'stellar').waitFor({ state: 'detached', timeout: SAID_MS });
      await verified(mine);
      await mine.goto(`${system.wallet}receive`);
      const bitcoin = mine.getByRole('button', { name: /test bitcoin/ });
      await bitcoin.waitFor({ timeout: SETTLED_MS });
      await bitcoin.click();
      await mine.locator('[data-deposit=minted]').waitFor({ timeout: SETTLED_MS });
      await mine.goto(`${system.wallet}send`);
      await mine.getByLabel('Amount in BTC').fill('0.0005');
      await mine.getByText('A test friend, made for you').waitFor();
      await mine.getByRole('button', { name: 'Review' }).click();
      await mine.getByText('it says just this').waitFor();
      await signedAsItBreaks(mine, 'Sign and send', mine.getByText('It is theirs'));
      await mine.goto(system.wallet);
      await mine.locator('[data-balance="100000"]').waitFor();
      await mine.context().close();
    });
  });
});

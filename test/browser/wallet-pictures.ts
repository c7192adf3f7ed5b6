import { Keypair } from '@stellar/stellar-sdk';
import type { Browser, Page } from 'playwright-core';
import { fiveMinutes } from './five-minutes.ts';
import { keep, rest, sizes } from './picture.ts';
import { installStub } from './stub-wallets.ts';

const PROOF_MS = 180_000;
const PATIENCE_MS = 60_000;

/** What is there afterwards for others to look at. */
export interface Seen {
  withdrawal: string;
  user: string;
}

/** What a newcomer sees in their five minutes, at its ends, and when something is in the way. */
export async function walletPictures(browser: Browser, url: string): Promise<Seen> {
  const page = await (await browser.newContext({ viewport: sizes.wide })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const shown: Record<string, string> = {
    ...{ welcome: 'wallet-welcome', verify: 'wallet-verify', receive: 'wallet-receive' },
    ...{ minted: 'wallet-deposit', transfer: 'wallet-send', quote: 'wallet-quote' },
    ...{ withdrawal: 'wallet-withdraw', settled: 'wallet-track' },
  };
  const { withdrawal } = await fiveMinutes(page, url, async (name) => {
    if (shown[name]) await keep(page, shown[name]);
  });
  // The custody makes its first proof within minutes of the first deposit.
  await page
    .getByText(/^It (is|was) all there/)
    .waitFor({ timeout: PROOF_MS })
    .catch(async () => {
      throw new Error(`the proof page does not come to say that it is all there: ${await page.innerText('main')}`);
    });
  await keep(page, 'wallet-proof');
  await page.goto(url);
  await page.locator('[data-balance]').waitFor();
  await page.getByText('✓ Every satoshi is there').waitFor();
  await rest(page);
  await keep(page, 'wallet-home');
  await exchangePictures(page, url);
  await page.goto(`${url}key`);
  await rest(page);
  await keep(page, 'wallet-key');
  const found = await page.request.get(new URL(`/v1/withdrawals/${withdrawal}`, url).href);
  const { user } = (await found.json()) as { user: string };
  await troublePictures(page, url);
  await page.context().close();
  await chooserPicture(browser, url);
  return { withdrawal, user };
}

async function exchangePictures(page: Page, url: string): Promise<void> {
  await page.goto(`${url}exchange`);
  await page.getByLabel(/^You give/).fill('0.00005');
  await page.getByText('You get at least').waitFor();
  await rest(page);
  await keep(page, 'wallet-exchange');
}

/** What is said of what was typed wrong, of what nobody knows, and by a page whose service does not answer. */
async function troublePictures(page: Page, url: string): Promise<void> {
  await page.goto(`${url}withdraw`);
  await page.getByLabel('Amount in BTC').fill('21');
  await page
    .getByLabel(/address/i)
    .first()
    .fill('1BoatSLRHtKNngkdXEeobR76b53LETtpyT');
  await page.getByRole('button', { name: 'Review' }).click();
  await rest(page);
  await keep(page, 'wallet-withdraw-refused');
  await page.goto(`${url}track/${'00'.repeat(32)}`);
  await rest(page);
  await keep(page, 'wallet-track-unknown');
  await page.goto(url);
  await page.locator('[data-balance]').waitFor();
  await page.route('**/v1/**', (route) => route.abort());
  await page.getByText('Since then nobody has answered').first().waitFor();
  await keep(page, 'wallet-offline');
  await page.unroute('**/v1/**');
}

/** Which wallets there are to sign with, where some are installed; and what a passkey is, before one is made. */
async function chooserPicture(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext({ viewport: sizes.wide });
  await installStub(context, 'freighter', Keypair.random(), '');
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'I have a wallet' }).click();
  await page.getByRole('button', { name: 'Freighter', exact: true }).waitFor();
  await keep(page, 'wallet-choose');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByText('If the passkey is lost').waitFor();
  await rest(page);
  await keep(page, 'wallet-passkey');
  await context.close();
}

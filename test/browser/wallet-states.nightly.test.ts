import { Keypair } from '@stellar/stellar-sdk';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasBrowser, lookAt, openBrowser } from './browser.ts';
import { type Running, startSystem } from './running-system.ts';
import { installStub, type StubWallet } from './stub-wallets.ts';

const PHONE = { width: 360, height: 780 };
const LONGER_THAN_A_PERSON_MS = 301_000;

let system: Running;
let browser: Browser;
let passphrase: string;
let context: BrowserContext;
let page: Page;
let stub: StubWallet;
let key: Keypair;

const sign = () => page.getByRole('button', { name: 'Sign and send' });

/** Until both chains and the services have done theirs. */
const SETTLED_MS = 180_000;

async function look(name: string): Promise<void> {
  expect(await lookAt(page, `wallet-${name}`)).toEqual([]);
  await page.setViewportSize(PHONE);
}

/** Up to what is signed. */
async function review(): Promise<void> {
  await page.goto(`${system.wallet}send`);
  await page.getByText('A test friend, made for you').waitFor();
  await page.getByLabel('Amount in BTC').fill('0.0005');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByText('it says just this').waitFor();
}

describe.skipIf(!hasBrowser)('a wallet of somebody else that is not as it should be', () => {
  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), openBrowser()]);
    const network = await (await fetch(new URL('/v1/network', system.wallet))).json();
    passphrase = (network as { stellar: { network_passphrase: string } }).stellar.network_passphrase;
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });
  beforeEach(async () => {
    key = Keypair.random();
    context = await browser.newContext({ viewport: PHONE });
    stub = await installStub(context, 'freighter', key, passphrase);
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(system.wallet);
    await page.getByRole('button', { name: 'I have a wallet' }).click();
  });
  afterEach(async () => await context?.close());

  async function becomeHolder(): Promise<void> {
    await page.getByRole('button', { name: 'Freighter', exact: true }).click();
    await page.getByRole('button', { name: /Verify me/ }).click();
    await page.getByRole('button', { name: /test bitcoin/ }).click();
    await page.locator('[data-deposit=minted]').waitFor({ timeout: SETTLED_MS });
  }

  test('on another network: which one, and which is asked for; once it is changed, the same is signed', async () => {
    await becomeHolder();
    await review();
    stub.network = 'Test SDF Network ; September 2015';
    await sign().click();
    await page.getByText('set to another network than this system is on').waitFor();
    await page.getByText(`set to “${stub.network}”, and this system is on “${passphrase}”`).waitFor();
    // It was not even shown to it.
    expect(stub.handed).toEqual([]);
    await look('other-network');
    stub.network = passphrase;
    await sign().click();
    await page.getByText('It is theirs').waitFor();
    expect(stub.handed).toHaveLength(1);
  });

  test('is asked to show the token, by the contract that this browser knows, and may refuse', async () => {
    await becomeHolder();
    await page.goto(system.wallet);
    const add = page.getByRole('button', { name: 'Add it to Freighter' });
    await add.waitFor();
    stub.agrees = false;
    await add.click();
    await page.getByText('Your wallet did not add it').waitFor();
    await look('token-refused');
    stub.agrees = true;
    await add.click();
    await page.getByText('Your wallet shows it from now on.').first().waitFor();
    const network = (await (await fetch(new URL('/v1/network', system.wallet))).json()) as {
      contracts: Record<string, string>;
    };
    expect(stub.tokens).toEqual([network.contracts['istsi-token']]);
    expect(stub.handed).toEqual([]);
  });

  test('with another account: as whom it signed, and nothing of it is sent', async () => {
    await becomeHolder();
    await review();
    stub.key = Keypair.random();
    await sign().click();
    await page.getByText('Your wallet signed as another account').waitFor();
    await page.getByText(`The wallet has the account ${stub.key.publicKey()} now`).waitFor();
    await look('other-account');
    stub.key = key;
    await sign().click();
    await page.getByText('It is theirs').waitFor();
    await page.goto(system.wallet);
    await page.locator('[data-balance="100000"]').waitFor();
  });

  test('that is locked: the page says where to look, and goes on when it is open', async () => {
    stub.lock = { says: null };
    await page.getByRole('button', { name: 'Freighter', exact: true }).click();
    await page.getByText('Freighter is asked. If no window of it opens').waitFor();
    await look('locked-at-first');
    stub.lock = { says: 'The extension is locked.' };
    await page.getByText('It may be locked, or its window is behind this one').waitFor();
    await look('locked-refused');
    stub.lock = undefined;
    await becomeHolder();

    await review();
    stub.lock = { says: null };
    await sign().click();
    await page.getByText('Freighter is asked. If no window of it opens').waitFor();
    await look('locked-asked');
    stub.lock = { says: 'Wallet is locked' };
    await page.getByText('Your wallet is locked. Unlock it, and sign again').waitFor();
    expect(stub.handed).toEqual([]);
    await look('locked');
    stub.lock = undefined;
    await sign().click();
    await page.getByText('It is theirs').waitFor();
    expect(stub.handed).toHaveLength(1);
  });

  test('that never answers: after as long as a person may take, what to do is said', async () => {
    await becomeHolder();
    await page.clock.install();
    await review();
    stub.lock = { says: null };
    await sign().click();
    await page.getByText('Freighter is asked. If no window of it opens').waitFor();
    await page.clock.fastForward(LONGER_THAN_A_PERSON_MS);
    await page.getByText('Your wallet does not answer. It may be locked').waitFor();
    await look('silent');
    // What it says later is heard by nobody: nothing is sent that the page gave up.
    stub.lock = undefined;
    await expect.poll(() => stub.handed.length).toBe(1);
    await page.goto(system.wallet);
    await page.locator('[data-balance="150000"]').waitFor();
  });
});

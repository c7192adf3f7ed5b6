import { Keypair, scValToNative, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsInEveryMode, hasBrowser, keepScreenshot, openBrowser } from './browser.ts';
import { type Running, startSystem } from './running-system.ts';
import { installStub, stubNames } from './stub-wallets.ts';

const labels = { freighter: 'Freighter', lobstr: 'LOBSTR', xbull: 'xBull', albedo: 'Albedo' } as const;

let system: Running;
let browser: Browser;
let passphrase: string;

describe.skipIf(!hasBrowser)('a wallet of somebody else, at its own boundary', () => {
  beforeAll(async () => {
    system = await startSystem();
    browser = await openBrowser();
    const network = await (await fetch(new URL('/v1/network', system.wallet))).json();
    passphrase = (network as { stellar: { network_passphrase: string } }).stellar.network_passphrase;
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  test.each(stubNames)(
    '%s is handed exactly what the page says, and nothing that its owner refuses is sent',
    async (name) => {
      const key = Keypair.random();
      const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
      const stub = await installStub(context, name, key, passphrase);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
      });
      await page.goto(system.wallet);
      await page.getByRole('button', { name: 'I have a wallet' }).click();
      await page.getByRole('button', { name: labels[name], exact: true }).waitFor();
      expect(await findingsInEveryMode(page)).toEqual([]);
      await keepScreenshot(page, `wallet-choose-${name}`);
      await page.getByRole('button', { name: labels[name], exact: true }).click();
      await page.getByRole('button', { name: /Verify me/ }).click();
      await page.getByRole('button', { name: /test bitcoin/ }).click();
      await page.locator('[data-deposit=minted]').waitFor();
      // It was asked for an account, and for nothing to sign.
      expect(stub.handed).toEqual([]);

      const to = await reviewTransfer(page, system.wallet);
      const said = await page.locator('main').innerText();
      stub.agrees = false;
      await page.getByRole('button', { name: 'Sign and send' }).click();
      await page.getByText('Your wallet did not sign. Nothing was sent').waitFor();
      stub.agrees = true;
      await page.getByRole('button', { name: 'Sign and send' }).click();
      await page.getByText('It is theirs').waitFor();

      expect(stub.handed).toHaveLength(2);
      for (const { envelope, account, network } of stub.handed) {
        expect(account).toBe(key.publicKey());
        expect(network ?? passphrase).toBe(passphrase);
        const { source, fee, entry, args } = callIn(envelope);
        expect({ source, entry, args }).toEqual({
          ...{ source: key.publicKey(), entry: 'transfer' },
          args: [key.publicKey(), to, 50_000n],
        });
        expect(said).toContain(`${(Number(fee) / 1e7).toFixed(7)} XLM`);
      }
      expect(said).toContain('0.00050000');
      expect(said).toContain(to.slice(0, 6));
      expect(complaints).toEqual([]);
      // The browser has the address, and no key.
      expect(await page.evaluate("JSON.parse(localStorage.getItem('istsi-account'))")).toEqual({
        ...{ address: key.publicKey(), keeper: name },
      });
      await context.close();
    },
  );
});

/** Up to what is signed; answers whom it is for. */
async function reviewTransfer(page: Page, walletUrl: string): Promise<string> {
  await page.goto(`${walletUrl}send`);
  await page.getByText('A test friend, made for you').waitFor();
  const to = await page.getByLabel('Stellar address').inputValue();
  await page.getByLabel('Amount in BTC').fill('0.0005');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByText('it says just this').waitFor();
  return to;
}

function callIn(envelope: string) {
  const transaction = TransactionBuilder.fromXdr(envelope, passphrase);
  if (!('source' in transaction)) throw new Error('the wallet was handed a fee bump');
  const [operation, ...more] = transaction.operations;
  expect(more).toEqual([]);
  if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract')
    throw new Error('the wallet was handed something else');
  const { functionName, args } = operation.func.invokeContract;
  return {
    ...{ source: transaction.source, fee: transaction.fee, entry: functionName.toString() },
    args: args.map((each) => scValToNative(each)),
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { xdr } from '@stellar/stellar-sdk';
import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';

interface Stage {
  walletUrl: string;
  /** Of the system that runs. */
  directory: string;
  look: (name: string) => Promise<string[]>;
}

/** Of an account that the network does not know: whatever it does, somebody else pays. Answers what was found amiss of the pages. */
export async function sendWithoutLumens(page: Page, { walletUrl, directory, look }: Stage): Promise<string[]> {
  const seen: string[] = [];
  const sign = page.getByRole('button', { name: 'Sign and send' });
  const review = async () => {
    await page.goto(`${walletUrl}send`);
    await page.getByLabel('Amount in BTC').fill('0.0005');
    // Until it is made there is nobody to send to.
    await page.getByText('A test friend, made for you').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('Paid for you').waitFor();
  };
  await becomeHolder(page, walletUrl, directory);

  await page.route('**/v1/sponsorship/transfers/prepare', lengthened);
  await review();
  await page.getByText('would count for longer than anything here needs').waitFor();
  expect(await sign.isDisabled()).toBe(true);
  seen.push(...(await look('sponsored-too-long')));
  await page.unroute('**/v1/sponsorship/transfers/prepare');

  await review();
  await page.getByText('it says just this').waitFor();
  await page.getByText(/Ledger [\d,]+, about (1 hour|\d+ minutes) from now/).waitFor();
  seen.push(...(await look('sponsored-review')));

  // From here on the service names a ledger that the network reaches in half a year.
  await page.route('**/v1/status', ahead);
  await sign.click();
  await page.getByText('names one that it cannot be at yet').waitFor();
  seen.push(...(await look('sponsored-ledger-ahead')));
  await page.unroute('**/v1/status');

  // It happens, and the page is told that nobody knows.
  await page.route('**/v1/sponsorship/calls', undecided);
  await review();
  await page.getByText('it says just this').waitFor();
  await sign.click();
  await page.getByRole('button', { name: 'Change something' }).click();
  await page.getByText('You signed this, and the network has not decided yet').waitFor();
  await review();
  await page.getByText('it says just this').waitFor();
  await page.getByText('You signed this, and the network has not decided yet').waitFor();
  expect(await sign.isDisabled()).toBe(true);
  seen.push(...(await look('sponsored-twice')));
  await page.getByRole('checkbox', { name: 'Sign this as well: both may happen' }).check();
  expect(await sign.isEnabled()).toBe(true);

  await page.unroute('**/v1/sponsorship/calls');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.getByText('You signed this, and the network has not decided yet').waitFor({ state: 'detached' });
  await page.goto(walletUrl);
  // Once, of 150,000.
  await page.locator('[data-balance="100000"]').waitFor();
  return seen;
}

/** Registered by an officer, who gives no lumens, and paid in bitcoin. */
async function becomeHolder(page: Page, walletUrl: string, directory: string): Promise<void> {
  await page.goto(walletUrl);
  await page.getByRole('button', { name: 'Create a key' }).click();
  await page.getByRole('button', { name: 'I have written it down' }).click();
  await page.getByRole('button', { name: /Verify me/ }).waitFor();
  const { address } = JSON.parse((await page.evaluate("localStorage.getItem('istsi-account')")) as string) as {
    address: string;
  };
  const { api } = JSON.parse(readFileSync(join(directory, 'keys.json'), 'utf8')) as { api: { compliance: string } };
  const registered = await fetch(new URL('/v1/identities', walletUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${api.compliance}`, 'content-type': 'application/json' },
    body: JSON.stringify({ address, tier: 1 }),
  });
  expect(registered.ok, await registered.text()).toBe(true);
  await page.goto(`${walletUrl}receive`);
  await page.getByRole('button', { name: /test bitcoin/ }).click();
  await page.locator('[data-deposit=minted]').waitFor();
}

/** An honest answer, but for its end. */
async function lengthened(route: Route): Promise<void> {
  const response = await route.fetch();
  const prepared = (await response.json()) as { authorization?: string; valid_until_ledger: number };
  if (prepared.authorization === undefined) return await route.fulfill({ response });
  const entry = xdr.SorobanAuthorizationEntry.fromXdr(prepared.authorization, 'base64');
  const { credentials: given } = entry;
  if (given.type !== 'sorobanCredentialsAddressV2') throw new Error(`credentials of another kind: ${given.type}`);
  const { address, nonce, signature } = given.addressV2;
  const valid_until_ledger = prepared.valid_until_ledger + 1_000_000;
  const signatureExpirationLedger = valid_until_ledger;
  const credentials = xdr.SorobanCredentials.sorobanCredentialsAddressV2(
    new xdr.SorobanAddressCredentials({ address, nonce, signature, signatureExpirationLedger }),
  );
  const { rootInvocation } = entry;
  const authorization = new xdr.SorobanAuthorizationEntry({ credentials, rootInvocation }).toXdr('base64');
  await route.fulfill({ response, json: { ...prepared, authorization, valid_until_ledger } });
}

async function ahead(route: Route): Promise<void> {
  const response = await route.fetch();
  const status = (await response.json()) as { stellar: { ledger: number } };
  const ledger = status.stellar.ledger + 3_000_000;
  await route.fulfill({ response, json: { ...status, stellar: { ...status.stellar, ledger } } });
}

async function undecided(route: Route): Promise<void> {
  const response = await route.fetch();
  const sent = (await response.json()) as object;
  await route.fulfill({ status: 202, json: { ...sent, state: 'pending', note: null } });
}

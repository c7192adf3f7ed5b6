import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Keypair } from '@stellar/stellar-sdk';
import type { Browser, Page } from 'playwright-core';
import { signInAt } from './admin-acts.ts';
import { installAuthenticator } from './authenticator.ts';
import { installWallet } from './browser.ts';
import { FOLD, keep, rest, sizes } from './picture.ts';
import type { Seen } from './wallet-pictures.ts';

/** Every page of the dashboard, as the one who governs a system sees it after a newcomer's five minutes. */
export async function adminPictures(browser: Browser, url: string, key: Keypair, seen: Seen): Promise<void> {
  const page = await (await browser.newContext({ viewport: sizes.wide })).newPage();
  const { stellar } = (await (await page.request.get(new URL('/v1/network', url).href)).json()) as {
    stellar: { network_passphrase: string };
  };
  await installWallet(page, key, stellar.network_passphrase);
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => receiver.once('listening', resolve));
  try {
    const books = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/ledger/events`;
    const proposal = await fillDesk({ address: url, networkPassphrase: stellar.network_passphrase }, key, seen, books);
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign in with your wallet' }).waitFor();
    await keep(page, 'admin-sign-in');
    await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByRole('heading', { name: 'Every iSTSi is backed.' }).waitFor();
    await page.locator('canvas').first().waitFor();
    await rest(page);
    await keep(page, 'admin-overview');
    for (const [name, path] of Object.entries(pagesOf(seen, proposal))) {
      await page.goto(url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await rest(page);
      await keep(page, name);
    }
    await statePictures(page, url);
    await keyPictures(page, url);
    await page.context().close();
  } finally {
    receiver.closeAllConnections();
    receiver.close();
  }
}

const pagesOf = ({ withdrawal, user }: Seen, proposal: number): Record<string, string> => ({
  ...{ 'admin-operations': 'operations', 'admin-operation': `operations/${withdrawal}`, 'admin-user': `users/${user}` },
  ...{ 'admin-reserves': 'reserves', 'admin-reconciliation': 'reconciliations/1', 'admin-audit': 'audit' },
  ...{ 'admin-audit-entry': 'audit/0', 'admin-approvals': 'approvals', 'admin-governance': 'governance' },
  ...{ 'admin-proposal': `governance/${proposal}`, 'admin-compliance': 'compliance', 'admin-signers': 'signers' },
  ...{ 'admin-oracle': 'oracle', 'admin-inbox': 'inbox' },
  ...{ 'admin-alerts': 'alerts', 'admin-runbook': 'runbooks/part-down', 'admin-webhooks': 'webhooks' },
  ...{ 'admin-keys': 'keys', 'admin-nothing-here': 'nowhere' },
});

/** The security key that is added, and asked for at the next sign-in. */
async function keyPictures(page: Page, url: string): Promise<void> {
  await page.unroute('**/v1/**');
  await installAuthenticator(page);
  await page.goto(`${url}security-keys`);
  await page.getByLabel('Name').fill('The blue one');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('heading', { name: 'The blue one' }).waitFor();
  await rest(page);
  await keep(page, 'admin-security-keys');
  await page.context().clearCookies();
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
  await page.getByRole('button', { name: 'Sign in the wallet' }).click();
  await page.getByRole('heading', { level: 1, name: 'Show your security key' }).waitFor();
  await keep(page, 'admin-second-factor');
}

/** What one is asked before one signs; and a page whose service does not answer. */
async function statePictures(page: Page, url: string): Promise<void> {
  await page.goto(`${url}approvals`);
  await page.getByRole('button', { name: 'Approve' }).first().click();
  await page.getByText('it says just this').waitFor();
  await keep(page, 'admin-act', FOLD);
  await page.goto(url);
  await page.getByRole('heading', { name: 'Every iSTSi is backed.' }).waitFor();
  await rest(page);
  await page.route('**/v1/**', (route) => route.abort());
  await page.getByText('Since then nobody has answered').first().waitFor();
  await keep(page, 'admin-unanswered');
}

/** What an operator's desk has on it after a while: keys of programs, a webhook, a decision that is open, books compared. */
async function fillDesk(
  system: Parameters<typeof signInAt>[0],
  superAdmin: Keypair,
  { user }: Seen,
  webhook: string,
): Promise<number> {
  const { act, post } = await signInAt(system, superAdmin);
  await act({ do: 'propose', action: 'SetLimits', values: ['1', 'Transfer', '50000000', '200000000', '1000000000'] });
  await act({ do: 'request-recovery', user, replacement: Keypair.random().publicKey(), reason: 'the key was lost' });
  await post('/keys', { name: 'Prometheus', scopes: ['metrics'], days: 90 });
  await post('/keys', { name: 'Treasury reports', scopes: ['read', 'audit'], days: 365 });
  await post('/webhooks', { url: webhook, description: 'The ledger of the treasury' });
  await post('/reconciliations', {});
  const { proposals } = (await (await fetch(new URL('/v1/governance', system.address))).json()) as {
    proposals: { id: number }[];
  };
  return proposals[0]?.id ?? 0;
}

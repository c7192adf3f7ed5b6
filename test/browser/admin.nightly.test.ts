import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Api, createApi } from '@istsi/api';
import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { type Keypair, scValToNative, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../integration/test/holders.ts';
import { startWorld, until, type World } from '../../integration/test/world.ts';
import {
  accessibilityFindings,
  hasBrowser,
  installWallet,
  keepScreenshot,
  openBrowser,
  overflowOf,
} from './browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 740 };
const HOSTILE = '<img src=x onerror=alert(1)>';

interface Visit {
  page: Page;
  signed: string[];
  /** What the browser complained of: refused by the policy, failed, thrown. */
  complaints: string[];
}

describe.skipIf(!hasBrowser)('the admin dashboard, in a browser, over the whole system', () => {
  let world: World;
  let api: Api;
  let browser: Browser;
  let address: string;
  let holder: Holder;
  let withdrawal: string;

  beforeAll(async () => {
    execFileSync(process.execPath, [`${root}interfaces/ui/build/build-sites.js`]);
    [world, browser] = await Promise.all([startWorld({ proofs: {}, signedAudit: true }), openBrowser()]);
    const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
    const pages = [{ name: 'admin', directory: `${root}interfaces/admin/dist/site` }];
    api = await createApi({
      services: world.services,
      keys,
      version: '1.2.3',
      log: () => {},
      pages,
      requestsPerMinute: 100_000,
    });
    address = await api.listen({ host: '127.0.0.1', port: 0 });
    const network = openNetwork(world.sandbox);
    await fundAccount(network, world.sandbox.friendbotUrl, world.keys.superAdmin.publicKey());
    // A world begins with blocks that nobody has searched yet, and until somebody has, no page says that all is well.
    await until(
      async () => (await world.services.status()).books.ok || undefined,
      () => 'the first blocks to be searched',
    );
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await api?.close();
    await world?.stop();
  });

  // A page that stays open goes on asking.
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
  });

  async function visit(key: Keypair, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visit> {
    const context = await browser.newContext({ viewport: WIDE, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    const { signed } = await installWallet(page, key, world.sandbox.networkPassphrase);
    await page.goto(`${address}/admin/`);
    await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByRole('navigation', { name: 'Sections' }).waitFor();
    // Before anybody was signed in, the API said so.
    complaints.length = 0;
    return { page, signed, complaints };
  }

  const path = (page: Page): string => new URL(page.url()).pathname;

  test('an empty system says so, and the key signs in', async () => {
    const { page, complaints } = await visit(world.keys.superAdmin);
    await page.getByRole('heading', { name: 'Nothing is issued yet.' }).waitFor();
    await keepScreenshot(page, 'overview-empty-wide-light');
    expect(complaints).toEqual([]);
    await page.getByText('Super Admin').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await keepScreenshot(page, 'sign-in-wide-light');
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  test('what happens appears without a reload, and the sentence becomes true', async () => {
    const { page } = await visit(world.keys.superAdmin);
    holder = await world.createHolder(300_000n, 50_000n);
    await page.getByRole('heading', { name: 'Every iSTSi is backed.' }).waitFor();
    await page
      .getByRole('region', { name: 'Live' })
      .or(page.locator('.feed'))
      .getByText('BitcoinDeposit')
      .first()
      .waitFor();
    withdrawal = await world.withdraw(holder, { sats: 100_000n, to: await world.bitcoin.call('getnewaddress') });
    await page
      .getByRole('link', { name: /^Withdrawal/ })
      .first()
      .waitFor();
    await world.waitForWithdrawal(withdrawal, 'broadcast');
  });

  const pages: [name: string, path: () => string, heading: RegExp][] = [
    ['overview', () => '/', /Every iSTSi is backed/],
    ['operations', () => '/operations', /Operations/],
    ['operation', () => `/operations/${withdrawal}`, /Withdrawal/],
    ['user', () => `/users/${holder.address}`, /Holder/],
    ['reserves', () => '/reserves', /Reserves/],
    ['compliance', () => '/compliance', /Compliance/],
    ['signers', () => '/signers', /Signers/],
    ['governance', () => '/governance', /Governance/],
    ['webhooks', () => '/webhooks', /Webhooks/],
    ['alerts', () => '/alerts', /Alerts/],
    ['runbook', () => '/runbooks/part-down', /What to do about part-down/],
    ['audit', () => '/audit', /Audit log/],
    ['audit-entry', () => '/audit/0', /Entry 0/],
    ['nothing', () => '/nowhere', /Nothing here/],
  ];

  test('every page is accessible, fits 360 and 1440 pixels, light and dark, and asks nothing that the policy refuses', async () => {
    await world.services.proveReserves();
    const { page, complaints } = await visit(world.keys.superAdmin);
    for (const [name, to, heading] of pages) {
      await page.goto(`${address}/admin${to()}`);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
      for (const [width, viewport] of [
        ['wide', WIDE],
        ['narrow', NARROW],
      ] as const) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await accessibilityFindings(page), `${name} ${width} ${colorScheme}`).toEqual([]);
          await keepScreenshot(page, `${name}-${width}-${colorScheme}`);
        }
        expect(await overflowOf(page), `${name} ${width}`).toBeLessThanOrEqual(0);
      }
    }
    expect(complaints).toEqual([]);
  });

  test('one box finds what has a name, and what people wrote shows as text', async () => {
    const { page, complaints } = await visit(world.keys.operator);
    await page.keyboard.press('/');
    await page.keyboard.type(withdrawal);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Withdrawal/ }).waitFor();
    expect(path(page)).toBe(`/admin/operations/${withdrawal}`);
    await page.getByLabel('Reason').fill(HOSTILE);
    await page.getByRole('button', { name: 'Look at it now' }).click();
    await page.getByText(`looked at again: ${HOSTILE}`).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    await page.getByRole('searchbox').fill(HOSTILE);
    await page.keyboard.press('Enter');
    await page.getByText(`Nothing is known as “${HOSTILE}”.`).waitFor();
    expect(complaints).toEqual([]);
  });

  test('a decision is proposed, approved and executed, and the wallet is handed what the page said', async () => {
    const { page, signed } = await visit(world.keys.superAdmin);
    await page.getByRole('link', { name: 'Governance' }).click();
    const values = { tier: '1', operation: 'Transfer', 'at once': '1000', 'a day': '2000', 'a month': '3000' };
    for (const [name, value] of Object.entries(values)) await page.getByLabel(name, { exact: true }).fill(value);
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await page.getByRole('dialog').getByText('1000 sats', { exact: true }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await keepScreenshot(page, 'propose-wide-light');
    signed.length = 0;
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByRole('link', { name: /SetLimits/ }).click();
    expect(callOf(signed[0]!)).toEqual(['propose', ['SetLimits', [1, 3, 1000n, 2000n, 3000n]]]);
    for (const step of ['Approve', 'Execute']) {
      await page.getByRole('button', { name: step }).click();
      await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    }
    await page.getByText('was executed').waitFor();
    await keepScreenshot(page, 'proposal-wide-light');
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  test('what a service prepares other than the page asked for is signed by nobody', async () => {
    const { page, signed } = await visit(world.keys.superAdmin);
    await page.goto(`${address}/admin/governance`);
    signed.length = 0;
    const values = { tier: '1', operation: 'Transfer', 'at once': '1000', 'a day': '2000', 'a month': '3000' };
    for (const [name, value] of Object.entries(values)) await page.getByLabel(name, { exact: true }).fill(value);
    // The page is told of the limits that it asked for, and handed a transaction that makes the operator a Super Admin.
    await page.route('**/v1/acts/prepare', async (route) => {
      const lie = { do: 'propose', action: 'GrantRole', values: [world.keys.operator.publicKey(), 'SuperAdmin'] };
      const honest = (await (await route.fetch()).json()) as object;
      const prepared = (await (await route.fetch({ postData: JSON.stringify(lie) })).json()) as { envelope: string };
      await route.fulfill({ json: { ...honest, envelope: prepared.envelope } });
    });
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await page.getByText('This is not what the page says').waitFor();
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Sign in the wallet' }).count()).toBe(0);
    expect(await page.getByRole('dialog').getByText('Sign where the key is').count()).toBe(0);
    expect(signed).toEqual([]);
    await keepScreenshot(page, 'lie-wide-light');
    await page.unroute('**/v1/acts/prepare');
  });

  test('another system at the same place is told of on every page, and nothing is signed for it', async () => {
    const { page, signed } = await visit(world.keys.superAdmin);
    await page.route('**/v1/network', async (route) => {
      const told = (await (await route.fetch()).json()) as { contracts: Record<string, string> };
      const contracts = { ...told.contracts, 'integration-router': told.contracts['kyc-registry'] };
      await route.fulfill({ json: { ...told, contracts } });
    });
    await page.goto(`${address}/admin/governance`);
    await page.getByText('Another system answers here').waitFor();
    await page.getByText('contract integration-router').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await keepScreenshot(page, 'other-system-wide-light');
    signed.length = 0;
    await page.getByText('Super Admin').first().click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
    await page.getByText('The service names another system than this browser knows').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in the wallet' }).count()).toBe(0);
    expect(signed).toEqual([]);
  });

  test('an entry of the audit log is proved in the browser', async () => {
    const { page } = await visit(world.keys.superAdmin);
    await page.goto(`${address}/admin/audit`);
    // The newest one may not be signed yet.
    await page.getByRole('link', { name: /^#\d/ }).nth(5).click();
    await page.getByRole('button', { name: 'Prove it' }).click();
    await page.locator('[data-proof=true]').waitFor();
    await keepScreenshot(page, 'audit-proof-wide-light');
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  test('an entry of the audit log that stands elsewhere is not shown as the one that was asked for', async () => {
    const { page } = await visit(world.keys.superAdmin);
    await page.route('**/v1/audit/entries?*', async (route) =>
      route.fulfill({ response: await route.fetch({ url: `${address}/v1/audit/entries?from=1&through=1` }) }),
    );
    await page.goto(`${address}/admin/audit/0`);
    await page.getByText('There is no entry 0.').waitFor();
    expect(await page.getByRole('button', { name: 'Prove it' }).count()).toBe(0);
  });

  const callOf = (envelope: string): unknown[] => {
    const [operation] = TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase).operations;
    if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract')
      throw new Error('the wallet was handed something else');
    const { functionName, args } = operation.func.invokeContract;
    const [tag, ...values] = scValToNative(args[1]!) as unknown[];
    return [functionName.toString(), [tag, values]];
  };

  test.each<[string, () => Keypair, string[], string[]]>([
    ['an operator', () => world.keys.operator, ['Webhooks', 'Operations'], ['Compliance']],
    ['a compliance officer', () => world.keys.complianceOfficer, ['Compliance', 'Operations'], ['Webhooks']],
  ])('%s sees what the role is for, and no control of another', async (_, key, there, absent) => {
    const { page } = await visit(key());
    const sections = page.getByRole('navigation', { name: 'Sections' });
    for (const name of there) expect(await sections.getByRole('link', { name }).count(), name).toBe(1);
    for (const name of absent) expect(await sections.getByRole('link', { name }).count(), name).toBe(0);
    await sections.getByRole('link', { name: 'Governance' }).click();
    await page.getByRole('heading', { name: 'Emergency pause' }).waitFor();
    expect(await page.getByRole('button', { name: 'Show what it changes' }).count()).toBe(0);
    const mayStop = there.includes('Compliance') ? 1 : 0;
    expect(await page.getByRole('button', { name: 'Stop everything' }).count()).toBe(mayStop);
  });

  test('an API that does not answer is said, and silence makes what is shown stale', async () => {
    const { page } = await visit(world.keys.superAdmin);
    await page.getByRole('heading', { name: 'Every iSTSi is backed.' }).waitFor();
    await page.clock.install();
    await page.reload();
    await page.getByRole('heading', { name: 'Every iSTSi is backed.' }).waitFor();
    await page.route('**/v1/**', (route) => route.abort());
    await page.clock.fastForward(30_000);
    await page.getByText('Nothing was heard for a while').waitFor();
    await page.getByRole('heading', { name: /Nobody can say how it is/ }).waitFor();
    await page.getByText('not known now').first().waitFor();
    expect(await page.getByText('all well').count()).toBe(0);
    // Equation, health, queues, volumes, what waits, what is in flight: each says from when it is.
    expect(await page.locator('.past > .since').count()).toBeGreaterThanOrEqual(6);
    await keepScreenshot(page, 'overview-failing-wide-light');
    await page.setViewportSize(NARROW);
    // A plot is drawn anew once it is told how wide it is.
    await expect.poll(() => overflowOf(page)).toBeLessThanOrEqual(0);
    await keepScreenshot(page, 'overview-failing-narrow-light');
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

import { type Keypair, scValToNative, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../integration/test/holders.ts';
import { until, type World } from '../../integration/test/world.ts';
import { type AdminStage, startAdminStage, type Visit } from './admin-stage.ts';
import {
  accessibilityFindings,
  findingsInEveryMode,
  hasBrowser,
  keepScreenshot,
  lookAt,
  NARROW,
  overflowOf,
  WIDE,
} from './browser.ts';
import { openLine } from './cut-stream.ts';
import { HOSTILE, hostileAlert, withHostileWords } from './hostile-words.ts';
import { answerReconciliations, reconciliationsOf } from './reconciliations.ts';
import { fillDesk } from './ten-thousand.ts';

/** As many as the overview shows of what happened. */
const SHOWN_EVENTS = 14;

describe.skipIf(!hasBrowser)('the admin dashboard, in a browser, over the whole system', () => {
  let stage: AdminStage;
  let world: World;
  let address: string;
  let holder: Holder;
  let withdrawal: string;
  const visit = (key: Keypair): Promise<Visit> => stage.visit(key);

  beforeAll(async () => {
    stage = await startAdminStage({ proofs: {}, signedAudit: true });
    ({ world, address } = stage);
    // A world begins with blocks that nobody has searched yet, and until somebody has, no page says that all is well.
    await until(
      async () => (await world.services.status()).books.ok || undefined,
      () => 'the first blocks to be searched',
    );
  });
  afterAll(() => stage?.stop());
  // A page that stays open goes on asking.
  afterEach(() => stage.leave());

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
    ['inbox', () => '/inbox', /Inbox/],
    ['reserves', () => '/reserves', /Reserves/],
    ['reconciliation', () => '/reconciliations/1', /Reconciliation 1/],
    ['compliance', () => '/compliance', /Compliance/],
    ['signers', () => '/signers', /Signers/],
    ['oracle', () => '/oracle', /Oracle/],
    ['approvals', () => '/approvals', /Approvals/],
    ['keys', () => '/keys', /API keys/],
    ['security-keys', () => '/security-keys', /Security keys/],
    ['governance', () => '/governance', /Governance/],
    ['webhooks', () => '/webhooks', /Webhooks/],
    ['alerts', () => '/alerts', /Alerts/],
    ['runbook', () => '/runbooks/part-down', /What to do about part-down/],
    ['audit', () => '/audit', /Audit log/],
    ['audit-entry', () => '/audit/0', /Entry 0/],
    ['nothing', () => '/nowhere', /Nothing here/],
  ];

  test('every page is accessible, fits 360 and 1440 pixels, light and dark, in colours of the reader and in letters twice as large, and asks nothing that the policy refuses', async () => {
    await world.services.proveReserves();
    await world.services.reconciliations.make();
    const { page, complaints } = await visit(world.keys.superAdmin);
    for (const [name, to, heading] of pages) {
      await page.goto(`${address}/admin${to()}`);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
      expect(await lookAt(page, name)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  test('what is known of Bitcoin and the books is said in every state, and no more than that', async () => {
    const { page, complaints } = await visit(world.keys.operator);
    const reserves = async (state: string, sentence: RegExp) => {
      await page.goto(`${address}/admin/reserves`);
      await page.getByText(sentence).waitFor();
      for (const [width, viewport] of [
        ['narrow', NARROW],
        ['wide', WIDE],
      ] as const) {
        await page.setViewportSize(viewport);
        expect(await findingsInEveryMode(page), `${state} ${width}`).toEqual([]);
        await keepScreenshot(page, `reconciliations-${state}-${width}-light`);
      }
    };
    await page.goto(`${address}/admin/reserves`);
    await page.getByRole('button', { name: 'Compare them now' }).click();
    await page.getByText('They were compared.').waitFor();
    await page.getByRole('link', { name: '#2', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Reconciliation 2' }).waitFor();
    await page.getByText(/^They agree/).waitFor();

    await answerReconciliations(page, []);
    await reserves('never', /were not held against each other yet/);
    expect(await page.getByRole('heading', { name: 'Comparisons' }).count()).toBe(0);

    await answerReconciliations(page, reconciliationsOf('difference', 60), { differences: 2, unknown: 0 });
    await reserves('difference', /differ by 0\.10000000 BTC, and nothing explains it/);
    await page.getByText('nothing is minted').waitFor();
    expect(await page.getByRole('row').filter({ hasText: /^#/ }).count()).toBe(20);
    await page.getByRole('button', { name: 'Older ones' }).click();
    await page.getByRole('link', { name: '#21', exact: true }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: /^#/ }).count()).toBe(40);
    // Another one ends: it comes on top, and what was gone through stays open.
    await answerReconciliations(page, reconciliationsOf('difference', 61), { differences: 3, unknown: 0 });
    await page.getByRole('link', { name: '#61', exact: true }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: /^#/ }).count()).toBe(41);
    await page.getByRole('link', { name: '#21', exact: true }).waitFor();
    await page.getByRole('link', { name: '#61', exact: true }).click();
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    await page.getByText('The 2 most important of 250.').waitFor();
    expect(await findingsInEveryMode(page)).toEqual([]);
    await keepScreenshot(page, 'reconciliation-difference-wide-light');

    await answerReconciliations(page, reconciliationsOf('unknown', 3), { differences: 0, unknown: 1 });
    await reserves('unknown', /Whether they agree is not known/);
    await page.getByRole('link', { name: '#3', exact: true }).click();
    await page.getByText('the second server is 12 ledgers behind').waitFor();
    // What nobody found out is not nothing.
    expect(await page.getByText('There is none.').count()).toBe(0);
    expect(await page.locator('main').innerText()).not.toContain('Unexplained\n0.');
    await keepScreenshot(page, 'reconciliation-unknown-wide-light');

    await answerReconciliations(page, reconciliationsOf('balanced', 9, 5 * 3_600_000));
    await reserves('late', /Whether they still do is not known/);
    await page.route('**/v1/reconciliations**', (route) => route.fulfill({ status: 503, json: {} }));
    await reserves('failing', /The API answered 503/);
    expect(await page.getByText(/^They agree/).count()).toBe(0);
    expect(complaints.filter((complaint) => !complaint.includes('503'))).toEqual([]);
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
    await page.getByRole('dialog').getByText('1,000 sats', { exact: true }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await keepScreenshot(page, 'propose-wide-light');
    signed.length = 0;
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByRole('link', { name: /SetLimits/ }).click();
    expect(callOf(signed[0]!)).toEqual(['propose', ['SetLimits', [1, 3, 1000n, 2000n, 3000n]]]);
    // The page shows one payload, and the service says at the last moment that it is another: by its number, both are one.
    await page.route('**/v1/acts/prepare', async (route) => {
      const prepared = (await (await route.fetch()).json()) as { decides: { values: string[] } };
      const values = prepared.decides.values.with(2, '900000');
      await route.fulfill({ json: { ...prepared, decides: { ...prepared.decides, values } } });
    });
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText(/is not what this page shows of it/).waitFor();
    expect(await page.getByRole('button', { name: 'Sign in the wallet' }).count()).toBe(0);
    await page.unroute('**/v1/acts/prepare');
    await page.keyboard.press('Escape');
    // Not the note that something happened, which goes by itself.
    const said = page.locator('[role=dialog]:not(.toast)');
    await said.waitFor({ state: 'hidden' });
    for (const step of ['Approve', 'Execute']) {
      await page.getByRole('button', { name: step }).click();
      await said.getByText('One server of Stellar was asked what it is').waitFor();
      expect(await said.getByRole('definition').allInnerTexts()).toEqual(
        expect.arrayContaining(['SetLimits', '1', '3', '1000', '2000', '3000']),
      );
      await keepScreenshot(page, `${step.toLowerCase()}-wide-light`);
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

  test('a stream that is cut off in the middle of an event is said, and goes on with nothing missed or told twice', async () => {
    const line = await openLine(address);
    try {
      const { page } = await visit(world.keys.superAdmin);
      await page.route('**/v1/events', (route) => route.continue({ url: `${line.url}/v1/events` }));
      await page.goto(`${address}/admin/`);
      const feed = page.locator('.card').filter({ has: page.getByRole('heading', { name: 'Live' }) });
      await feed.getByText('live', { exact: true }).waitFor();
      const shown = async () =>
        await feed.locator('[data-event]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-event')));
      await expect.poll(async () => (await shown()).length).toBe(SHOWN_EVENTS);
      const before = await shown();

      // A few bytes into the next event.
      const isCut = line.cutAfter(150);
      await Promise.all([world.bitcoin.pay([holder.depositAddress, 150_000n]), isCut]);
      await feed.getByText('connecting', { exact: true }).waitFor();
      expect(await shown()).toEqual(before);
      await world.bitcoin.mine(6);
      await expect
        .poll(async () => Number((await headOf()) ?? 0), { timeout: 60_000 })
        .toBeGreaterThan(Number(before[0]) + 3);
      expect(await shown()).toEqual(before);

      line.mend();
      await feed.getByText('live', { exact: true }).waitFor();
      const { items } = (await (
        await fetch(`${address}/v1/events?after=${BigInt(before.at(-1)!) - 1n}&limit=100`)
      ).json()) as { items: { sequence: string }[] };
      const expected = items.map(({ sequence }) => sequence);
      await expect.poll(async () => Number((await shown())[0])).toBeGreaterThanOrEqual(Number(expected.at(-1)));
      const after = await shown();
      const told = (await eventsFrom(after.at(-1)!)).filter((sequence) => Number(sequence) <= Number(after[0]));
      expect(after.toReversed()).toEqual(told);
      expect(new Set(after).size).toBe(after.length);
      expect(after).toHaveLength(SHOWN_EVENTS);
    } finally {
      await line.close();
    }
  });

  const headOf = async (): Promise<string | undefined> =>
    ((await (await fetch(`${address}/v1/events/status`)).json()) as { head?: string }).head;

  const eventsFrom = async (sequence: string): Promise<string[]> => {
    const answer = await fetch(`${address}/v1/events?after=${BigInt(sequence) - 1n}&limit=100`);
    return ((await answer.json()) as { items: { sequence: string }[] }).items.map((event) => event.sequence);
  };

  test('whatever words a service sends show as text, on every page', async () => {
    const { page, complaints } = await visit(world.keys.superAdmin);
    await page.route('**/v1/**', async (route) => {
      const answer = await route.fetch();
      const isJson =
        answer.headers()['content-type']?.includes('json') && !route.request().url().includes('/v1/network');
      await route.fulfill(
        isJson ? { response: answer, json: withHostileWords(await answer.json()) } : { response: answer },
      );
    });
    const event = { sequence: '1', type: `io.istsi.${HOSTILE}.${HOSTILE}`, subject: HOSTILE, height: 1, data: {} };
    await page.route('**/v1/events', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(event)}\n\n` }),
    );
    await page.route('**/v1/alerts**', (route) =>
      route.fulfill({ json: { items: [hostileAlert], next_cursor: null } }),
    );
    await page.route('**/v1/alerts/*', (route) => route.fulfill({ json: hostileAlert }));
    const seen: string[] = [];
    for (const [name, to] of [...pages, ['alert', () => '/alerts/1', /./] as const]) {
      await page.goto(`${address}/admin${to()}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
      expect(await page.locator('img, iframe, [onerror]').count(), name).toBe(0);
      expect(await overflowOf(page), name).toBeLessThanOrEqual(0);
      if ((await page.getByText(HOSTILE).count()) > 0) seen.push(name);
    }
    expect(seen).toEqual(
      expect.arrayContaining(['overview', 'operation', 'signers', 'alerts', 'alert', 'audit', 'audit-entry']),
    );
    expect(complaints).toEqual([]);
  });

  test('ten thousand operations and entries are asked for a page at a time, and few rows are drawn at once', async () => {
    await fillDesk(world.databaseUrl, 10_000);
    const { page } = await visit(world.keys.superAdmin);
    const ids: string[] = [];
    page.on('response', async (response) => {
      if (!response.url().includes('/v1/operations?') || !response.ok()) return;
      const { items } = (await response.json()) as { items: { id: string }[] };
      expect(items.length).toBeLessThanOrEqual(100);
      ids.push(...items.map(({ id }) => id));
    });
    await page.goto(`${address}/admin/operations?kind=deposit`);
    const rows = page.locator('tr[data-index]');
    await rows.first().waitFor();
    const end = page.getByText(/^That is all: \d+/);
    for (let looks = 0; (await end.count()) === 0; looks++) {
      expect(looks).toBeLessThan(2_000);
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      expect(await rows.count()).toBeLessThan(80);
    }
    const count = Number((await end.innerText()).replace(/\D/g, ''));
    expect(count).toBeGreaterThanOrEqual(10_000);
    // What the page has already, this process may still be reading.
    await expect.poll(() => new Set(ids).size).toBe(count);
    // The oldest one is the last.
    const last = page.locator(`tr[data-index="${count - 1}"] a[href*="${'0'.repeat(63)}1"]`);
    // Rows that are drawn may be higher than what was reckoned for them: the end is further down then.
    await expect
      .poll(async () => {
        await page.evaluate('scrollTo(0, document.body.scrollHeight)');
        return await last.count();
      })
      .toBe(1);
    await page.evaluate('scrollTo(0, 0)');
    await page.locator('tr[data-index="0"]').waitFor();
    expect(await rows.count()).toBeLessThan(80);

    await page.goto(`${address}/admin/audit`);
    const entries = page.getByRole('row').filter({ hasText: /^#/ });
    await entries.first().waitFor();
    expect(await entries.count()).toBe(50);
    await page.getByRole('button', { name: 'Older ones' }).click();
    await expect.poll(async () => await entries.count()).toBe(100);
    await page.getByLabel('Action').fill('filled.entry');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await expect.poll(async () => await entries.filter({ hasText: 'filled.entry' }).count()).toBe(50);
    await page.getByRole('link', { name: /^#\d/ }).nth(40).click();
    await page.getByRole('button', { name: 'Prove it' }).click();
    await page.locator('[data-proof=true]').waitFor();
  });
});

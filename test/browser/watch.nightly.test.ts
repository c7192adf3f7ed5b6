import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';
import { HOSTILE } from './hostile-words.ts';

const HOLDER = 'GBZXN7PIRZGNMHGA7MUUUF4GWPY5AYPV6LY4UV2GL6VJGIQRXFDNMADI';
const TOKEN = 'CA3D5KRYM6CB7OWQ6TWYRR3Z4T7GNZLKERYNZGGA5SOAOPIFY6YQGAXE';
const at = '2026-01-02T03:04:05.000Z';
const open = { closed_at: null, closed_by: null, reason: null };
const flag = {
  ...{ id: `fl_${'0'.repeat(24)}`, user: HOLDER, rule: HOSTILE, at, ...open },
  evidence: { rule: {}, inputs: [{ event: '1', way: 'in', kind: 'deposit', sats: '1', other: null, at }] },
};
const held = {
  ...{
    id: `sc_${'0'.repeat(24)}`,
    kind: 'withdrawal',
    operation: 'ab'.repeat(32),
    address: HOSTILE,
    provider: HOSTILE,
  },
  ...{ reference: null, opened_at: at, released_at: null, released_by: null, reason: null },
};
const exchange = {
  ...{ oracle: TOKEN, base: 'USD', price_source: 'reporters', price_max_age_seconds: 300, fee_bps: 30 },
  price: { per_bitcoin: '60000.00', at, age_seconds: 42 },
  tokens: [{ contract: TOKEN, name: HOSTILE, symbol: HOSTILE, decimals: 7, inventory: '10000000000', balance: null }],
  reporters: [
    {
      ...{ address: HOLDER, ok: true, problem: null, state: 'well', price: '60001.00' },
      word: { price: '60000.00', at, stellar_transaction: 'cd'.repeat(32) },
      sources: [{ name: HOSTILE, kind: 'ticker', price: '60001.00', at, problem: null }],
    },
    {
      address: HOLDER.replace('GBZ', 'GCZ'),
      ok: false,
      problem: HOSTILE,
      state: null,
      price: null,
      word: null,
      sources: [],
    },
  ],
};
const stroops = (left: string) => ({ most_stroops: '5000000000', left_stroops: left });
const sponsorship = {
  ...{ on: true, call_most_stroops: '5000000', identity_day: null, day: stroops('12'), total: stroops('0') },
  ...{ passkey_deployer: null, refusal: null },
};

let stage: AdminStage;

/** In place of what the API says of itself. */
const say = (page: Page, path: string, json: object): Promise<unknown> =>
  page.route(`**/v1/${path}`, async (route) =>
    route.request().method() === 'GET' ? await route.fulfill({ json }) : await route.continue(),
  );

describe.skipIf(!hasBrowser)('what officers and operators watch, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({});
  });
  afterAll(async () => await stage?.stop());
  afterEach(async () => await stage.leave());

  const look = async (page: Page, name: string): Promise<void> => {
    expect(await lookAt(page, name)).toEqual([]);
    expect(await page.locator('main img').count()).toBe(0);
    await page.setViewportSize(WIDE);
  };

  test('patterns and cases: what they are, and the reason of whoever looked; a refusal is said where it was asked for', async () => {
    const { page } = await stage.visit(stage.world.keys.complianceOfficer);
    await page.goto(`${stage.address}/admin/compliance`);
    await page.getByText('No movement looks like one.').waitFor();
    await page.getByText('No list holds anything.').waitFor();
    await say(page, 'flags?*', { items: [flag] });
    await say(page, 'screening/cases?*', { items: [held] });
    await page.reload();
    await page.getByText('Listed address').waitFor();
    const release = page.getByRole('button', { name: 'Let it go on' });
    expect(await release.isDisabled()).toBe(true);
    await look(page, 'watch');
    for (const [act, code] of [
      ['Let it go on', 'There is no such case'],
      ['It was looked at', 'There is no such flag'],
    ] as const) {
      const card = page.locator('section.card').filter({ has: page.getByRole('button', { name: act }) });
      await card.getByLabel('Reason').fill('it was a mistake of the list');
      await card.getByRole('button', { name: act }).click();
      await card.getByRole('alert').getByText(code).waitFor();
    }
    await look(page, 'watch-refused');
  });

  test('the oracle: what exchanges go by, or that there is nothing', async () => {
    const { page, complaints } = await stage.visit(stage.world.keys.operator);
    await page.goto(`${stage.address}/admin/oracle`);
    await page.getByText('Governance has opened no exchange').waitFor();
    await page.getByText('Nobody pays for the fees of others here.').waitFor();
    await look(page, 'oracle-none');
    await say(page, 'exchange', exchange);
    await say(page, 'sponsorship', sponsorship);
    await page.reload();
    await page.getByText('60,000.00 USD').waitFor();
    await page.getByText('0.0000012 of 500.00 XLM left').waitFor();
    await look(page, 'oracle');
    await say(page, 'exchange', { ...exchange, price: null, reporters: [] });
    await page.reload();
    await page.getByText('There is none that counts').waitFor();
    await look(page, 'oracle-no-price');
    expect(complaints).toEqual([]);
  });

  test('signers: each by its last heartbeat', async () => {
    const { page } = await stage.visit(stage.world.keys.operator);
    await page.goto(`${stage.address}/admin/signers`);
    await expect.poll(() => page.getByText('Head of its log').count(), { timeout: 60_000 }).toBe(3);
    await look(page, 'signers-heartbeats');
  });
});

import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../integration/test/world.ts';
import { customerLookedAtOnce } from './admin-desk.ts';
import { type AdminStage, configuredKeys, startAdminStage, type Visit } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';
import { type Line, openLine } from './cut-stream.ts';

const LIMITS = { tier: '1', operation: 'Transfer', 'at once': '1000', 'a day': '2000', 'a month': '3000' };
const REASON = 'the line breaks in the middle of it';
/** Two heartbeats are missed before it is said. */
const STALE_MS = 120_000;
const STALE = 'Nothing was heard for a while: what is shown may be from before.';

let stage: AdminStage;
let line: Line;
let founder: Visit;
let user: string;
let customer: string;

interface Proposal {
  id: number;
  action: string;
  standing: string;
  approvals: string[];
}

const headers = { authorization: `Bearer ${configuredKeys.operator}` };
const ask = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${stage.address}/v1${path}`, { headers })).json()) as T;
const proposals = async (): Promise<Proposal[]> => (await ask<{ proposals: Proposal[] }>('/governance')).proposals;
const standing = async (): Promise<string | undefined> => (await proposals())[0]?.standing;

/** Nothing of the API comes through until it is healed: requests, and the stream of events. */
async function during(page: Page, meanwhile: () => Promise<unknown>): Promise<void> {
  line.cut();
  await page.getByText(STALE).waitFor({ timeout: STALE_MS });
  await meanwhile();
  line.mend();
  await page.getByText(STALE).waitFor({ state: 'detached' });
}

/** Cut off as what was pressed is on its way: whether it arrived nobody knows. */
async function pressedAsItBreaks(page: Page, route: string, button: Locator): Promise<void> {
  const sent = page.waitForRequest((asked) => asked.method() === 'POST' && asked.url().endsWith(route));
  await Promise.all([sent.then(() => line.cut()), button.click()]);
}

/** What each act is, how it is begun, and what there is of it on the chain: once, whatever the line did. */
interface Act {
  name: string;
  on: () => string;
  typed?: Record<string, string>;
  press: string;
  there: () => Promise<unknown>;
  is: unknown;
}

const acts: Act[] = [
  {
    ...{ name: 'a proposal', on: () => 'governance', typed: LIMITS, press: 'Show what it changes' },
    ...{ there: async () => (await proposals()).map(({ action }) => action), is: ['SetLimits'] },
  },
  {
    ...{ name: 'an approval', on: () => 'approvals', press: 'Approve' },
    ...{ there: async () => (await proposals()).map(({ approvals }) => approvals.length), is: [1] },
  },
  {
    ...{ name: 'an execution', on: () => 'approvals', press: 'Execute' },
    ...{ there: standing, is: undefined },
  },
  {
    ...{ name: 'a freeze', on: () => `users/${user}`, typed: { Reason: REASON }, press: 'Freeze' },
    ...{ there: async () => (await stage.world.services.user(user))?.status, is: 'frozen' },
  },
];

describe.skipIf(!hasBrowser)('acts of the dashboard, cut off in the middle', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ signedAudit: true, monitor: { everyMs: 500 } });
    line = await openLine(stage.address);
    user = (await stage.world.createUser()).address;
    ({ subject: customer } = await customerLookedAtOnce(stage));
    founder = await stage.visit(stage.world.keys.superAdmin, line.url);
  });
  afterAll(async () => {
    await line?.close();
    await stage?.stop();
  });
  afterEach(() => line.mend());

  test.each(acts)('$name: what was typed stays, what was signed happens once', async (act) => {
    const { page, signed } = founder;
    await page.goto(`${line.url}/admin/${act.on()}`);
    const fields = Object.entries(act.typed ?? {});
    const field = (name: string) => page.getByLabel(name, { exact: true }).first();
    for (const [name, value] of fields) await field(name).fill(value);
    const begin = page.getByRole('button', { name: act.press, exact: true }).first();
    await expect.poll(() => begin.isEnabled()).toBe(true);
    await during(page, async () => {
      for (const [name, value] of fields) expect(await field(name).inputValue()).toBe(value);
    });
    for (const [name, value] of fields) expect(await field(name).inputValue()).toBe(value);
    await begin.click();
    await page.getByText('it says just this').waitFor();
    signed.length = 0;
    const sign = page.getByRole('button', { name: 'Sign in the wallet' });
    await pressedAsItBreaks(page, '/v1/acts', sign);
    await page.getByText('Nobody says what became of it: it may have happened').waitFor();
    if (act === acts[0]) {
      expect(await lookAt(page, 'act-unanswered')).toEqual([]);
      await page.setViewportSize(WIDE);
    }
    // It is sent again by itself: nobody is asked to sign it once more.
    expect(await sign.isEnabled()).toBe(false);
    line.mend();
    await page.getByText('It happened.', { exact: true }).last().waitFor();
    expect(signed).toHaveLength(1);
    await expect.poll(act.there).toEqual(act.is);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await act.there()).toEqual(act.is);
  });

  test('a second officer’s decision about a customer is taken once', async () => {
    const { page } = await stage.visit(stage.world.keys.complianceOfficer, line.url);
    await page.goto(`${line.url}/admin/approvals`);
    const card = page.getByRole('article').filter({ hasText: customer });
    await card.waitFor();
    await during(page, async () => expect(await card.count()).toBe(1));
    await card.getByRole('button', { name: 'Agree: tier 3' }).click();
    const agree = page.getByRole('dialog').getByRole('button', { name: 'Agree: tier 3' });
    await pressedAsItBreaks(page, '/review', agree);
    await page.getByText('The API does not answer.').first().waitFor();
    line.mend();
    await expect
      .poll(async () => {
        // It arrived, or it is pressed again.
        if (await agree.isVisible()) await agree.click().catch(() => undefined);
        return await card.count();
      })
      .toBe(0);
    expect(await stage.world.services.user(customer)).toMatchObject({ tier: 3, status: 'active' });
    await page.context().close();
  });

  test('an alert is taken care of by whoever pressed it', async () => {
    await fetch(`${stage.address}/v1/alerts/rules/signer-missing`, {
      ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/json' } },
      body: JSON.stringify({ for_seconds: 0 }),
    });
    await stage.world.signers[2]!.stop();
    const id = await until(
      async () => {
        const { items } = await ask<{ items: { id: string; alert_type: string; state: string }[] }>('/alerts');
        return items.find(({ alert_type, state }) => alert_type === 'signer-missing' && state === 'firing')?.id;
      },
      () => 'somebody to be told that a signer is silent',
    );
    const { page } = await stage.visit(stage.world.keys.operator, line.url);
    await page.goto(`${line.url}/admin/alerts/${id}`);
    const take = page.getByRole('button', { name: 'I take care of it' });
    await take.waitFor();
    await pressedAsItBreaks(page, '/acknowledge', take);
    await page.getByText(STALE).waitFor({ timeout: STALE_MS });
    line.mend();
    await page.getByText(STALE).waitFor({ state: 'detached' });
    await expect
      .poll(async () => {
        if (await take.isVisible()) await take.click().catch(() => undefined);
        return (await ask<{ acknowledged_by: string | null }>(`/alerts/${id}`)).acknowledged_by;
      })
      .toBe(stage.world.keys.operator.publicKey());
    await page.context().close();
  });
});

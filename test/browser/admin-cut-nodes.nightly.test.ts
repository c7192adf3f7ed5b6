import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../integration/test/world.ts';
import { type AdminStage, configuredKeys, startAdminStage, type Visit } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';
import { type Line, openLine } from './cut-stream.ts';

const LIMITS = { tier: '1', operation: 'Transfer', 'at once': '1000', 'a day': '2000', 'a month': '3000' };
const REASON = 'the node is gone in the middle';
const OPEN = /may have happened|may still happen/;
const SAID_MS = 90_000;

let stage: AdminStage;
let founder: Visit;
const lines: { stellar?: Line; bitcoin?: Line } = {};
const users: Record<string, string> = {};

const headers = { authorization: `Bearer ${configuredKeys.operator}` };
const ask = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${stage.address}/v1${path}`, { headers })).json()) as T;

interface Governance {
  paused: boolean;
  proposals: { action: string; approvals: string[] }[];
}
const governance = (): Promise<Governance> => ask('/governance');
const proposals = async () => (await governance()).proposals;

const mend = (): void => {
  for (const line of Object.values(lines)) line.mend();
};

/** With user and password as they were. */
async function lineTo(part: 'stellar' | 'bitcoin', url: string): Promise<string> {
  const line = await openLine(url);
  lines[part] = line;
  const through = new URL(url);
  through.port = new URL(line.url).port;
  return through.href;
}

/** What is signed, and what there is of it on the chain: once, whatever the node does. */
interface Act {
  name: string;
  on: () => string;
  typed?: Record<string, string>;
  press: string;
  there: () => Promise<unknown>;
  is: unknown;
}

const actsWhen = (how: string): Act[] => [
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
    ...{ there: async () => (await proposals()).length, is: 0 },
  },
  {
    ...{ name: 'a freeze', on: () => `users/${users[how]}`, typed: { Reason: REASON }, press: 'Freeze' },
    ...{ there: async () => (await stage.world.services.user(users[how]!))?.status, is: 'frozen' },
  },
];

/** Signed as the node breaks off: the transaction arrives, and nobody is told so. */
async function signAsItBreaks({ page, signed }: Visit, how: 'cut' | 'hang'): Promise<void> {
  const sign = page.getByRole('button', { name: 'Sign in the wallet' });
  await sign.waitFor();
  signed.length = 0;
  const sent = lines.stellar!.breakOnceAsked('"sendTransaction"', how);
  await sign.click();
  await sent;
  await page.getByText(OPEN).first().waitFor({ timeout: SAID_MS });
  expect(await page.getByText('It happened.').count()).toBe(0);
  expect(await sign.isEnabled()).toBe(false);
}

describe.skipIf(!hasBrowser)('acts of the dashboard, and a node behind the service is gone', () => {
  beforeAll(async () => {
    stage = await startAdminStage({
      ...{ signedAudit: true, monitor: { everyMs: 500 } },
      through: async (part, url) => (part === 'stellar' || part === 'bitcoin' ? await lineTo(part, url) : url),
    });
    for (const how of ['cut', 'hang']) users[how] = (await stage.world.createUser()).address;
    founder = await stage.visit(stage.world.keys.superAdmin);
  }, 400_000);
  afterAll(async () => {
    mend();
    await stage?.stop();
    for (const line of Object.values(lines)) await line.close();
  });
  afterEach(mend);

  const forgetToasts = async (page: Page) => await page.reload();

  describe.each(['cut', 'hang'] as const)('and the line to it is %s', (how) => {
    test.each(actsWhen(how))(
      '$name: what was typed stays, what was signed is sent on by itself, and happens once',
      async (act) => {
        const { page, signed } = founder;
        await page.goto(`${stage.address}/admin/${act.on()}`);
        const fields = Object.entries(act.typed ?? {});
        const field = (name: string) => page.getByLabel(name, { exact: true }).first();
        for (const [name, value] of fields) await field(name).fill(value);
        const begin = page.getByRole('button', { name: act.press, exact: true }).first();
        await expect.poll(() => begin.isEnabled()).toBe(true);
        // What cannot be prepared is not signed, and says why.
        lines.stellar!.cut();
        await begin.click();
        await page.getByText('stellar does not answer what is asked').first().waitFor({ timeout: SAID_MS });
        expect(await page.getByRole('button', { name: 'Sign in the wallet' }).count()).toBe(0);
        lines.stellar!.mend();
        await page.keyboard.press('Escape');
        for (const [name, value] of fields) expect(await field(name).inputValue()).toBe(value);
        await begin.click();
        await page.getByText('it says just this').waitFor();
        await signAsItBreaks(founder, how);
        if (act.name === 'a proposal') {
          expect(await lookAt(page, `act-node-${how}`)).toEqual([]);
          await page.setViewportSize(WIDE);
        }
        lines.stellar!.mend();
        await page.getByText('It happened.').last().waitFor({ timeout: SAID_MS });
        expect(signed).toHaveLength(1);
        await expect.poll(act.there).toEqual(act.is);
        await forgetToasts(page);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect(await act.there()).toEqual(act.is);
      },
    );

    test('nobody is told that all is backed while a node cannot say so', async () => {
      const { page } = founder;
      await page.goto(`${stage.address}/admin/`);
      const claim = page.locator('.claim h1');
      const well = /^(Every iSTSi is backed|Nothing is issued yet)\./;
      for (const part of ['stellar', 'bitcoin'] as const) {
        await expect.poll(() => claim.innerText(), { timeout: SAID_MS }).toMatch(well);
        lines[part]![how]();
        await expect.poll(() => claim.innerText(), { timeout: SAID_MS }).not.toMatch(well);
        expect(await lookAt(page, `overview-no-${part}-${how}`)).toEqual([]);
        await page.setViewportSize(WIDE);
        lines[part]!.mend();
      }
      await expect.poll(() => claim.innerText(), { timeout: SAID_MS }).toMatch(well);
    });
  });

  test('an alert of the silent node is acknowledged while it is silent', async () => {
    await fetch(`${stage.address}/v1/alerts/rules/part-down`, {
      ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/json' } },
      body: JSON.stringify({ for_seconds: 0 }),
    });
    lines.stellar!.cut();
    const id = await until(
      async () => {
        const { items } = await ask<{ items: { id: string; alert_type: string }[] }>('/alerts?state=firing');
        return items.find(({ alert_type }) => alert_type === 'part-down')?.id;
      },
      () => 'somebody to be told that a node is silent',
    );
    const { page } = founder;
    await page.goto(`${stage.address}/admin/alerts/${id}`);
    await page.getByRole('button', { name: 'I take care of it' }).click();
    await expect
      .poll(async () => (await ask<{ acknowledged_by: string | null }>(`/alerts/${id}`)).acknowledged_by)
      .toBe(stage.world.keys.superAdmin.publicKey());
  });

  test('a manual override is taken once: the operation waits for its node and goes on', async () => {
    const { world } = stage;
    const holder = await world.createHolder(200_000n);
    const address = await world.bitcoin.call<string>('getnewaddress');
    lines.bitcoin!.cut();
    const id = await world.withdraw(holder, { sats: 100_000n, to: address });
    const { page } = founder;
    await page.goto(`${stage.address}/admin/operations/${id}`);
    await page.getByLabel('Reason').fill(REASON);
    const retry = page.getByRole('button', { name: 'Look at it now' });
    await expect.poll(() => retry.isEnabled()).toBe(true);
    await retry.click();
    await page.getByText('It is looked at now.').first().waitFor();
    expect(await page.getByText('settled').count()).toBe(0);
    lines.bitcoin!.mend();
    await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(2);
    await world.waitForWithdrawal(id, 'settled');
  });

  test('a pause happens once, and what the page says of it is what the chain has', async () => {
    const { page, signed } = founder;
    await page.goto(`${stage.address}/admin/governance`);
    await page.getByLabel('Reason, recorded on chain', { exact: true }).fill(REASON);
    await page.getByLabel(/^Type /).fill('PAUSE');
    await page.getByRole('button', { name: 'Stop everything' }).click();
    await page.getByText('it says just this').waitFor();
    await signAsItBreaks(founder, 'cut');
    lines.stellar!.mend();
    await page.getByText('It happened.').last().waitFor({ timeout: SAID_MS });
    expect(signed).toHaveLength(1);
    expect((await governance()).paused).toBe(true);
  });
});

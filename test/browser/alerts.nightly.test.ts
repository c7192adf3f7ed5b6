import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../integration/test/world.ts';
import { type AdminStage, configuredKeys, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';

interface Told {
  id: string;
  alert_type: string;
  state: string;
  acknowledged_by: string | null;
  assigned_to: string | null;
  silenced_until: string | null;
}

let stage: AdminStage;
let alert: string;

const headers = { authorization: `Bearer ${configuredKeys.operator}`, 'content-type': 'application/json' };
const told = async (): Promise<Told> =>
  (await (await fetch(`${stage.address}/v1/alerts/${alert}`, { headers })).json()) as Told;

const look = async (page: Page, name: string): Promise<void> => {
  expect(await lookAt(page, name)).toEqual([]);
  await page.setViewportSize(WIDE);
};

const short = (address: string): string => `${address.slice(0, 4)}…${address.slice(-4)}`;

describe.skipIf(!hasBrowser)('an alert, in a browser, from one person to the next', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ monitor: { everyMs: 500 } });
    const rule = await fetch(`${stage.address}/v1/alerts/rules/signer-missing`, {
      ...{ method: 'POST', headers },
      body: JSON.stringify({ for_seconds: 0 }),
    });
    expect(rule.status).toBe(200);
    await stage.world.signers[2]!.stop();
    alert = await until(
      async () => {
        const { items } = (await (await fetch(`${stage.address}/v1/alerts`, { headers })).json()) as { items: Told[] };
        return items.find(({ alert_type, state }) => alert_type === 'signer-missing' && state === 'firing')?.id;
      },
      () => 'somebody to be told that a signer is silent',
    );
  });
  afterAll(async () => await stage?.stop());
  afterEach(async () => await stage.leave());

  test('is taken care of, handed over, and nobody’s until whoever is asked says so', async () => {
    const { world, address } = stage;
    const [operator, founder] = [world.keys.operator.publicKey(), world.keys.superAdmin.publicKey()];
    const { page, complaints } = await stage.visit(world.keys.operator);
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Alerts' }).click();
    await page
      .locator('main')
      .getByRole('link', { name: /signer/i })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'signer-missing' }).waitFor();
    const hand = page.getByRole('button', { name: 'Hand it over' });
    expect(await hand.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'I take care of it' }).click();
    await page.getByText(`firing, ${short(operator)} takes care of it`).waitFor();

    // Whoever asks is not among whom can be asked, and neither is anybody without a role for it.
    const offered = await page.getByLabel('To whom').locator('option').allInnerTexts();
    expect(offered).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^${short(founder)} · .*Super`))]),
    );
    expect(offered.join()).not.toMatch(new RegExp(`${short(operator)}|Compliance|Guardian`));
    await page.getByLabel('To whom').selectOption(founder);
    // What the API refuses is said, and changes nothing.
    await page.route('**/assign', (route) => route.fulfill({ status: 503, json: {} }));
    await hand.click();
    await page.getByText('The API answered 503').waitFor();
    await page.unroute('**/assign');
    expect(await told()).toMatchObject({ assigned_to: null, acknowledged_by: expect.stringContaining(operator) });

    await hand.click();
    await page.getByText(`firing, nobody takes care of it, ${short(founder)} is asked to`).waitFor();
    expect(await told()).toMatchObject({ assigned_to: founder, acknowledged_by: null });
    await page.getByText(`to ${short(founder)}, by ${short(operator)}`).waitFor();
    await look(page, 'alert-assigned');
    expect(complaints.filter((complaint) => !complaint.includes('503'))).toEqual([]);

    const other = await stage.visit(world.keys.superAdmin);
    await other.page.goto(`${address}/admin/alerts/${alert}`);
    await other.page.getByText('You are asked to take care of it').waitFor();
    await other.page.getByText(`By ${short(operator)}.`).waitFor();
    await look(other.page, 'alert-asked-of-you');
    await other.page.getByRole('button', { name: 'I take care of it' }).click();
    await other.page.getByText(`firing, ${short(founder)} takes care of it`).waitFor();
    await other.page.getByText('You are asked to take care of it').waitFor({ state: 'detached' });
    // The first one sees it without a reload, and the log has both acts, by whoever did them.
    await page.getByText(`firing, ${short(founder)} takes care of it`).waitFor();
    await other.page.goto(`${address}/admin/audit?action=alert.assign`);
    await other.page.getByRole('row').filter({ hasText: 'alert.assign' }).first().waitFor();
    expect(other.complaints).toEqual([]);
  });

  test('is silenced until an end, with the reason', async () => {
    const { page, complaints } = await stage.visit(stage.world.keys.operator);
    await page.goto(`${stage.address}/admin/alerts/${alert}`);
    const silence = page.getByRole('button', { name: 'Silence it' });
    await silence.waitFor();
    expect(await silence.isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill('its machine is moved today');
    await page.getByLabel('For').selectOption('8');
    await silence.click();
    await page.getByText(/nobody is told until/).waitFor();
    const { silenced_until } = await told();
    expect(Date.parse(silenced_until!) - Date.now()).toBeGreaterThan(7.9 * 3_600_000);
    await look(page, 'alert-silenced');
    expect(complaints).toEqual([]);
  });
});

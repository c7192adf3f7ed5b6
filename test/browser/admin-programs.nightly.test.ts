import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { World } from '../../integration/test/world.ts';
import { type AdminStage, configuredKeys, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt } from './browser.ts';

describe.skipIf(!hasBrowser)('what programs have of the system, in a browser', () => {
  let stage: AdminStage;
  let world: World;
  let address: string;

  beforeAll(async () => {
    stage = await startAdminStage({});
    ({ world, address } = stage);
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.leave());

  const statusWith = async (key: string, path = '/v1/operations'): Promise<number> =>
    (await fetch(address + path, { headers: { authorization: `Bearer ${key}` } })).status;
  const cardOf = (page: Page, name: string) =>
    page.locator('section.card').filter({ has: page.getByRole('heading', { level: 2, name, exact: true }) });
  const toldKey = async (page: Page): Promise<string> => await page.locator('.told-once code').innerText();

  test('a key is made, told once, turned and revoked, and opens what the page says', async () => {
    const { page, complaints } = await stage.visit(world.keys.superAdmin);
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'API keys' }).click();
    await page.getByText('No program has a key yet.').waitFor();
    expect(await lookAt(page, 'keys-empty')).toEqual([]);

    await page.getByLabel('Name').fill('ledger export');
    expect(await page.getByRole('button', { name: 'Make it' }).isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: /^read / }).check();
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('The key “ledger export”, told this once').waitFor();
    const first = await toldKey(page);
    expect(await lookAt(page, 'keys-made')).toEqual([]);
    expect(await statusWith(first)).toBe(200);
    expect(await statusWith(first, '/v1/alerts')).toBe(403);

    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.locator('.told-once').waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(first);
    await page.reload();
    await cardOf(page, 'ledger export').waitFor();
    expect(await page.content()).not.toContain(first);

    await page.getByRole('button', { name: 'A new key for ledger export' }).click();
    await page.getByLabel('The key before counts for').selectOption({ label: 'no longer: it ends now' });
    expect(await lookAt(page, 'keys-rotate')).toEqual([]);
    await page.getByRole('button', { name: 'Make the new key' }).click();
    await page.locator('.told-once').waitFor();
    const second = await toldKey(page);
    expect([await statusWith(first), await statusWith(second)]).toEqual([401, 200]);
    expect(await lookAt(page, 'keys-rotated')).toEqual([]);
    await page.getByRole('button', { name: 'I have kept it' }).click();

    await page.getByRole('button', { name: 'Revoke ledger export' }).click();
    await page.getByText('it cannot be undone').waitFor();
    expect(await statusWith(second)).toBe(200);
    expect(await lookAt(page, 'keys-revoke')).toEqual([]);
    await page.getByRole('button', { name: 'Revoke it for good' }).click();
    await page.getByText('One that is over').click();
    await cardOf(page, 'ledger export').getByText('revoked').waitFor();
    expect(await statusWith(second)).toBe(401);
    expect(await cardOf(page, 'ledger export').getByRole('button').count()).toBe(0);
    expect(await lookAt(page, 'keys-over')).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('keys are offered by whose business their scopes are, and the API’s refusal is said', async () => {
    const makes = async (key: string, scope: string): Promise<{ id: string; name: string }> => {
      const answer = await fetch(`${address}/v1/keys`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: `for ${scope}`, scopes: [scope] }),
      });
      return (await answer.json()) as { id: string; name: string };
    };
    await makes(configuredKeys.operator, 'metrics');
    await makes(configuredKeys.compliance, 'customers');
    const { page, complaints } = await stage.visit(world.keys.complianceOfficer);
    await page.goto(`${address}/admin/keys`);
    await cardOf(page, 'for metrics').waitFor();
    expect(await cardOf(page, 'for metrics').getByRole('button').count()).toBe(0);
    expect(await cardOf(page, 'for customers').getByRole('button').allInnerTexts()).toEqual(['New key', 'Revoke']);
    const offered = await page.getByRole('checkbox').count();
    expect(offered).toBe(4);
    expect(await page.getByRole('checkbox', { name: /^(read|pause|metrics) / }).count()).toBe(0);
    expect(await lookAt(page, 'keys-officer')).toEqual([]);
    expect(complaints).toEqual([]);

    // Somebody else revokes it while the question is open.
    await page.getByRole('button', { name: 'A new key for for customers' }).click();
    const { items } = (await (
      await fetch(`${address}/v1/keys`, { headers: { authorization: `Bearer ${configuredKeys.compliance}` } })
    ).json()) as { items: { id: string; name: string }[] };
    const { id } = items.find(({ name }) => name === 'for customers')!;
    await page.route('**/v1/keys', (route) => route.abort());
    await fetch(`${address}/v1/keys/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${configuredKeys.compliance}` },
    });
    await page.getByRole('button', { name: 'Make the new key' }).click();
    await page
      .getByRole('dialog')
      .getByRole('alert')
      .getByText(/revoked/)
      .waitFor();
    expect(await lookAt(page, 'keys-refused')).toEqual([]);
  });

  test('a webhook is added, tested, turned, retried and removed, and what was not delivered says why', async () => {
    const received: string[] = [];
    let isUp = true;
    const receiver: Server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        received.push(body);
        response.writeHead(isUp ? 204 : 500).end();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/events`;
    try {
      const { page, complaints } = await stage.visit(world.keys.operator);
      await page.goto(`${address}/admin/webhooks`);
      await page.getByText('Events are sent nowhere yet.').waitFor();
      expect(await lookAt(page, 'webhooks-empty')).toEqual([]);
      await page.getByLabel('URL').fill('https://192.0.2.1.example.invalid/x');
      await page.getByLabel('Types of events').fill('io.istsi.no-such-thing');
      await page.getByRole('button', { name: 'Add it' }).click();
      await page.getByRole('alert').waitFor();
      expect(await lookAt(page, 'webhooks-refused')).toEqual([]);
      complaints.length = 0;

      await page.getByLabel('URL').fill(url);
      await page.getByLabel('What it is for').fill('the bank’s ledger');
      await page.getByLabel('Types of events').fill('');
      await page.getByRole('button', { name: 'Add it' }).click();
      await page.getByText(`The secret for ${url}, told this once`).waitFor();
      const secret = await page.locator('.told-once code').innerText();
      expect(secret).toMatch(/^whsec_/);
      expect(await lookAt(page, 'webhooks-added')).toEqual([]);
      await page.getByRole('button', { name: 'I have kept it' }).click();

      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText('The test was delivered.').waitFor();
      expect(received.length).toBeGreaterThan(0);
      isUp = false;
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText('The test was not delivered.').waitFor();

      await page.getByRole('button', { name: 'New secret' }).click();
      expect(await lookAt(page, 'webhooks-rotate')).toEqual([]);
      await page.getByRole('button', { name: 'Make the new secret' }).click();
      await page.locator('.told-once').waitFor();
      expect(await page.locator('.told-once code').innerText()).not.toBe(secret);
      await page.getByRole('button', { name: 'I have kept it' }).click();

      await page.getByRole('button', { name: 'Deliveries' }).click();
      await page.getByText('There is none.').waitFor();
      await world.createHolder(100_000n);
      await page.getByRole('row').filter({ hasText: 'to be sent' }).filter({ hasText: 'Next try' }).first().waitFor();
      expect(await lookAt(page, 'webhooks-failing')).toEqual([]);
      isUp = true;
      await page.getByRole('button', { name: 'Try again what was given up' }).click();
      await page.getByText('What was given up is tried once more.').waitFor();
      await page.getByRole('row').filter({ hasText: 'delivered' }).first().waitFor();
      await page.getByLabel('Which').selectOption('delivered');
      await page
        .getByRole('button', { name: /^Send again event \d+$/ })
        .first()
        .click();
      await page.getByText(/^Event \d+ is sent once more\.$/).waitFor();
      expect(await lookAt(page, 'webhooks-deliveries')).toEqual([]);
      expect(complaints).toEqual([]);

      await page.getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('button', { name: 'Remove it for good' }).click();
      await page.getByText('Events are sent nowhere yet.').waitFor();
    } finally {
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    }
  });
});

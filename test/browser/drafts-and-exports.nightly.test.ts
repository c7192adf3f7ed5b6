import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';

const LIMITS = { tier: '1', operation: 'Transfer', 'at once': '1000', 'a day': '2000', 'a month': '3000' };

let stage: AdminStage;

async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.getByLabel(name, { exact: true }).fill(value);
}

/** What the browser saved after this was pressed. */
async function savedBy(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

describe.skipIf(!hasBrowser)('what the dashboard keeps and gives away, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ signedAudit: true });
  });
  afterAll(async () => await stage?.stop());
  afterEach(async () => await stage.leave());

  test('a proposal is kept as a draft over a reload, asks nobody, and is gone once it is proposed', async () => {
    const { address, world, visit } = stage;
    const { page, signed } = await visit(world.keys.superAdmin);
    await page.goto(`${address}/admin/governance`);
    signed.length = 0;
    await fill(page, { ...LIMITS, 'a month': '' });
    await page.getByRole('button', { name: 'Keep as a draft' }).click();
    await page.getByRole('heading', { name: 'Drafts' }).waitFor();
    await page.getByRole('combobox').first().selectOption('Resume');
    await page.getByRole('button', { name: 'Keep as a draft' }).click();
    const drafts = page.getByRole('button', { name: /^Go on with/ });
    expect(await drafts.count()).toBe(2);
    expect(await lookAt(page, 'drafts')).toEqual([]);
    await page.setViewportSize(WIDE);
    await page.reload();
    await page.getByRole('button', { name: 'Discard Resume' }).click();
    await expect.poll(() => drafts.count()).toBe(1);
    await page.getByRole('button', { name: 'Go on with SetLimits 1 Transfer 1000 2000' }).click();
    expect(await page.getByLabel('a day', { exact: true }).inputValue()).toBe('2000');
    // What is written on goes into the same draft.
    await fill(page, { 'a month': '3000' });
    await page.getByRole('button', { name: 'Keep as a draft' }).click();
    await page.getByRole('button', { name: 'Go on with SetLimits 1 Transfer 1000 2000 3000' }).waitFor();
    expect(await drafts.count()).toBe(1);
    expect(signed).toEqual([]);
    expect(await (await fetch(`${address}/v1/governance`)).json()).toMatchObject({ proposals: [] });
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    // Looked at, and thought better of: it is still a draft.
    await page.getByRole('dialog').getByText('it says just this').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await drafts.count()).toBe(1);
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    await page.getByRole('link', { name: /SetLimits/ }).waitFor();
    await expect.poll(() => drafts.count()).toBe(0);
  });

  test('entries of the audit log are saved as a file, by range, whole or not at all', async () => {
    const { address, world, visit } = stage;
    const { page } = await visit(world.keys.operator);
    await page.goto(`${address}/admin/audit`);
    await page.getByRole('heading', { name: 'Take it away' }).waitFor();
    await page.getByText('Which entries, and as what').click();
    expect(await lookAt(page, 'audit-export')).toEqual([]);
    await page.setViewportSize(WIDE);
    await page.getByText('Which entries, and as what').click();
    const csv = await savedBy(page, 'Save the file');
    const size = Number(csv.name.match(/^audit-0-(\d+)\.csv$/)?.[1]) + 1;
    const lines = csv.text.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^index,at,action,actor,/);
    expect(lines.filter((line) => /^\d+,20\d\d-/.test(line))).toHaveLength(size);
    await page.getByText(`${size.toLocaleString('en')} entries are in the file.`).waitFor();

    await page.getByText('Which entries, and as what').click();
    await page.getByRole('combobox', { name: /^As/ }).selectOption('jsonl');
    await fill(page, { 'First entry': '1', 'Last entry': '3' });
    const json = await savedBy(page, 'Save the file');
    expect(json.name).toBe('audit-1-3.jsonl');
    const entries = json.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { index: number });
    const read = await page.evaluate(
      "fetch('/v1/audit/entries?from=1&through=3').then((answer) => answer.json()).then(({ items }) => items)",
    );
    expect(entries).toEqual(read);
    expect(entries.map(({ index }) => index)).toEqual([1, 2, 3]);

    await fill(page, { 'Last entry': '0' });
    await page.getByText('The last entry comes before the first.').waitFor();
    await fill(page, { 'Last entry': 'x' });
    await page.getByText('A number, as the log counts its entries: from 0.').waitFor();
    await fill(page, { 'Last entry': '3' });
    // The API says nothing of one in the middle.
    await page.route('**/v1/audit/entries?*', async (route) => {
      const answer = await route.fetch();
      const { items } = (await answer.json()) as { items: { index: number }[] };
      await route.fulfill({ response: answer, json: { items: items.filter(({ index }) => index !== 2) } });
    });
    let saved = 0;
    page.on('download', () => {
      saved += 1;
    });
    await page.getByRole('button', { name: 'Save the file' }).click();
    await page.getByText('The API left out entry 2: nothing was saved.').waitFor();
    expect(saved).toBe(0);
  });
});

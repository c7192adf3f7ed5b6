import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { actRoles } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Asks, type PageOfControls, pagesOf, type Role, roles, sections, type There } from './admin-controls.ts';
import { fillDesk, spareOnes } from './admin-desk.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser } from './browser.ts';

const AFTER = 4;
const sources = fileURLToPath(new URL('../../interfaces/admin/src/', import.meta.url));

let stage: AdminStage;
let there: There;
let keys: Record<Role, Keypair>;
let stop: () => void;

describe.skipIf(!hasBrowser)('every role, at every control', () => {
  beforeAll(async () => {
    stage = await startAdminStage({
      ...{ withdrawals: { returnAfterBlocks: AFTER }, rules: { returnAfterBlocks: AFTER } },
      monitor: { everyMs: 500 },
    });
    ({ there, keys, stop } = await fillDesk(stage, AFTER));
  });
  afterAll(async () => {
    await stage?.stop();
    stop?.();
  });
  afterEach(async () => await stage.leave());

  test.each(roles)(
    '%s finds the controls that the matrix gives, each ready to be pressed, and no other',
    async (role) => {
      const { page, complaints } = await stage.visit(keys[role]);
      const ways = await page.getByRole('navigation', { name: 'Sections' }).getByRole('link').allInnerTexts();
      expect(ways.map((way) => way.replace(/\s*\d+$/, '')).sort()).toEqual(
        Object.keys(sections)
          .filter((name) => sections[name]!.includes(role))
          .sort(),
      );
      for (const each of pagesOf(there, role)) {
        await page.goto(`${stage.address}/admin${each.on}`);
        const expected = each.controls
          .filter(({ who, unseen }) => who.includes(role) && !unseen)
          .map(({ name }) => name);
        if (each.of === undefined || each.of.includes(role)) {
          await page.getByText(each.ready).first().waitFor();
          await unfold(page, each, expected.length > 0);
        } else await page.getByText('This page is for').waitFor();
        await expect
          .poll(() => controlsOn(page), { message: `${role} at ${each.on}`, timeout: 20_000 })
          .toEqual(expected.sort());
      }
      expect(complaints).toEqual([]);
    },
  );

  test.each(roles)('%s is let in by the API at just these controls', async (role) => {
    const { page } = await stage.visit(keys[role]);
    const spare = await spareOnes(stage, there.webhook.url);
    const wrong: string[] = [];
    for (const { on, controls } of pagesOf(there, role, spare))
      for (const { name, who, asks } of controls) {
        if (!asks) continue;
        const { status, code } = await ask(page, asks);
        const isIn = (status >= 200 && status < 300) || (asks.judges !== undefined && code === asks.judges);
        const isOut = status === 403 && code === 'not-allowed';
        if (who.includes(role) ? !isIn : !isOut) wrong.push(`“${name}” at ${on}: ${asks.route}: ${status} ${code}`);
      }
    expect(wrong).toEqual([]);
  });

  test('nothing else is asked of the API anywhere in the dashboard', () => {
    // Without what only reads acts back.
    const text = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|promised-act/.test(name))
      .map((name) => readFileSync(join(sources, name), 'utf8'))
      .join('\n');
    const asked = new Set(pagesOf(there, 'super-admin').flatMap(({ controls }) => controls.map((c) => c.asks?.route)));
    const written = [...text.matchAll(/api\.(POST|PUT|PATCH|DELETE)\('\/v1([^']+)'/g)].map(
      ([, verb, at]) => `${verb} ${at}`,
    );
    // Whose security key it is is nobody's role.
    const ofWallets = /^(POST \/acts(\/prepare)?|(POST|DELETE) \/(sessions|security-keys).*)$/;
    expect(written.length).toBeGreaterThan(15);
    expect(written.filter((route) => !ofWallets.test(route) && !asked.has(route))).toEqual([]);
    const acts = Object.keys(actRoles).filter((name) => text.includes(`'${name}'`));
    expect(acts.length).toBeGreaterThan(15);
    expect(acts.filter((name) => !asked.has(`act ${name}`))).toEqual([]);
  });
});

interface Answer {
  status: number;
  code: string;
}

/** What is asked in the page’s own session, as the page would; again, where somebody asked too much at once. */
async function ask(page: Page, { method, path, body }: Asks): Promise<Answer> {
  const { status, code, waitMs } = await page.evaluate(
    async ([verb, url, text]) => {
      const answer = await fetch(url, {
        method: verb,
        ...(text !== undefined && { body: text, headers: { 'content-type': 'application/json' } }),
      });
      const { code: said = '' } = (await answer.json().catch(() => ({}))) as { code?: string };
      return { status: answer.status, code: said, waitMs: Number(answer.headers.get('retry-after')) * 1_000 };
    },
    [method, `/v1${path}`, body && JSON.stringify(body)] as const,
  );
  if (code !== 'too-many-requests') return { status, code };
  await page.waitForTimeout(waitMs + 1_000);
  return await ask(page, { method, path, ...(body && { body }), route: '' });
}

/** Whatever a control waits for is given: a reason, the word, another tier. */
async function unfold(page: Page, { unfolds }: PageOfControls, mayPress: boolean): Promise<void> {
  const main = page.locator('main');
  await expect.poll(() => main.locator('.skeleton').count(), { timeout: 20_000 }).toBe(0);
  if (!mayPress) return;
  if (unfolds !== undefined) await main.getByRole('button', { name: unfolds, exact: true }).click();
  await page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })");
  for (const field of await main.getByRole('textbox').all()) {
    await field.fill(given[await labelOf(field)] ?? 'as the matrix says');
  }
  for (const choice of await main.getByRole('combobox', { name: 'Tier' }).all()) await choice.selectOption('1');
  for (const choice of await main.getByRole('combobox', { name: 'To whom' }).all())
    await choice.selectOption({ index: 1 });
  const scope = main.getByRole('checkbox').first();
  if (await scope.count()) await scope.check();
}

const labelOf = (field: ReturnType<Page['locator']>): Promise<string> =>
  field.evaluate((input) => (input as unknown as { labels: { textContent: string }[] }).labels[0]?.textContent ?? '');

const given: Readonly<Record<string, string>> = {
  ...{ 'Type PAUSE': 'PAUSE', 'Fee at most, sats': '20000', URL: 'https://example.org' },
  'Country, two letters': 'CH',
  'Verified until': '2031-12-31',
  'The address that takes its place': Keypair.random().publicKey(),
};

/** The names of what can be pressed; of what cannot, that it cannot. Without what only copies, or turns a page; the same of many rows is one. */
const controlsOn = (page: Page): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('main button')]
      .filter((button) => button.checkVisibility() && !button.classList.contains('copy'))
      .map((button) => (button.getAttribute('aria-label') ?? button.innerText) + (button.disabled ? ', disabled' : ''))
      .filter((name) => name !== 'Older ones')
      .map((name) => name.replace(/^(Send again event) \\d+$/, '$1'))
      .filter((name, place, all) => name !== 'Send again event' || all.indexOf(name) === place)
      .sort()`,
  );

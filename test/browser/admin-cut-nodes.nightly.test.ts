import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, installWallet, lookAt, openBrowser, WIDE } from './browser.ts';
import { type CutNodes, putLinesBefore } from './cut-nodes.ts';
import { type Running, startSystem } from './running-system.ts';

const LIMITS = { tier: '1', operation: 'Transfer', 'at once': '1000', 'a day': '2000', 'a month': '3000' };
const REASON = 'the node is gone in the middle';
const OPEN = /may have happened|may still happen/;
const SAID_MS = 120_000;
/** It is raised a minute after a part was found to be away. */
const ALARM_MS = 240_000;
const FAUCET_SATS = '150000';

let system: Running;
let nodes: CutNodes;
let browser: Browser;
let page: Page;
let founder: Keypair;
let signed: string[];
const users: Record<string, string> = {};

const at = (path: string): string => new URL(path, system.admin).href;
const read = async <T>(path: string): Promise<T> => (await (await fetch(at(`/v1/${path}`))).json()) as T;

async function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(at(`/v1/${path}`), { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

interface Governance {
  paused: boolean;
  proposals: { action: string; approvals: string[] }[];
}
interface Alarm {
  id: string;
  alert_type: string;
  subject: string;
  acknowledged_by: string | null;
}

const governance = (): Promise<Governance> => read('governance');
const proposals = async () => (await governance()).proposals;
const statusOf = async (user: string) => (await read<{ status: string }>(`users/${user}`)).status;

async function newUser(): Promise<string> {
  const address = Keypair.random().publicKey();
  await post('local/newcomers', { address });
  return address;
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
    ...{ there: async () => await statusOf(users[how]!), is: 'frozen' },
  },
];

/** Signed as the node breaks off: the transaction arrives, and nobody is told so. */
async function signAsItBreaks(how: 'cut' | 'hang'): Promise<void> {
  const sign = page.getByRole('button', { name: 'Sign in the wallet' });
  await sign.waitFor();
  signed.length = 0;
  const sent = nodes.stellar.breakOnceAsked('"sendTransaction"', how);
  await sign.click();
  await sent;
  await page.getByText(OPEN).first().waitFor({ timeout: SAID_MS });
  expect(await page.getByText('It happened.', { exact: true }).count()).toBe(0);
  expect(await sign.isEnabled()).toBe(false);
}

async function signIn(): Promise<void> {
  const { stellar } = await read<{ stellar: { network_passphrase: string } }>('network');
  ({ signed } = await installWallet(page, founder, stellar.network_passphrase));
  await page.goto(system.admin);
  await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
  await page.getByRole('button', { name: 'Sign in the wallet' }).click();
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
}

describe.skipIf(!hasBrowser)('acts of the dashboard, and a node behind the service is gone', () => {
  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), openBrowser()]);
    const file = readFileSync(join(system.directory, 'governance.json'), 'utf8');
    founder = Keypair.fromSecret((JSON.parse(file) as { superAdmin: string }).superAdmin);
    nodes = await putLinesBefore(system);
    for (const how of ['cut', 'hang']) users[how] = await newUser();
    page = await (await browser.newContext({ viewport: WIDE })).newPage();
    page.setDefaultTimeout(90_000);
    await signIn();
  });
  afterAll(async () => {
    await browser?.close();
    nodes?.mend();
    await system?.stop();
    await nodes?.close();
  });
  afterEach(() => nodes.mend());

  describe.each(['cut', 'hang'] as const)('and the line to it is %s', (how) => {
    test.each(actsWhen(how))(
      '$name: what was typed stays, what was signed is sent on by itself, and happens once',
      async (act) => {
        await page.goto(at(`/admin/${act.on()}`));
        const fields = Object.entries(act.typed ?? {});
        const field = (name: string) => page.getByLabel(name, { exact: true }).first();
        for (const [name, value] of fields) await field(name).fill(value);
        const begin = page.getByRole('button', { name: act.press, exact: true }).first();
        await expect.poll(() => begin.isEnabled()).toBe(true);
        // What cannot be prepared is not signed, and says why.
        nodes.stellar[how]();
        await begin.click();
        const why = page.getByRole('dialog').getByText('The service does not reach its Stellar node');
        await why.waitFor({ timeout: SAID_MS });
        expect(await page.getByRole('button', { name: 'Sign in the wallet' }).count()).toBe(0);
        nodes.mend();
        await page.keyboard.press('Escape');
        for (const [name, value] of fields) expect(await field(name).inputValue()).toBe(value);
        await begin.click();
        await page.getByText('it says just this').waitFor({ timeout: SAID_MS });
        await signAsItBreaks(how);
        if (act.name === 'a proposal') {
          expect(await lookAt(page, `act-node-${how}`)).toEqual([]);
          await page.setViewportSize(WIDE);
        }
        nodes.mend();
        await page.getByText('It happened.', { exact: true }).last().waitFor({ timeout: SAID_MS });
        expect(signed).toHaveLength(1);
        await expect.poll(act.there).toEqual(act.is);
        await page.reload();
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect(await act.there()).toEqual(act.is);
      },
    );

    test('nobody is told that all is backed while a node cannot say so', async () => {
      await page.goto(system.admin);
      const claim = () => page.locator('.claim h1').innerText();
      const well = /^(Every iSTSi is backed|Nothing is issued yet)/;
      for (const part of ['stellar', 'bitcoin'] as const) {
        await expect.poll(claim, { timeout: SAID_MS }).toMatch(well);
        nodes[part][how]();
        // The API itself answers, and says who does not.
        await expect.poll(claim, { timeout: SAID_MS }).toMatch(/cannot be said now/);
        await page
          .locator('.claim .why')
          .getByText(new RegExp(`^${part}: `, 'i'))
          .first()
          .waitFor();
        expect(await lookAt(page, `overview-no-${part}-${how}`)).toEqual([]);
        await page.setViewportSize(WIDE);
        nodes.mend();
      }
      await expect.poll(claim, { timeout: SAID_MS }).toMatch(well);
    });

    test('the alarm about a Bitcoin node that is away is taken care of meanwhile', async () => {
      nodes.bitcoin[how]();
      const alarm = async (): Promise<Alarm | undefined> => {
        const { items } = (await (await page.request.get(at('/v1/alerts?state=firing'))).json()) as { items: Alarm[] };
        return items.find(({ alert_type, subject }) => alert_type === 'part-down' && subject.includes('bitcoin'));
      };
      await expect.poll(async () => (await alarm())?.acknowledged_by, { timeout: ALARM_MS }).toBe(null);
      await page.goto(at(`/admin/alerts/${(await alarm())!.id}`));
      await page.getByRole('button', { name: 'I take care of it' }).click();
      await page.getByText(new RegExp(`^firing, ${founder.publicKey().slice(0, 4)}.* takes care of it$`)).waitFor();
      expect((await alarm())?.acknowledged_by).toContain(founder.publicKey());
    });
  });

  test('what a person asks for once more goes on by itself when its node is back', async () => {
    const user = await newUser();
    const { outpoint } = await post<{ outpoint: string }>('local/bitcoin', { user, amount_sats: FAUCET_SATS });
    await post('local/blocks', {});
    await expect.poll(async () => (await fetch(at(`/v1/deposits/${outpoint}`))).status, { timeout: SAID_MS }).toBe(200);
    nodes.bitcoin.cut();
    await page.goto(at(`/admin/operations/${outpoint}`));
    await page.getByLabel('Reason').fill(REASON);
    const look = page.getByRole('button', { name: 'Look at it now' });
    await expect.poll(() => look.isEnabled()).toBe(true);
    await look.click();
    await page.getByText('It is looked at now.').first().waitFor();
    const stateOf = async () => (await read<{ state: string }>(`deposits/${outpoint}`)).state;
    expect(await stateOf()).not.toBe('minted');
    nodes.mend();
    await expect
      .poll(
        async () => {
          await post('local/blocks', {}).catch(() => undefined);
          return await stateOf();
        },
        { timeout: SAID_MS, interval: 2_000 },
      )
      .toBe('minted');
    expect((await read<{ balance_sats: string }>(`users/${user}`)).balance_sats).toBe(FAUCET_SATS);
  });

  test('a pause happens once, and what the page says of it is what the chain has', async () => {
    await page.goto(at('/admin/governance'));
    await page.getByLabel('Reason, recorded on chain', { exact: true }).fill(REASON);
    await page.getByLabel('Type PAUSE').fill('PAUSE');
    await page.getByRole('button', { name: 'Stop everything' }).click();
    await page.getByText('it says just this').waitFor();
    await signAsItBreaks('cut');
    nodes.mend();
    await page.getByText('It happened.', { exact: true }).last().waitFor({ timeout: SAID_MS });
    expect(signed).toHaveLength(1);
    expect((await governance()).paused).toBe(true);
  });
});

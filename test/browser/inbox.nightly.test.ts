import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { requestHeartbeat } from '../../integration/src/attestation/signer-client.ts';
import type { Holder } from '../../integration/test/holders.ts';
import { until } from '../../integration/test/world.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';
import { HOSTILE } from './hostile-words.ts';

const SATS = 50_000n;
const DAY_SATS = 10_000_000_000n;

let stage: AdminStage;
let alice: Holder;

const look = async (page: Page, name: string): Promise<void> => {
  expect(await lookAt(page, name)).toEqual([]);
  expect(await page.locator('main img').count()).toBe(0);
  await page.setViewportSize(WIDE);
};

/** Asks for a withdrawal as SEP-6 does, and sends what it is told to. */
async function sendAsAsked(): Promise<string> {
  const { world } = stage;
  const bitcoinAddress = await world.bitcoin.call<string>('getnewaddress');
  const wanted = { subject: alice.address, protocol: 'sep6', kind: 'withdrawal', withPage: false } as const;
  const { transfer } = await world.services.seps!.transfers.open({ ...wanted, amountSats: SATS, bitcoinAddress });
  await world.send(alice, transfer.inbox!.address, SATS);
  return transfer.inbox!.address;
}

const untilReceipts = async (state: 'paid' | 'returned' | 'withdrawn', count: number): Promise<void> => {
  await until(
    async () => {
      const { items } = await stage.world.services.inboxReceipts({ state, limit: 100 });
      return items.length >= count || undefined;
    },
    () => `${count} arrivals to be ${state}`,
  );
};

describe.skipIf(!hasBrowser)('the inbox and the custodians’ velocity, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ inbox: { mostHeldSats: 400_000n } });
  });
  afterAll(async () => await stage?.stop());
  afterEach(async () => await stage.leave());

  test('what is in it and whose, where what arrived went, and why what went back did', async () => {
    const { world } = stage;
    const { page, complaints } = await stage.visit(world.keys.operator);
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Inbox' }).click();
    await page.getByText('Nothing has arrived yet.').waitFor();
    await page.getByText('Nothing waits in it').waitFor();
    await look(page, 'inbox-empty');

    alice = await world.createHolder(1_000_000n);
    const sentTo = await sendAsAsked();
    await world.send(alice, world.keys.inbox.publicKey(), SATS);
    await untilReceipts('returned', 1);
    const row = (state: string) => page.getByRole('row').filter({ has: page.getByText(state, { exact: true }) });
    await row('returned').getByText('without the id of a withdrawal').waitFor();
    await untilReceipts('withdrawn', 1);
    await row('withdrawn')
      .getByRole('link', { name: /^Withdrawal/ })
      .waitFor();
    await look(page, 'inbox');

    await page.getByLabel('State').selectOption('returned');
    await expect.poll(() => row('withdrawn').count()).toBe(0);
    expect(new URL(page.url()).search).toBe('?state=returned');
    await page.reload();
    await row('returned').waitFor();
    expect(await row('withdrawn').count()).toBe(0);
    await page.getByLabel('State').selectOption('kept');
    await page.getByText('None is in this state.').waitFor();
    await page.getByLabel('State').selectOption('');
    await row('returned')
      .getByRole('link', { name: /^Inbox/ })
      .click();
    await page.getByRole('heading', { level: 1, name: /^Inbox/ }).waitFor();
    await page.getByText('returned', { exact: true }).first().waitFor();

    // The address that the wallet was told finds it too.
    await page.getByRole('searchbox').fill(sentTo);
    await page.keyboard.press('Enter');
    const { items } = await world.services.inboxReceipts({ state: 'withdrawn', limit: 1 });
    await page.waitForURL(`**/admin/operations/${items[0]!.id}`);
    await page.getByRole('heading', { level: 1, name: /^Inbox/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('it says what a person has to do about it, in words of others that show as text', async () => {
    const { page } = await stage.visit(stage.world.keys.operator);
    const say = async (change: object): Promise<void> => {
      await page.unroute('**/v1/inbox');
      await page.route('**/v1/inbox', async (route) => {
        const told = (await (await route.fetch()).json()) as { inbox: object };
        await route.fulfill({ json: { inbox: { ...told.inbox, ...change } } });
      });
      await page.goto(`${stage.address}/admin/inbox`);
    };
    await page.route('**/v1/inbox/receipts**', async (route) => {
      const told = (await (await route.fetch()).json()) as { items: object[] };
      const reason = { code: HOSTILE, message: HOSTILE };
      const items = told.items.map((item) => ({ ...item, reason, state: 'kept', amount_sats: null, amount: '7' }));
      await route.fulfill({ json: { ...told, items } });
    });
    const most = 'How much is asked for';
    await say({ unexplained_sats: '-1', status: 'frozen', waiting_sats: '390000', receipts: { kept: 2 } });
    await page.getByText('Less is in it than is waiting').waitFor();
    await page.getByText('The registry has the inbox as frozen').waitFor();
    await page.getByText('2 arrivals are kept').waitFor();
    await page.getByText(HOSTILE).first().waitFor();
    await page.getByText('of another token').first().waitFor();
    expect(await page.getByRole('meter', { name: most }).getAttribute('value')).toBe('97.5');
    await look(page, 'inbox-amiss');
    await say({ status: null });
    await page.getByText('The registry does not know the inbox').first().waitFor();
  });

  test('loading, failing, from before, and where there is none', async () => {
    const { page } = await stage.visit(stage.world.keys.operator);
    let answer: () => void = () => undefined;
    const isAnswered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/v1/inbox**', async (route) => {
      await isAnswered;
      await route.continue();
    });
    await page.goto(`${stage.address}/admin/inbox`);
    await page.locator('main .skeleton').first().waitFor();
    await look(page, 'inbox-loading');
    answer();
    await page.getByText('Nothing waits in it').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });

    await page.route('**/v1/inbox**', (route) => route.abort());
    await page.getByText('How it is now is not known').waitFor();
    await page.getByText('Since then nobody has answered').first().waitFor();
    await look(page, 'inbox-from-before');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.route('**/v1/inbox**', (route) => route.fulfill({ status: 503, json: {} }));
    await page.goto(`${stage.address}/admin/inbox`);
    await page.getByText('The API answered 503').first().waitFor();
    expect(await page.getByText('Nothing waits in it').count()).toBe(0);
    await look(page, 'inbox-failing');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.route('**/v1/inbox', (route) => route.fulfill({ json: { inbox: null } }));
    await page.goto(`${stage.address}/admin/inbox`);
    await page.getByText('There is no inbox').waitFor();
    await look(page, 'inbox-none');
  });

  test('each custodian’s limits of a day and what is used of them, as it signed them', async () => {
    const { world } = stage;
    // The withdrawal of the first test left through two of three.
    const left = async (): Promise<string[]> =>
      await Promise.all(
        world.signerEndpoints.map(async (signer) => {
          const beat = (await requestHeartbeat(signer, 'a'.repeat(64), 20_000)) as { statement: string };
          const { velocity } = JSON.parse(beat.statement) as { velocity: Record<string, unknown> };
          expect(velocity).toMatchObject({ mostSats: String(DAY_SATS), mostPayments: 2_000 });
          return `${velocity.sats} sats, ${velocity.payments} payments`;
        }),
      );
    await expect
      .poll(async () => (await left()).filter((each) => each === `${SATS} sats, 1 payments`).length, {
        timeout: 60_000,
      })
      .toBeGreaterThanOrEqual(2);

    const { page, complaints } = await stage.visit(world.keys.operator);
    await page.goto(`${stage.address}/admin/signers`);
    await expect.poll(() => page.getByRole('meter').count(), { timeout: 60_000 }).toBe(6);
    await page.getByText('0 of at most 2,000 payments').first().waitFor();
    await page.route('**/v1/signers', async (route) => {
      const told = (await (await route.fetch()).json()) as { items: { heartbeat: object }[] };
      const used = (left_sats: string, left_payments: number) => ({
        velocity: { left_sats, left_payments, most_sats: String(DAY_SATS), most_payments: 2_000 },
      });
      const velocities = [used('9500000000', 1_999), used(String(DAY_SATS), 40), { velocity: null }];
      const items = told.items.map((item, n) => ({ ...item, heartbeat: { ...item.heartbeat, ...velocities[n] } }));
      await route.fulfill({ json: { ...told, items } });
    });
    await page.reload();
    await page.getByText('1,999 of at most 2,000 payments').waitFor();
    await page.getByText('a signer of an older release says nothing').waitFor();
    const values = await page.getByRole('meter').evaluateAll((all) => all.map((each) => each.getAttribute('value')));
    expect(values).toEqual(['95', '99.9', '100', '2']);
    await look(page, 'signers-velocity');
    expect(complaints).toEqual([]);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../integration/test/world.ts';
import { signInAt } from './admin-acts.ts';
import { customerLookedAtOnce } from './admin-desk.ts';
import { type AdminStage, configuredKeys, startAdminStage, type Visit } from './admin-stage.ts';
import { hasBrowser } from './browser.ts';

/** Above what tier 1 may have at once, and below what tier 2 may. */
const TOO_MUCH = 20_000_000n;
const DEEP = 6;

const headers = { authorization: `Bearer ${configuredKeys.operator}`, 'content-type': 'application/json' };
const short = (address: string): string => `${address.slice(0, 4)}…${address.slice(-4)}`;

let stage: AdminStage;
let operator: Visit;
let officer: Visit;
let founder: Visit;
/** What waits on the desk in the morning. */
let desk: { outpoint: string; user: string; customer: string; alert: string; proposal: number };

const goTo = async ({ page }: Visit, section: string): Promise<void> =>
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section }).click();

const find = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('searchbox').fill(name);
  await page.keyboard.press('Enter');
};

/** What an act would change is shown, and its author signs it. */
const sign = async (page: Page): Promise<void> => {
  await page.getByText('it says just this').waitFor();
  await page.getByRole('button', { name: 'Sign in the wallet' }).click();
  await page.getByText('It happened.').last().waitFor();
};

async function alertOfSilence(): Promise<string> {
  await fetch(`${stage.address}/v1/alerts/rules/signer-missing`, {
    ...{ method: 'POST', headers },
    body: JSON.stringify({ for_seconds: 0 }),
  });
  await stage.world.signers[2]!.stop();
  return await until(
    async () => {
      const { items } = (await (await fetch(`${stage.address}/v1/alerts`, { headers })).json()) as {
        items: { id: string; alert_type: string; state: string }[];
      };
      return items.find(({ alert_type, state }) => alert_type === 'signer-missing' && state === 'firing')?.id;
    },
    () => 'somebody to be told that a signer is silent',
  );
}

async function fillDesk(): Promise<typeof desk> {
  const { world } = stage;
  await world.createHolder(300_000n);
  const { address: user, depositAddress } = await world.createUser(1);
  const [paid] = await world.bitcoin.pay([depositAddress, TOO_MUCH]);
  await world.bitcoin.mine(DEEP);
  await world.waitFor(paid!, 'refused');
  const { subject: customer } = await customerLookedAtOnce(stage);
  const system = { address: stage.address, networkPassphrase: world.sandbox.networkPassphrase };
  const { act } = await signInAt(system, world.keys.superAdmin);
  await act({ do: 'propose', action: 'SetLimits', values: ['1', 'Transfer', '1000', '2000', '3000'] });
  const proposal = await until(
    async () => {
      const answer = await fetch(`${stage.address}/v1/governance`);
      const { proposals } = (await answer.json()) as { proposals: { id: number; standing: string }[] };
      return proposals.find(({ standing }) => standing === 'needs-approvals')?.id;
    },
    () => 'a proposal to be open',
  );
  await world.services.proveReserves();
  return { outpoint: `${paid!.txid}:${paid!.vout}`, user, customer, proposal, alert: await alertOfSilence() };
}

describe.skipIf(!hasBrowser)('an operator’s day, in a browser, over the whole system', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ proofs: {}, signedAudit: true, monitor: { everyMs: 500 } });
    desk = await fillDesk();
    const { keys } = stage.world;
    operator = await stage.visit(keys.operator);
    officer = await stage.visit(keys.complianceOfficer);
    founder = await stage.visit(keys.superAdmin);
  });
  afterAll(async () => await stage?.stop());

  test('in the morning: what is held and issued, what is wrong, and what waits for whom', async () => {
    const { page } = operator;
    await page.getByText('Health').first().waitFor();
    await page
      .getByText(/signer/i)
      .first()
      .waitFor();
    // The silent custodian is told of, and that all is backed is said all the same.
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('main').innerText()).toContain('0.003');
    await goTo(operator, 'Signers');
    await page.getByRole('heading', { level: 1, name: 'Signers' }).waitFor();
  });

  test('an alert is acknowledged, with its runbook beside it', async () => {
    const { page } = operator;
    await goTo(operator, 'Alerts');
    await page
      .locator('main')
      .getByRole('link', { name: /signer/i })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'signer-missing' }).waitFor();
    await page.getByText('What to do').first().waitFor();
    await page.getByRole('button', { name: 'I take care of it' }).click();
    await page.getByText(`firing, ${short(stage.world.keys.operator.publicKey())} takes care of it`).waitFor();
  });

  test('a deposit that the registry’s rules refuse is found by its name, and says why and what next', async () => {
    const { page } = operator;
    await find(page, desk.outpoint);
    await page.getByRole('heading', { level: 1, name: /Deposit/ }).waitFor();
    await page.getByText('refused', { exact: false }).first().waitFor();
    expect(await page.locator('main').innerText()).toMatch(/tier|limit/i);
    await page.getByLabel('Reason').fill('the holder asked');
    await page.getByRole('button', { name: 'Look at it now' }).click();
    await page.getByText('looked at again: the holder asked').waitFor();
    // Of compliance an operator sees nothing to press.
    expect(await page.getByRole('button', { name: 'Give the tokens back' }).count()).toBe(0);
  });

  test('compliance raises the tier, the deposit is looked at again, and it is minted', async () => {
    const { page } = officer;
    await find(page, desk.user);
    await page.getByRole('heading', { level: 1, name: /Holder/ }).waitFor();
    await page.getByLabel('Reason').fill('papers of tier 2 were seen');
    await page.getByRole('combobox', { name: 'Tier' }).selectOption('2');
    await page.getByRole('button', { name: 'Set the tier' }).click();
    await sign(page);
    await operator.page.getByLabel('Reason').fill('the tier was raised');
    await operator.page.getByRole('button', { name: 'Look at it now' }).click();
    await operator.page.getByText('looked at again: the tier was raised').waitFor();
    await expect.poll(async () => (await stage.world.services.user(desk.user))?.balanceSats).toBe(TOO_MUCH);
    // The page of whoever has it open says so without a reload.
    await operator.page.getByText('minted', { exact: false }).first().waitFor();
  });

  test('what one officer began about a customer another one ends', async () => {
    const { page } = officer;
    await goTo(officer, 'Approvals');
    const card = page.getByRole('article').filter({ hasText: desk.customer });
    await card.getByText('Register a customer at tier 3').waitFor();
    await card.getByRole('button', { name: 'Agree: tier 3' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Agree: tier 3' }).click();
    await card.waitFor({ state: 'detached' });
    expect(await stage.world.services.user(desk.customer)).toMatchObject({ tier: 3, status: 'active' });
  });

  test('a proposal is approved and executed, by whoever decides and by nobody else', async () => {
    await operator.page.goto(`${stage.address}/admin/governance/${desk.proposal}`);
    await operator.page.getByText('Votes').waitFor();
    expect(await operator.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    const { page } = founder;
    await page.goto(`${stage.address}/admin/governance/${desk.proposal}`);
    for (const step of ['Approve', 'Execute']) {
      await page.getByRole('button', { name: step }).click();
      await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    }
    await page.getByText('was executed').waitFor();
    await operator.page.getByText('was executed').waitFor();
  });

  test('the proof of the reserves is checked, and that the day is in the audit log', async () => {
    const { page } = operator;
    await goTo(operator, 'Reserves');
    await page.getByRole('heading', { level: 1, name: /Reserves/ }).waitFor();
    await page.goto(`${stage.address}/wallet/proof`);
    await page.getByText(/^It (is|was) all there/).waitFor();
    await page.goto(`${stage.address}/admin/audit?action=alert.acknowledge`);
    await page.getByRole('link', { name: /^#\d/ }).first().click();
    const prove = page.getByRole('button', { name: 'Prove it' });
    await prove.waitFor();
    // The newest entries are signed a moment later.
    await expect
      .poll(async () => {
        await prove.click();
        await page.locator('[data-proof]').waitFor();
        return await page.locator('[data-proof]').getAttribute('data-proof');
      })
      .toBe('true');
  });

  test('what is still open is handed over, and whoever is asked takes it', async () => {
    const { operator: mine, superAdmin: theirs } = stage.world.keys;
    const { page } = operator;
    await page.goto(`${stage.address}/admin/alerts/${desk.alert}`);
    await page.getByLabel('To whom').selectOption(theirs.publicKey());
    await page.getByRole('button', { name: 'Hand it over' }).click();
    await page.getByText(`nobody takes care of it, ${short(theirs.publicKey())} is asked to`).waitFor();
    await founder.page.goto(`${stage.address}/admin/alerts/${desk.alert}`);
    await founder.page.getByText(`By ${short(mine.publicKey())}.`).waitFor();
    await founder.page.getByRole('button', { name: 'I take care of it' }).click();
    await page.getByText(`firing, ${short(theirs.publicKey())} takes care of it`).waitFor();
    await page.getByText('Operator').first().click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // Nothing that the policy refuses was tried all day.
    for (const { complaints } of [operator, officer, founder])
      expect(complaints.filter((each) => /Security Policy|script-src/.test(each))).toEqual([]);
  });
});

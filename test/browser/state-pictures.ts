import type { Page } from 'playwright-core';
import type { Holder } from '../../integration/test/holders.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { sleepOn } from './months.ts';
import { FOLD, keep, rest, sizes } from './picture.ts';

const PATIENCE_MS = 60_000;
const DEPOSITED = 300_000n;

/** What comes about seldom, of a system where it can be brought about: its chains do what they are told to. */
export async function statePictures(): Promise<void> {
  const stage = await startAdminStage({
    ...{ proofs: {}, signedAudit: true, lifetimesEveryMs: 500, monitor: { everyMs: 500 } },
  });
  try {
    await deskPictures(stage);
    const holder = await stage.world.createHolder(DEPOSITED);
    const page = await openWallet(stage, holder);
    await announcedPicture(page, stage, holder);
    await spentSincePicture(page, stage, holder);
    await offlinePicture(page, stage);
    await archivedPicture(page, stage);
  } finally {
    await stage.stop();
  }
}

const cardOf = (page: Page, title: string) =>
  page.locator('.card').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

/** Drafts of proposals, and what is asked before a part of the audit log is saved. */
async function deskPictures({ visit, world, address }: AdminStage): Promise<void> {
  const { page } = await visit(world.keys.superAdmin);
  await page.goto(`${address}/admin/governance`);
  const limits = { tier: '1', operation: 'Transfer', 'at once': '50000000', 'a day': '200000000', 'a month': '' };
  for (const [name, value] of Object.entries(limits)) await page.getByLabel(name, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Keep as a draft' }).click();
  await page.getByRole('combobox').first().selectOption('Resume');
  await page.getByRole('button', { name: 'Keep as a draft' }).click();
  await page.getByRole('button', { name: 'Discard Resume' }).waitFor();
  await rest(page);
  await keep(page, 'admin-drafts', FOLD, cardOf(page, 'Drafts'));
  await page.goto(`${address}/admin/audit`);
  await page.getByText('Which entries, and as what').click();
  await page.getByLabel('First entry').fill('1');
  await page.getByLabel('Last entry').fill('3');
  await rest(page);
  await keep(page, 'admin-export', FOLD, cardOf(page, 'Take it away'));
  await page.context().close();
}

async function openWallet({ browser, address }: AdminStage, holder: Holder): Promise<Page> {
  const page = await (await browser.newContext({ viewport: sizes.wide })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${address}/wallet/`);
  await page.getByRole('button', { name: 'I have a secret key' }).click();
  await page.getByLabel('Secret key (S…)').fill(holder.keypair.secret());
  await page.keyboard.press('Enter');
  await page.locator(`[data-balance="${DEPOSITED}"]`).waitFor();
  return page;
}

/** A payment that no block has, and one in whose place another came. */
async function announcedPicture(page: Page, { world, address }: AdminStage, holder: Holder): Promise<void> {
  await page.goto(`${address}/wallet/receive`);
  await page.getByText('Derived again in this browser').waitFor();
  const [paid] = await world.bitcoin.pay([holder.depositAddress, 150_000n]);
  await page.locator('[data-pending=waiting]').waitFor();
  const other = await world.bitcoin.replace(paid!, [holder.depositAddress, 149_000n]);
  await page.locator('[data-pending=gone]').waitFor();
  await page
    .locator('.card')
    .filter({ hasText: other.txid.slice(0, 10) })
    .waitFor();
  await rest(page);
  await keep(page, 'wallet-announced');
  await world.bitcoin.mine(2);
  await world.waitFor(other, 'minted');
}

/** A proof of which an output was spent since. */
async function spentSincePicture(page: Page, { world, address }: AdminStage, holder: Holder): Promise<void> {
  for (let state = ''; state !== 'published'; ) {
    await world.bitcoin.mine(1);
    ({ state } = await world.services.proveReserves());
  }
  const id = await world.withdraw(holder, { sats: 100_000n, to: await world.bitcoin.call<string>('getnewaddress') });
  await world.waitForWithdrawal(id, 'broadcast');
  await world.bitcoin.mine(2);
  await world.waitForWithdrawal(id, 'settled');
  await page.goto(`${address}/wallet/proof`);
  await page.getByText(/^It was all there/).waitFor();
  await keep(page, 'wallet-proof-spent-since');
}

async function offlinePicture(page: Page, { address }: AdminStage): Promise<void> {
  await page.goto(`${address}/wallet/`);
  await page.locator('[data-balance]').waitFor();
  await rest(page);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await page.context().setOffline(true);
  await page.reload();
  await page.getByText('You are offline').waitFor();
  await page
    .getByText(/^As of/)
    .first()
    .waitFor();
  await keep(page, 'wallet-no-network');
  await page.context().setOffline(false);
}

/** A transfer of somebody whom the network has put away. */
async function archivedPicture(page: Page, { world, address }: AdminStage): Promise<void> {
  const to = (await world.createUser()).address;
  await sleepOn(world);
  await page.goto(`${address}/wallet/send`);
  await page.getByLabel('Stellar address').fill(to);
  await page.getByLabel('Amount in BTC').fill('0.001');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByText('it says just this').waitFor();
  await page.getByText('Nothing of it is lost').waitFor();
  await rest(page);
  await keep(page, 'wallet-archived');
}

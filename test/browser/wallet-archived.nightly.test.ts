import { entryLifetimes, openNetwork } from '@istsi/soroban-client';
import { Contract, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../integration/test/world.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt } from './browser.ts';
import { installStub } from './stub-wallets.ts';

const PHONE = { width: 360, height: 780 };
/** Of five seconds each. */
const DAY_LEDGERS = 17_280;

let stage: AdminStage;

/** Has the network make so many ledgers at once, as in a long time. */
async function sleepDays(days: number): Promise<void> {
  const answer = await fetch(stage.world.sandbox.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceLedgers' },
      params: { count: days * DAY_LEDGERS },
    }),
  });
  expect(await answer.json()).not.toHaveProperty('error');
}

/** Which entries of its footprint a transaction brings back. */
function restoredBy(envelope: string, networkPassphrase: string): { archived: readonly number[]; fee: string } {
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  if (!('source' in transaction)) throw new Error('the wallet was handed a fee bump');
  const { ext } = transaction.tx;
  if (ext.type !== 'sorobanData') throw new Error('the wallet was handed no call of a contract');
  const { ext: more } = ext.value;
  const archived = more.type === 'resourceExt' ? more.value.archivedSorobanEntries : [];
  return { archived, fee: String(transaction.fee) };
}

describe.skipIf(!hasBrowser)('a holder who was away for months, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ lifetimesEveryMs: 1_000 });
  }, 240_000);
  afterAll(async () => await stage?.stop());

  test('finds the balance, and what the network had archived comes back with what is signed, at the fee that is said', async () => {
    const { world, address, browser } = stage;
    const holder = await world.createHolder(150_000n);
    const friend = await world.createUser();
    const network = openNetwork(world.sandbox);
    const instances = Object.values(world.manifest.contracts).map(({ id }) =>
      new Contract(id).getFootprint().toXdr('base64'),
    );
    // What the system needs is kept by its services, what is a holder's by who touches it: for 120 days each time.
    await sleepDays(70);
    await until(
      async () =>
        (await entryLifetimes(network, instances)).every(({ ledgersLeft }) => (ledgersLeft ?? 0) > 60 * DAY_LEDGERS) ||
        undefined,
      () => 'the contracts to be kept',
    );
    await sleepDays(55);
    const { networkPassphrase } = network;
    const context = await browser.newContext({ viewport: PHONE });
    const stub = await installStub(context, 'freighter', holder.keypair, networkPassphrase);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${address}/wallet/`);
    await page.getByRole('button', { name: 'I have a wallet' }).click();
    await page.getByRole('button', { name: 'Freighter', exact: true }).click();
    await page.locator('[data-balance="150000"]').waitFor();
    await page.goto(`${address}/wallet/send`);
    await page.getByLabel('Stellar address').fill(friend.address);
    await page.getByLabel('Amount in BTC').fill('0.0005');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('it says just this').waitFor();
    const said = await page.locator('main').innerText();
    expect(await lookAt(page, 'wallet-after-archival')).toEqual([]);
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByText('It is theirs').waitFor();
    expect(stub.handed).toHaveLength(1);
    // Its own transaction brings them back (CAP-66), and the fee that the page said pays for that.
    const { archived, fee } = restoredBy(stub.handed[0]!.envelope, networkPassphrase);
    expect(archived.length).toBeGreaterThan(0);
    expect(said).toContain(`${(Number(fee) / 1e7).toFixed(7)} XLM`);
    expect(await world.balance(friend.address)).toBe(50_000n);
    await page.goto(`${address}/wallet/`);
    await page.locator('[data-balance="100000"]').waitFor();
    await context.close();
  });
});

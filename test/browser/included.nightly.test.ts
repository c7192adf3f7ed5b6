import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proveAccount } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../integration/test/holders.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';

let stage: AdminStage;
let holder: Holder;
let page: Page;
const directory = mkdtempSync(join(tmpdir(), 'istsi-included-'));
const source = { file: join(directory, 'owed.jsonl'), secretFile: join(directory, 'owed.secret') };

/** Of nothing: this system has no bitcoin beside what stands behind the iSTSi that it issued, and a proof has to cover all. */
const owe = (id: string) => writeFileSync(source.file, `${JSON.stringify({ id, balance_sats: '0' })}\n`);

const fileOf = async (id: string): Promise<string> => JSON.stringify(await proveAccount(source, id), null, 2);

async function publish(): Promise<void> {
  await stage.world.bitcoin.mine(1);
  await expect
    .poll(async () => (await stage.world.services.proveReserves()).state, { timeout: 120_000 })
    .toBe('published');
}

const outpointOf = async ({ address }: Holder): Promise<string> => {
  const { items } = await stage.world.services.deposits({ user: address, limit: 1 });
  const [{ txid, vout }] = items as [(typeof items)[number]];
  return `${txid}:${vout}`;
};

async function openProof(): Promise<void> {
  await page.goto(`${stage.address}/wallet/proof`);
  await page.locator('[data-proof=good]').waitFor();
}

async function askFor(field: string, value: string, button: string): Promise<void> {
  await page.getByLabel(field).fill(value);
  await page.getByRole('button', { name: button }).click();
}

const lookFor = (address: string) => askFor('Stellar address', address, 'Look for its deposits');
const prove = (operation: string) => askFor('Operation: a withdrawal’s id', operation, 'Prove it');

const entryForm = () => page.locator('form').filter({ hasText: 'An entry of the audit log' });

async function give(text: string, state: string): Promise<void> {
  const buffer = Buffer.from(text);
  await page.getByLabel('The file').setInputFiles({ name: 'proof.json', mimeType: 'application/json', buffer });
  await page.locator(`[data-account=${state}]`).waitFor();
}

describe.skipIf(!hasBrowser)('my balance and an audit entry on the page of the proof, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ proofs: { liabilities: source }, signedAudit: true });
    holder = await stage.world.createHolder(120_000n);
    page = await (await stage.browser.newContext({ viewport: WIDE })).newPage();
    page.setDefaultTimeout(60_000);
  });
  afterAll(async () => {
    await stage?.stop();
    rmSync(directory, { recursive: true });
  });

  test('the deposits of an address are found in the books, and nothing is said of what is no address or unknown', async () => {
    await publish();
    await openProof();
    await lookFor(holder.address);
    await page.locator('[data-deposits=good]').waitFor();
    await page.getByText('1 deposit of this address, 0.00120000 BTC: in the books').waitFor();
    await page.getByText('Not checked: which deposits are whose').waitFor();
    await lookFor('GABC');
    await page.getByText('This is no Stellar address').waitFor();
    expect(await page.locator('[data-deposits]').count()).toBe(0);
    await lookFor(Keypair.random().publicKey());
    await page.getByText('does not know this address: nothing was compared').waitFor();
  });

  test('an amount that the service tells otherwise is a contradiction', async () => {
    await page.route('**/deposits?*', async (route) => {
      const answered = await route.fetch();
      const text = await answered.text();
      await route.fulfill({ response: answered, body: text.replaceAll('"120000"', '"120001"') });
    });
    await lookFor(holder.address);
    await page.locator('[data-deposits=bad]').getByText('with another amount').waitFor();
    await page.unroute('**/deposits?*');
  });

  test('entries of an operation are proved; others, changed ones and silence are told apart', async () => {
    const outpoint = await outpointOf(holder);
    // The newest entries are signed a moment later.
    await expect
      .poll(async () => {
        await prove(outpoint);
        await entryForm().locator('.notice').waitFor();
        return await page.locator('[data-entries=true]').count();
      })
      .toBe(1);
    await page.getByText(/proved to be in the log of/).waitFor();
    await page.getByText('Not checked: that these are all of its entries').waitFor();
    await prove('what is none');
    await page.getByText('This names no operation').waitFor();
    await prove('ab'.repeat(32));
    await page.getByText('No signed entry of the audit log is about').waitFor();
    await page.route('**/v1/audit/proof/*', async (route) => {
      const answered = await route.fetch();
      const body = (await answered.text()).replace(/^index \d+$/m, 'index 0');
      await route.fulfill({ response: answered, body });
    });
    await prove(outpoint);
    await page.getByText('The proof does not hold: nothing is shown to be in the log').waitFor();
    await page.unroute('**/v1/audit/proof/*');
    await page.route('**/v1/**', (route) => route.abort());
    await prove(outpoint);
    await entryForm().getByText('The service does not answer: nothing was checked').waitFor();
    expect(await page.locator('[data-entries]').count()).toBe(0);
    await page.unroute('**/v1/**');
  });

  test('an address that is newer than the proof is told that the proof is older', async () => {
    const later = await stage.world.createHolder(50_000n);
    await page.reload();
    await page.locator('[data-proof=good]').waitFor();
    await lookFor(later.address);
    await page.getByText('This proof is older than all that was minted to this address').waitFor();
  });

  test('a balance off chain is found by its file, in the proof that it is of', async () => {
    await openProof();
    await page.getByText('This proof says that nothing is owed off chain.').waitFor();
    owe('account-0');
    const first = await fileOf('account-0');
    await give(first, 'not-in-it');
    await publish();
    await openProof();
    await give(first, 'included');
    await page.getByText('“account-0” with 0.00000000 BTC is the only account').waitFor();
    await give(first.replace('account-0', 'account-1'), 'not-in-it');
    await give('{}', 'malformed');
    await page.getByText('This is no proof of an account').waitFor();
    await give('x'.repeat(1_000_001), 'too-large');
    owe('somebody');
    await publish();
    await openProof();
    await give(first, 'earlier');
    await page.getByText('whether that one holds was not checked').waitFor();
    await give(await fileOf('somebody'), 'included');
  });

  test('looks as it should, with the wallet’s own address already there', async () => {
    await page.goto(`${stage.address}/wallet/`);
    await page.getByRole('button', { name: 'I have a secret key' }).click();
    await page.getByLabel('Secret key (S…)').fill(holder.keypair.secret());
    await page.keyboard.press('Enter');
    await page.locator('[data-balance="120000"]').waitFor();
    await openProof();
    expect(await page.getByLabel('Stellar address').inputValue()).toBe(holder.address);
    await page.getByRole('button', { name: 'Look for its deposits' }).click();
    await page.locator('[data-deposits=good]').waitFor();
    await give(await fileOf('somebody'), 'included');
    await prove(await outpointOf(holder));
    await page.locator('[data-entries=true]').waitFor();
    expect(await lookAt(page, 'wallet-included')).toEqual([]);
    await give('{}', 'malformed');
    await lookFor('GABC');
    await prove('none');
    expect(await lookAt(page, 'wallet-included-refused')).toEqual([]);
  });
});

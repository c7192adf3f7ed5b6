import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signOffline } from '../../integration/test/sign-offline.ts';
import { until } from '../../integration/test/world.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';

const PSBT_MAGIC = Buffer.from('psbt\xff', 'latin1');

let stage: AdminStage;
let files: string;

describe.skipIf(!hasBrowser)('a signer that no network reaches, in a browser', () => {
  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'istsi-offline-'));
    stage = await startAdminStage({ unreliable: true });
  });
  afterAll(async () => {
    await stage?.stop();
    rmSync(files, { recursive: true, force: true });
  });

  test('gets a payment as a file, and its signatures come back as one, whichever the first attempts were', async () => {
    const { world, address } = stage;
    for (const signer of world.unreliable.slice(1)) signer.behave({ '/sign': 'gone' });
    const holder = await world.createHolder(300_000n);
    const id = await world.withdraw(holder, { sats: 100_000n, to: await world.bitcoin.call('getnewaddress') });
    const { txid } = await until(
      async () => {
        const shown = await world.services.withdrawal(id);
        return shown?.refusal?.code === 'too-few-signatures' ? shown : undefined;
      },
      () => `withdrawal ${id} to have one signature of two`,
    );

    const { page } = await stage.visit(world.keys.operator);
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Signers' }).click();
    await page.getByText('With a signer that is offline').click();
    await page.getByText(/^Version 1, 1 signature,/).waitFor();
    expect(await lookAt(page, 'signers-offline')).toEqual([]);
    await page.setViewportSize(WIDE);

    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Save the PSBT of ${txid}` }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe(`${txid!.slice(0, 16)}.psbt`);
    const file = join(files, saved.suggestedFilename());
    await saved.saveAs(file);
    const psbt = readFileSync(file);
    expect(psbt.subarray(0, PSBT_MAGIC.length)).toEqual(PSBT_MAGIC);

    const bring = page.getByLabel('Bring it back, signed');
    const nonsense = join(files, 'holiday.psbt');
    writeFileSync(nonsense, 'no PSBT');
    await bring.setInputFiles(nonsense);
    const refused = page.locator('main').getByRole('alert');
    await refused.first().waitFor();
    expect(await lookAt(page, 'signers-offline-refused')).toEqual([]);
    await page.setViewportSize(WIDE);
    // Without a new signature in it, nothing is gained by it and nothing said to be.
    await bring.setInputFiles(file);
    await expect.poll(async () => (await world.services.payment(txid!))?.signedBy.length).toBe(1);
    expect((await world.services.withdrawal(id))!.state).toBe('signing');

    await world.signers[2]!.stop();
    const signed = join(files, 'signed.psbt');
    writeFileSync(signed, await signOffline(world, 2, psbt));
    await bring.setInputFiles(signed);
    await page.getByText('Its signatures are taken.').first().waitFor();
    await until(
      async () => ((await world.services.payment(txid!))?.signedBy.length === 2 ? true : undefined),
      () => 'the second signature to be taken',
    );
    await page.getByText(/^Version 1, 2 signatures,/).waitFor();
    await page.getByText('With a signer that is offline').waitFor({ state: 'detached' });
    await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(2);
    await world.waitForWithdrawal(id, 'settled');
    await page.goto(`${address}/admin/operations/${id}`);
    await page.getByText('settled', { exact: true }).first().waitFor();
    expect((await world.services.withdrawal(id))!.txid).toBe(txid);

    // What was sent for it is read out of the XDR, and is what its hash says.
    await page.goto(`${address}/admin/operations/${txid}`);
    await page.getByText('What it says').first().click();
    await page.getByText('whose hash is the one above').waitFor();
  });
});

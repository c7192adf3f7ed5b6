import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../integration/test/holders.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, lookAt, WIDE } from './browser.ts';

let stage: AdminStage;
let page: Page;
let holder: Holder;
const complaints: string[] = [];

const open = async () => {
  await page.goto(`${stage.address}/wallet/proof`);
  await page.locator('[data-proof=good]').waitFor();
};
const verdictIs = (verdict: string) => page.locator(`[data-verdict="${verdict}"]`).waitFor();
const saidOfStellar = (word: string) => page.locator(`[data-asked="stellar ${word}"]`).waitFor();
const saidOfBitcoin = (word: string) => page.locator(`[data-asked="bitcoin ${word}"]`).waitFor();
const isBacked = () => page.getByText(/^It (is|was) all there/).count();

async function publish(): Promise<void> {
  await stage.world.bitcoin.mine(1);
  await expect
    .poll(async () => (await stage.world.services.proveReserves()).state, { timeout: 120_000 })
    .toBe('published');
}

/** A server that answers otherwise than the chain has it, or not at all. */
async function whileAnswered(url: string, change: ((body: string) => string) | undefined, work: () => Promise<void>) {
  await page.route(url, async (route) => {
    if (!change) return await route.abort();
    const answered = await route.fetch();
    await route.fulfill({ response: answered, body: change(await answered.text()) });
  });
  await work();
  await page.unroute(url);
}

describe.skipIf(!hasBrowser)('the page of the proof asks nodes by itself, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({ proofs: {} });
    holder = await stage.world.createHolder(120_000n);
    page = await (await stage.browser.newContext({ viewport: WIDE })).newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Security Policy/i.test(message.text())) complaints.push(message.text());
    });
  });
  afterAll(async () => await stage?.stop());

  test('it is all there once both were asked, and each claim says whose word it is', async () => {
    await publish();
    await open();
    await verdictIs('now');
    await page.getByText('It is all there.').waitFor();
    await page.getByText(/^Still so at block \d+: none of it is spent/).waitFor();
    const claims = page.locator('section').filter({ hasText: 'What is known, and from where' });
    const text = await claims.innerText();
    const [rpc, esplora] = [stage.world.sandbox.rpcUrl, stage.world.networks.esploraUrl].map(
      (url) => new URL(url).host,
    );
    expect(text).toContain('recomputed here');
    expect(text).toContain(`${rpc}: attested by 2 of 3 custodians`);
    expect(text).toMatch(new RegExp(`${rpc}: 0\\.00120000 BTC issued, 0\\.00120000 BTC held and not owed`));
    expect(text).toContain(`${esplora}: 1 output, 0.00120000 BTC`);
    expect(await lookAt(page, 'wallet-proof-asked')).toEqual([]);
  });

  test('a server that the operator does not name is not asked, and the page says who decides that', async () => {
    await page.getByLabel('Bitcoin server').fill('https://esplora.example/api');
    await verdictIs('files-stellar');
    expect(await isBacked()).toBe(0);
    await page.getByRole('button', { name: 'Ask this server' }).click();
    await page.getByText(/This page may ask only .*its operator says so/).waitFor();
    await page.getByLabel('Bitcoin server').fill('esplora');
    await page.getByRole('button', { name: 'Ask this server' }).click();
    await page.getByText('This is no address of a server').waitFor();
    // The policy holds whatever the page itself thinks.
    const refused = await page.evaluate(
      "fetch('https://esplora.example/api/blocks/tip/height').then(() => 'asked', () => 'refused')",
    );
    expect(refused).toBe('refused');
    expect(complaints.splice(0).join()).toMatch(/connect-src/);
    await page.getByLabel('Bitcoin server').fill(stage.world.networks.esploraUrl);
    await page.getByRole('button', { name: 'Ask this server' }).click();
    await verdictIs('now');
  });

  test('what is not answered is not known, and nothing is called backed', async () => {
    const { sandbox, networks } = stage.world;
    await whileAnswered(`${networks.esploraUrl}/**`, undefined, async () => {
      await open();
      await saidOfBitcoin('silent');
      await verdictIs('files-stellar');
      await page.getByText('Bitcoin has not answered: whether the coins are there is not known here.').waitFor();
      expect(await lookAt(page, 'wallet-proof-silent')).toEqual([]);
    });
    await whileAnswered(`${sandbox.rpcUrl}/**`, undefined, async () => {
      await open();
      await saidOfStellar('silent');
      await verdictIs('files-bitcoin');
    });
    expect(await isBacked()).toBe(0);
  });

  test('once more is issued or something is spent, the page speaks of the proof’s block, and of now with the next proof', async () => {
    const { world } = stage;
    const wasThere = () => page.getByText(/^It was all there at block \d+\.$/).waitFor();
    await world.createHolder(70_000n);
    await open();
    await verdictIs('at-block');
    await wasThere();
    await page.getByText('more is issued and owed by now than its outputs hold').waitFor();
    expect(await lookAt(page, 'wallet-proof-more-issued')).toEqual([]);
    await publish();
    await open();
    await verdictIs('now');

    const to = await world.bitcoin.call<string>('getnewaddress');
    const id = await world.withdraw(holder, { sats: 100_000n, to });
    await world.waitForWithdrawal(id, 'broadcast');
    await world.bitcoin.mine(2);
    await world.waitForWithdrawal(id, 'settled');
    await open();
    await verdictIs('at-block');
    await wasThere();
    await page.getByText(/outputs? of it (was|were) spent since/).waitFor();
    expect(await page.getByText('It is all there.').count()).toBe(0);
    expect(await lookAt(page, 'wallet-proof-spent-since')).toEqual([]);
    await publish();
    await open();
    await verdictIs('now');
  });

  test('what a node says otherwise is a contradiction', async () => {
    const { sandbox, networks } = stage.world;
    const spent = (body: string) =>
      body.replace('{"spent":false}', '{"spent":true,"status":{"confirmed":true,"block_height":1}}');
    await whileAnswered(`${networks.esploraUrl}/tx/*/outspends`, spent, async () => {
      await open();
      await saidOfBitcoin('bad');
      await verdictIs('bad');
      await page.getByText('a server that was asked says otherwise').waitFor();
      await page.getByText(/was not unspent at block \d+: block 1 spent it/).waitFor();
      expect(await lookAt(page, 'wallet-proof-contradicted')).toEqual([]);
    });
    const elsewhere = (body: string) => body.replace(/"passphrase":"[^"]*"/, '"passphrase":"Another network"');
    await whileAnswered(`${sandbox.rpcUrl}/**`, elsewhere, async () => {
      await open();
      await saidOfStellar('bad');
      await page.getByText('is of the network “Another network”').waitFor();
    });
    expect(complaints).toEqual([]);
  });
});

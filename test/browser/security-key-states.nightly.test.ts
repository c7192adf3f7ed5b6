import { fileURLToPath } from 'node:url';
import { type Api, createApi } from '@istsi/api';
import type { Keypair } from '@stellar/stellar-sdk';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AdminStage, configuredKeys, startAdminStage } from './admin-stage.ts';
import { type Authenticator, installAuthenticator } from './authenticator.ts';
import { hasBrowser, installWallet, lookAt, WIDE } from './browser.ts';
import { HOSTILE } from './hostile-words.ts';
import { pressByKeyboard } from './keyboard.ts';

const site = fileURLToPath(new URL('../../interfaces/admin/dist/site', import.meta.url));
/** How long a key that was shown counts. */
const FRESH_MS = 10_000;

let stage: AdminStage;
let api: Api;
let address: string;

interface Person {
  page: Page;
  authenticator: Authenticator;
  complaints: string[];
  /** How often a key was shown to the API. */
  shown(): number;
  signIn(): Promise<void>;
  signOut(): Promise<void>;
  open(): Promise<void>;
}

/** Somebody at a browser of their own, with an authenticator that has no keys yet. */
async function arrive(key: Keypair): Promise<Person> {
  const page = await (await stage.browser.newContext({ viewport: WIDE })).newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  let shown = 0;
  page.on('response', (response) => {
    if (response.url().endsWith('/second-factor') && response.ok()) shown++;
  });
  await installWallet(page, key, stage.world.sandbox.networkPassphrase);
  const authenticator = await installAuthenticator(page);
  return {
    ...{ page, authenticator, complaints, shown: () => shown },
    async signIn() {
      await page.goto(`${address}/admin/`);
      await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
      await page.getByRole('button', { name: 'Sign in the wallet' }).click();
    },
    async signOut() {
      await page.getByText(/^G.*·/).first().click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in with your wallet' }).waitFor();
    },
    async open() {
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Security keys' }).click();
      await page.getByRole('heading', { level: 1, name: 'Security keys' }).waitFor();
    },
  };
}

/** In every size and mode, and then as it was. */
async function look(page: Page, name: string): Promise<void> {
  expect(await lookAt(page, name)).toEqual([]);
  await page.setViewportSize(WIDE);
}

describe.skipIf(!hasBrowser)('security keys, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({});
    api = await createApi({
      ...{ services: stage.world.services, keys: configuredKeys, version: '1.2.3', log: () => {} },
      pages: [{ name: 'admin', directory: site }],
      requestsPerMinute: 100_000,
      secondFactor: { requiredOf: ['operator'], freshMs: FRESH_MS },
    });
    // Browsers make keys for names, and an address is none.
    const { port } = new URL(await api.listen({ host: '127.0.0.1', port: 0 }));
    address = `http://localhost:${port}`;
  });
  afterAll(async () => {
    await api?.close();
    await stage?.stop();
  });
  afterEach(async () => await stage.leave());

  test('one is added, shown at every sign-in and before what cannot be undone, and removed', async () => {
    const me = await arrive(stage.world.keys.superAdmin);
    const { page } = me;
    await me.signIn();
    await me.open();
    await page.getByText('You have none.').waitFor();
    await look(page, 'security-keys-empty');

    await page.getByLabel('Name').fill(HOSTILE);
    await pressByKeyboard(page, 'Add it');
    const card = page.locator('section.card').filter({ has: page.getByRole('heading', { name: HOSTILE }) });
    await card.getByText('counts').waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    await look(page, 'security-keys');
    // The same one twice is not two: the browser says so, and the page where it was asked for.
    await page.getByLabel('Name').fill('the same once more');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('alert').getByText('This key is one of yours already').waitFor();
    await look(page, 'security-keys-refused');

    await me.signOut();
    await me.signIn();
    await page.getByRole('heading', { level: 1, name: 'Show your security key' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Sections' }).count()).toBe(0);
    await look(page, 'second-factor');
    // A reload in the middle of it asks for the same.
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Show your security key' }).waitFor();
    // Whoever is not recognized shows nothing.
    await me.authenticator.recognize(false);
    const { credentials } = await me.authenticator.session.send('WebAuthn.getCredentials', {
      authenticatorId: me.authenticator.authenticatorId,
    });
    await me.authenticator.lose();
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.getByRole('alert').getByText('The browser gave no key').waitFor();
    await look(page, 'second-factor-refused');
    await me.authenticator.recognize(true);
    for (const credential of credentials)
      await me.authenticator.session.send('WebAuthn.addCredential', {
        ...{ authenticatorId: me.authenticator.authenticatorId, credential },
      });
    await pressByKeyboard(page, 'Show it');
    await page.getByRole('navigation', { name: 'Sections' }).waitFor();

    // What it showed counts for a while; then it is asked for again, and what was asked happens all the same.
    await page.waitForTimeout(FRESH_MS + 500);
    const before = me.shown();
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByLabel('Name').fill('of somebody recognized');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('.told-once').waitFor();
    expect(me.shown()).toBe(before + 1);
    await page.getByRole('button', { name: 'I have kept it' }).click();

    await me.open();
    await page.getByRole('button', { name: `Remove ${HOSTILE}` }).click();
    await page.getByRole('dialog').getByText('It opens nothing any more').waitFor();
    await look(page, 'security-keys-remove');
    await page.getByRole('button', { name: 'Remove it for good' }).click();
    await page.getByText('You have none.').waitFor();
    expect(me.complaints).toEqual([]);
  });

  test('a role that needs one opens nothing before it has one', async () => {
    const me = await arrive(stage.world.keys.operator);
    const { page } = me;
    await me.signIn();
    await page.getByRole('heading', { level: 1, name: 'Add a security key' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Sections' }).count()).toBe(0);
    await page.goto(`${address}/admin/webhooks`);
    await page.getByRole('heading', { level: 1, name: 'Add a security key' }).waitFor();
    await look(page, 'second-factor-first');
    await page.getByLabel('Name').fill('the blue one');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('navigation', { name: 'Sections' }).waitFor();
    await me.open();
    // The last one of a role that needs one stays.
    await page.getByRole('button', { name: 'Remove the blue one' }).click();
    await page.getByRole('button', { name: 'Remove it for good' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await look(page, 'security-keys-last');
    expect(me.complaints).toEqual([]);
  });

  test('lost ones are over once two others have said so', async () => {
    const { superAdmin, operator, complianceOfficer } = stage.world.keys;
    expect(await stage.world.services.securityKeys.list(operator.publicKey())).toHaveLength(1);
    const first = await arrive(superAdmin);
    await first.signIn();
    await first.open();
    await first.page.getByLabel('Whose').fill('GNOBODY');
    await first.page.getByLabel('Why').fill('a word');
    await first.page.getByRole('button', { name: 'Ask for it' }).click();
    await first.page.getByRole('alert').waitFor();
    await look(first.page, 'lost-keys-refused');
    await first.page.getByLabel('Whose').fill(operator.publicKey());
    await first.page.getByLabel('Why').fill(HOSTILE);
    await first.page.getByRole('button', { name: 'Ask for it' }).click();
    await first.page.getByText(HOSTILE).waitFor();
    expect(await first.page.locator('main img').count()).toBe(0);
    expect(await first.page.getByRole('button', { name: 'Agree' }).count()).toBe(0);
    await look(first.page, 'lost-keys');

    const second = await arrive(complianceOfficer);
    await second.signIn();
    await second.open();
    await second.page.getByText(HOSTILE).waitFor();
    await look(second.page, 'lost-keys-agree');
    await second.page.getByRole('button', { name: 'Agree' }).click();
    await second.page.getByText(HOSTILE).waitFor({ state: 'detached' });
    expect(await stage.world.services.securityKeys.list(operator.publicKey())).toEqual([]);
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });
});

import { Role } from '@istsi/contracts/clients/integration-router';
import { createSubmitter, openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { propose } from '../../integration/test/administer.ts';
import { type AdminStage, startAdminStage } from './admin-stage.ts';
import { hasBrowser, installWallet, lookAt, WIDE } from './browser.ts';

/** So short that a key was shown too long ago as soon as somebody has looked around. */
const FRESH_MS = 1_500;
/** As one that is plugged in. */
const USB_KEY = {
  protocol: 'ctap2',
  transport: 'usb',
  hasResidentKey: false,
  hasUserVerification: false,
  automaticPresenceSimulation: true,
} as const;

let stage: AdminStage;

/** A browser of somebody, with a wallet and one security key. */
interface Desk {
  page: Page;
  /** Up to where the dashboard, or what is asked for before it, is to be seen. */
  signIn(): Promise<void>;
  signOut(): Promise<void>;
  open(section: string): Promise<void>;
  /** How often each credential of the key was used. */
  uses(): Promise<number[]>;
  /** What the key knows is gone, as with one that is broken. */
  breakKey(): Promise<void>;
}

async function openDesk(wallet: Keypair): Promise<Desk> {
  const page = await (await stage.browser.newContext({ viewport: WIDE })).newPage();
  const devtools: CDPSession = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: USB_KEY });
  await installWallet(page, wallet, stage.world.sandbox.networkPassphrase);
  const sections = page.getByRole('navigation', { name: 'Sections' });
  const credentials = async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  return {
    page,
    async signIn() {
      // Keys are for names, and an address is none.
      await page.goto(`${stage.address.replace('127.0.0.1', 'localhost')}/admin/`);
      await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
      await page.getByRole('button', { name: 'Sign in the wallet' }).click();
      await sections.or(page.getByRole('heading', { name: 'Show your security key' })).waitFor();
    },
    async signOut() {
      await page.locator('details.who summary').click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in with your wallet' }).waitFor();
    },
    open: (section) => sections.getByRole('link', { name: section }).click(),
    uses: async () => (await credentials()).map(({ signCount }) => signCount),
    async breakKey() {
      for (const { credentialId } of await credentials())
        await devtools.send('WebAuthn.removeCredential', { authenticatorId, credentialId });
    },
  };
}

async function addKey({ page, open }: Desk, name: string): Promise<void> {
  await open('Security keys');
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('heading', { name }).waitFor();
}

const showAsked = ({ page }: Desk) => page.getByRole('heading', { name: 'Show your security key' });

describe.skipIf(!hasBrowser)('a security key, in a browser', () => {
  beforeAll(async () => {
    stage = await startAdminStage({}, { requiredOf: [], freshMs: FRESH_MS });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.leave());

  test('is added, asked for at the next sign-in, shown, and removed', async () => {
    const desk = await openDesk(stage.world.keys.complianceOfficer);
    const { page } = desk;
    await desk.signIn();
    await desk.open('Security keys');
    await page.getByText('You have none.').waitFor();
    await addKey(desk, 'the blue one');
    expect(await lookAt(page, 'security-keys')).toEqual([]);
    await page.setViewportSize(WIDE);
    await desk.signOut();

    await desk.signIn();
    await showAsked(desk).waitFor();
    expect(await lookAt(page, 'security-keys-show')).toEqual([]);
    // The wallet alone opens nothing, whatever is asked for by its address.
    const statuses = `Promise.all(['operations', 'customers', 'keys'].map((name) => fetch('/v1/' + name)))
      .then((answers) => answers.map(({ status }) => status))`;
    expect(await page.evaluate(statuses)).toEqual([403, 403, 403]);
    await page.getByRole('button', { name: 'Show it' }).click();
    await desk.open('Security keys');
    await page.getByText('shown last').waitFor();
    await page.getByRole('button', { name: 'Remove the blue one' }).click();
    await page.getByRole('button', { name: 'Remove it for good' }).click();
    await page.getByText('You have none.').waitFor();
    await desk.signOut();
    await desk.signIn();
    await desk.open('Security keys');
  });

  test('is shown again before what cannot be undone, and whoever cannot show it does nothing', async () => {
    const desk = await openDesk(stage.world.keys.superAdmin);
    const { page } = desk;
    await desk.signIn();
    await addKey(desk, 'the red one');
    const makeKey = async (name: string): Promise<void> => {
      await desk.open('API keys');
      await page.getByLabel('Name').fill(name);
      await page.getByRole('checkbox', { name: /^read / }).check();
      await page.waitForTimeout(FRESH_MS);
      await page.getByRole('button', { name: 'Make it' }).click();
    };
    const [before] = await desk.uses();
    await makeKey('ledger export');
    await page.getByText('The key “ledger export”, told this once').waitFor();
    expect((await desk.uses())[0]).toBeGreaterThan(before!);
    await page.getByRole('button', { name: 'I have kept it' }).click();

    await desk.breakKey();
    await makeKey('of a thief');
    await page.locator('.notice').first().waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'ledger export' }).waitFor();
    expect(await page.getByRole('heading', { name: 'of a thief' }).count()).toBe(0);
  });

  test('that is lost is reset by two others, and a new one is added', async () => {
    const { keys, sandbox, contracts, services } = stage.world;
    const officer = keys.complianceOfficer;
    const network = openNetwork(sandbox);
    const second = Keypair.random();
    await propose(createSubmitter({ network, channels: [keys.superAdmin] }), contracts, keys.superAdmin, {
      tag: 'GrantRole',
      values: [second.publicKey(), Role.SystemAdmin],
    });
    const lost = await openDesk(officer);
    await lost.signIn();
    await addKey(lost, 'the lost one');
    await lost.signOut();
    await lost.breakKey();

    // The key of the test before is broken: the Super Admin's are forgotten, as two others would have them.
    const { id } = await services.securityKeys.askReset({
      ...{ account: keys.superAdmin.publicKey(), by: 'nobody', reason: 'the test before' },
    });
    await services.securityKeys.approveReset(id, 'nobody else');
    const asking = await openDesk(keys.superAdmin);
    await asking.signIn();
    await asking.open('Security keys');
    await asking.page.getByLabel('Whose').fill(officer.publicKey());
    await asking.page.getByLabel('Why').fill('stolen from the bag');
    await asking.page.getByRole('button', { name: 'Ask for it' }).click();
    await asking.page.getByText('stolen from the bag').waitFor();
    // Who asks does not agree as well.
    expect(await asking.page.getByRole('button', { name: 'Agree' }).count()).toBe(0);
    await lost.signIn();
    await showAsked(lost).waitFor();

    const agreeing = await openDesk(second);
    await expect.poll(() => services.administration.rolesOf(second.publicKey())).toContain('system-admin');
    await agreeing.signIn();
    await agreeing.open('Security keys');
    await agreeing.page.getByText('stolen from the bag').waitFor();
    expect(await lookAt(agreeing.page, 'security-keys-reset')).toEqual([]);
    await agreeing.page.getByRole('button', { name: 'Agree' }).click();
    await agreeing.page.getByText('stolen from the bag').waitFor({ state: 'detached' });

    // The page that asks for the key is still open.
    await lost.page.getByRole('button', { name: 'Sign out' }).click();
    await lost.signIn();
    await lost.open('Security keys');
    await lost.page.getByText('You have none.').waitFor();
    await addKey(lost, 'the new one');
    await lost.signOut();
    await lost.signIn();
    await lost.page.getByRole('button', { name: 'Show it' }).click();
    await lost.open('Security keys');
    await lost.page.getByRole('heading', { name: 'the new one' }).waitFor();
  });
});

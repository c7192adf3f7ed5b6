import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ApiOptions, createApi } from '@istsi/api';
import { fundAccount, openNetwork } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import type { Browser, Page } from 'playwright-core';
import { startWorld, type World, type WorldOptions } from '../../integration/test/world.ts';
import { installWallet, openBrowser, WIDE } from './browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Visit {
  page: Page;
  signed: string[];
  /** What the browser complained of: refused by the policy, failed, thrown. */
  complaints: string[];
}

/** The whole system with the pages of today's sources, and a browser. */
export interface AdminStage {
  world: World;
  address: string;
  browser: Browser;
  /** Signs in with this key, in a browser that was never here; `at`: by another way to the same API. */
  visit(key: Keypair, at?: string): Promise<Visit>;
  /** Closes every page. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

export const configuredKeys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };

export async function startAdminStage(
  options: WorldOptions,
  secondFactor?: ApiOptions['secondFactor'],
): Promise<AdminStage> {
  execFileSync(process.execPath, [`${root}interfaces/ui/build/build-sites.js`]);
  const [world, browser] = await Promise.all([startWorld(options), openBrowser()]);
  const api = await createApi({
    services: world.services,
    keys: configuredKeys,
    version: '1.2.3',
    log: () => {},
    secondFactor,
    pages: ['admin', 'wallet'].map((name) => ({
      ...{ name, asksNodes: name === 'wallet' },
      directory: `${root}interfaces/${name}/dist/site`,
    })),
    pageNodes: { stellar: [world.sandbox.rpcUrl], bitcoin: [world.networks.esploraUrl] },
    requestsPerMinute: 100_000,
  });
  const address = await api.listen({ host: '127.0.0.1', port: 0 });
  await fundAccount(openNetwork(world.sandbox), world.sandbox.friendbotUrl, world.keys.superAdmin.publicKey());
  return {
    ...{ world, address, browser },
    async visit(key, at = address) {
      const page = await (await browser.newContext({ viewport: WIDE })).newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        // The browser says so of a system whose governance opened no exchange.
        const isExpected = /404/.test(message.text()) && new URL(message.location().url).pathname === '/v1/exchange';
        if (message.type() === 'error' && !isExpected) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      const { signed } = await installWallet(page, key, world.sandbox.networkPassphrase);
      await page.goto(`${at}/admin/`);
      await page.getByRole('button', { name: 'Sign in with your wallet' }).click();
      await page.getByRole('button', { name: 'Sign in the wallet' }).click();
      await page.getByRole('navigation', { name: 'Sections' }).waitFor();
      // Before anybody was signed in, the API said so.
      complaints.length = 0;
      return { page, signed, complaints };
    },
    async leave() {
      for (const context of browser.contexts()) {
        // What a page asked for last may still be under way, in the hands of a test that is over.
        for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
        await context.close();
      }
    },
    async stop() {
      await browser.close();
      await api.close();
      await world.stop();
    },
  };
}

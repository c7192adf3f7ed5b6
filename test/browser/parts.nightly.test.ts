import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFindings, hasBrowser, keepScreenshot, lookAt, NARROW, openBrowser, WIDE } from './browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const site = join(root, 'interfaces/ui/dist/site');
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The page as it was built, under the policy that the API's pages have. */
async function serveParts(): Promise<Server> {
  const server = createServer((request, response) => {
    const asked = normalize(new URL(request.url!, 'http://127.0.0.1').pathname).replace(/^\/ui\//, '');
    const path = join(site, asked === '' ? 'index.html' : asked);
    const headers = { 'content-security-policy': "default-src 'self'; img-src 'self' data:" };
    try {
      const content = readFileSync(path);
      response.writeHead(200, { ...headers, 'content-type': types[extname(path)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

/** What pages are made of: what is exported with a capital letter, and is no type. */
function exportedParts(): string[] {
  const lines = readFileSync(join(root, 'interfaces/ui/src/index.ts'), 'utf8').matchAll(/export \{([^}]+)\}/g);
  const names = [...lines].flatMap(([, named]) => named!.split(',').map((name) => name.trim()));
  return names.filter((name) => /^[A-Z]/.test(name)).sort();
}

describe.skipIf(!hasBrowser)('the page of every part', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, 'interfaces/ui/build/build-sites.js'), 'ui']);
    [server, browser] = await Promise.all([serveParts(), openBrowser()]);
    page = await (await browser.newContext({ viewport: WIDE })).newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ui/`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test('shows each of them, in one state at least', async () => {
    const shown = await page.locator('[data-part]').evaluateAll((parts) => parts.map((part) => part.id));
    expect(shown.sort()).toEqual(exportedParts());
    for (const part of shown) expect(await page.locator(`#${part} figure`).count(), part).toBeGreaterThanOrEqual(1);
  });

  test('is accessible in every state and mode, and fits a telephone', async () => {
    // A plot is drawn once it is seen.
    for (const plot of await page.locator('#Plot .plot').all()) {
      await plot.scrollIntoViewIfNeeded();
      await plot.locator('canvas').waitFor();
    }
    expect(await lookAt(page, 'parts')).toEqual([]);
    await page.getByRole('button', { name: 'Open the dialog' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await lookAt(page, 'parts-dialog')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    for (const viewport of [NARROW, WIDE]) {
      await page.setViewportSize(viewport);
      // On a telephone the one before covers the next button.
      for (const button of await page.getByRole('button', { name: 'Tell it' }).all())
        await button.dispatchEvent('click');
      await page.getByText('Something bad happened').first().waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      await keepScreenshot(page, `parts-toasts-${viewport.width}`);
    }
    expect(complaints).toEqual([]);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { silentLog } from '@istsi/integration';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi } from '../src/api.ts';
import { nobody } from '../src/describe-api.ts';

const SHELL = '<!doctype html><title>wallet</title>';
const SCRIPT = `console.log(${'1'.repeat(2_000)})`;
const keys = { operator: 'o'.repeat(16), compliance: 'c'.repeat(16) };
let directory: string;
let api: Api;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), SHELL);
  writeFileSync(join(directory, 'assets/index-a1b2.js'), SCRIPT);
  writeFileSync(join(directory, 'assets/index-a1b2.js.gz'), gzipSync(SCRIPT));
  const pages = [{ name: 'wallet', directory }];
  api = await createApi({ services: nobody(), keys, version: '0', log: silentLog, pages });
});
afterAll(async () => {
  await api.close();
  rmSync(directory, { recursive: true });
});

describe('a page is served beside the API', () => {
  test.each(['/wallet/', '/wallet/track', `/wallet/track/${'ab'.repeat(32)}:1`, '/wallet/?from=elsewhere'])(
    '%s is the page itself, which is asked for anew each time',
    async (url) => {
      const { statusCode, body, headers } = await api.inject(url);
      expect([statusCode, body]).toEqual([200, SHELL]);
      expect(headers['cache-control']).toBe('no-cache');
    },
  );

  test('what has a hash in its name is kept for good, and sent compressed', async () => {
    const asked = { url: '/wallet/assets/index-a1b2.js', headers: { 'accept-encoding': 'gzip' } };
    const { statusCode, headers } = await api.inject(asked);
    expect(statusCode).toBe(200);
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await api.inject('/wallet/assets/index-a1b2.js')).body).toBe(SCRIPT);
  });

  test('nothing from elsewhere and nothing inline runs in it, and nobody frames it', async () => {
    for (const url of ['/wallet/', '/wallet/track', '/wallet/assets/index-a1b2.js']) {
      const policy = String((await api.inject(url)).headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
    }
  });

  test('a page that asks nodes may reach those that are named, and no other; the others reach none', async () => {
    const stellar = ['https://rpc.example/key-less', 'http://127.0.0.1:8000'];
    const asking = await createApi({
      ...{ services: nobody(), keys, version: '0', log: silentLog },
      pages: [
        { name: 'wallet', directory, asksNodes: true },
        { name: 'admin', directory },
      ],
      pageNodes: { stellar, bitcoin: ['https://rpc.example/api'] },
    });
    const policyOf = async (url: string) => String((await asking.inject(url)).headers['content-security-policy']);
    expect(await policyOf('/wallet/')).toContain(
      "default-src 'self'; connect-src 'self' https://rpc.example http://127.0.0.1:8000; base-uri",
    );
    expect(await policyOf('/wallet/')).not.toMatch(/unsafe|data:|\*/);
    expect(await policyOf('/admin/')).not.toMatch(/connect-src|http/);
    await asking.close();
  });

  test('its address without a slash leads to it', async () => {
    const { statusCode, headers } = await api.inject('/wallet');
    expect([statusCode, headers.location]).toEqual([308, '/wallet/']);
  });
});

describe('what is no page stays a problem', () => {
  test.each([
    ['GET', '/wallet/assets/gone-c3d4.js'],
    ['POST', '/wallet/track'],
    ['GET', '/admin/'],
    ['GET', '/v1/nothing'],
    ['GET', '/wallet/..%2f..%2fetc%2fpasswd.txt'],
  ] as const)('%s %s', async (method, url) => {
    const { statusCode, body } = await api.inject({ method, url });
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(statusCode).toBeLessThan(500);
    expect(JSON.parse(body)).toMatchObject({ code: expect.any(String) });
  });
});

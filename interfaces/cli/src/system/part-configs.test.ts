import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Configuration } from '../configuration.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { type PartSettings, writeServicesConfig } from './part-configs.ts';

const root = mkdtempSync(join(tmpdir(), 'istsi-parts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const directory = dataDirectory(root);
const parts = {
  ...{ directory, ports: { api: 8787 }, custody: { descriptors: [], custodians: [] } },
  ...{ stellar: { rpcUrl: 'http://127.0.0.1:8000' }, bitcoin: { rpcUrl: 'http://user:secret@127.0.0.1:18443' } },
  keys: { stellar: { operator: 'o', complianceOfficer: 'c', channels: [] }, api: {}, signers: [] },
} as unknown as PartSettings;

test.each<[string, number | undefined]>([
  ['as often as istsi.json says', 90],
  ['as often as is usual, where it does not say', undefined],
])('services hold both chains against each other %s', (_, everyMinutes) => {
  const reconciliation = everyMinutes === undefined ? undefined : { everyMinutes };
  expect(written(parts, { reconciliation }).reconcileEveryMinutes).toBe(everyMinutes);
});

test('browsers are told the nodes of this machine, and of others only those that istsi.json names for them', () => {
  const outside = { stellar: { rpcUrl: 'https://rpc.mine' }, bitcoin: { rpcUrl: 'https://node.mine' } };
  expect(written(parts, {}).api.pageNodes).toEqual({
    ...{ stellar: ['http://127.0.0.1:8000'], bitcoin: ['http://127.0.0.1:18443/esplora'] },
  });
  expect(written(parts, outside).api.pageNodes).toEqual({ stellar: [], bitcoin: [] });
  const named = { bitcoin: ['https://esplora.example/api'] };
  expect(written(parts, { ...outside, api: { pageNodes: named } }).api.pageNodes).toEqual({ stellar: [], ...named });
});

/** What `services run` reads. */
function written(given: PartSettings, settings: object) {
  const configuration = {
    ...{ apiHost: '127.0.0.1', trustedProxies: [], logLevel: 'info' },
    settings,
  } as unknown as Configuration;
  writeServicesConfig(given, configuration);
  return JSON.parse(readFileSync(given.directory.services, 'utf8'));
}

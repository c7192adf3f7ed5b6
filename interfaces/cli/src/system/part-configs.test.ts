import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Configuration } from '../configuration.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { type PartSettings, writeServicesConfig } from './part-configs.ts';

const root = mkdtempSync(join(tmpdir(), 'istsi-parts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each<[string, number | undefined]>([
  ['as often as istsi.json says', 90],
  ['as often as is usual, where it does not say', undefined],
])('services hold both chains against each other %s', (_, everyMinutes) => {
  const directory = dataDirectory(root);
  const parts = {
    ...{ directory, ports: { api: 8787 }, custody: { descriptors: [], custodians: [] } },
    keys: { stellar: { operator: 'o', complianceOfficer: 'c', channels: [] }, api: {}, signers: [] },
  } as unknown as PartSettings;
  const reconciliation = everyMinutes === undefined ? undefined : { everyMinutes };
  const configuration = {
    ...{ apiHost: '127.0.0.1', trustedProxies: [], logLevel: 'info' },
    settings: { reconciliation },
  } as unknown as Configuration;
  writeServicesConfig(parts, configuration);
  expect(JSON.parse(readFileSync(directory.services, 'utf8')).reconcileEveryMinutes).toBe(everyMinutes);
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkNames } from '@istsi/bitcoin-custody';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, describe, expect, test } from 'vitest';
import { settingsFields, settingsSchema } from './fields.ts';
import { type Outside, refusalsOnMainnet, refusalsOutside } from './mainnet-refusals.ts';
import { readSettings } from './read-settings.ts';
import { settingsTable } from './settings-table.ts';
import { bitcoinNetworks, SystemSettings } from './system-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'istsi-settings-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = join(directory, 'istsi.json');
const docs = (name: string): string => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');

function read(settings: unknown, environment: NodeJS.ProcessEnv = {}): SystemSettings {
  writeFileSync(file, JSON.stringify(settings));
  return readSettings(file, environment);
}

describe('what is published', () => {
  test('the schema is that of the code', () => {
    expect(JSON.parse(docs('istsi.schema.json'))).toEqual(settingsSchema());
  });

  test('the page has every field with its variable', () => {
    expect(docs('configuration.md')).toContain(settingsTable());
  });

  test('every example of the page and of the README is a configuration', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const examples = [
      ...`${docs('configuration.md')}\n${docs('seps.md')}\n${readme}`.matchAll(/```json istsi\n([\s\S]*?)```/g),
    ];
    expect(examples.length).toBeGreaterThan(1);
    for (const [, text] of examples) expect(SystemSettings.safeParse(JSON.parse(text!)).error).toBeUndefined();
  });

  test('the networks are those of custody', () => {
    expect([...bitcoinNetworks].sort()).toEqual([...networkNames].sort());
  });
});

describe('the environment', () => {
  test('has a variable of its own for every field, and every one counts', () => {
    const fields = settingsFields();
    expect(new Set(fields.map(({ variable }) => variable)).size).toBe(fields.length);
    const values: Record<string, string> = {
      text: 'https://a.example',
      number: '7',
      list: '["10.0.0.1"]',
      secret: 'postgres://user:password@db/istsi',
    };
    for (const { path, variable, kind, choices } of fields) {
      // What a field alone contradicts is named by its variable too: it was read.
      const text = choices?.[0] ?? values[kind]!;
      let found: unknown;
      try {
        found = readSettings(undefined, { [variable]: text });
      } catch (error) {
        expect((error as Error).message).toMatch(new RegExp(`${variable}|${path[0]}`));
        continue;
      }
      const value = path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], found);
      expect(value, variable).toEqual({ text, number: 7, list: ['10.0.0.1'], secret: { env: variable } }[kind]);
    }
  });

  test('is over the file; secrets come from variables, or from files that variables name', () => {
    const settings = read(
      { api: { host: '10.0.0.1', port: 1 }, database: { url: 'postgres://db/istsi' } },
      { ISTSI_API_PORT: '2', ISTSI_DATABASE_URL_FILE: '/run/secrets/database' },
    );
    expect(settings).toMatchObject({
      api: { host: '10.0.0.1', port: 2 },
      database: { url: { file: '/run/secrets/database' } },
    });
  });
});

test('paths in the file are relative to it', () => {
  expect(read({ dataDir: 'data', database: { url: { file: 'database.url' } } })).toMatchObject({
    dataDir: join(directory, 'data'),
    database: { url: { file: join(directory, 'database.url') } },
  });
});

const node = { rpcUrl: 'http://127.0.0.1:8332' };
const signer = (n: number) => ({
  ...{ url: `https://10.0.0.${n}:8791`, token: { file: `token-${n}` }, address: Keypair.random().publicKey() },
  tls: { certificate: 'a', ownKey: 'b', ownCertificate: 'c' },
});
const custody = { descriptors: ['wsh(…)'], threshold: 2 };

test.each<[string, unknown, NodeJS.ProcessEnv, RegExp]>([
  ['a field that there is not', { databse: {} }, {}, /istsi\.json: .*databse/],
  ['a port that is none', { api: { port: 70_000 } }, {}, /api\.port: /],
  ['a port that is none, in a variable', {}, { ISTSI_API_PORT: 'http' }, /ISTSI_API_PORT: /],
  [
    'a secret in the file',
    { api: { keys: { operator: 'a', compliance: 'b' } } },
    {},
    /api\.keys\.operator: a secret is not/,
  ],
  ['a password in a URL', { database: { url: 'postgres://u:p@db/x' } }, {}, /database\.url: a URL with a password/],
  ['a node’s password', { bitcoin: { rpcUrl: 'http://u:p@b:8332' } }, {}, /bitcoin\.rpcUrl: a URL with a password/],
  [
    'a database of another kind',
    {},
    { DATABASE_URL: 'mysql://u:hidden@x' },
    /DATABASE_URL: expected a URL that begins/,
  ],
  ['a cookie of no node', { bitcoin: { cookieFile: 'x' } }, {}, /bitcoin\.cookieFile: name rpcUrl/],
  ['a second view without a first', { bitcoin: { esploraUrl: 'http://e' } }, {}, /bitcoin\.esploraUrl: a second view/],
  ['three views', { bitcoin: { ...node, second: node, esploraUrl: 'http://e' } }, {}, /two views at most/],
  ['a network that is not embedded', { bitcoin: { network: 'signet' } }, {}, /the embedded node is regtest/],
  ['a sponsor whose accounts nobody fills', { stellar: { rpcUrl: 'http://s' }, sponsor: {} }, {}, /sponsor\.keys: /],
  [
    'a login in a NATS server’s URL',
    { nats: { servers: ['nats://hidden@n'] } },
    {},
    /nats\.servers\.0: who the relay is/,
  ],
  ['a NATS user without a password', { nats: { servers: ['tls://n'], user: 'u' } }, {}, /nats\.password: a user has/],
  [
    'two logins for NATS',
    { nats: { servers: ['tls://n'], credentials: { file: 'a' }, token: { file: 'b' } } },
    {},
    /nats\.user: the relay is one of these/,
  ],
  ['half a certificate for NATS', { nats: { servers: ['tls://n'], tls: { ownKey: 'k' } } }, {}, /nats\.tls: a cert/],
  [
    'a token sent to NATS in the clear',
    { nats: { servers: ['tls://a', 'nats://n:4222'], token: { file: 'b' } } },
    {},
    /nats\.servers: a secret would be sent in the clear to nats:\/\/n:4222/,
  ],
  [
    'services that nothing stops',
    { keys: { operator: { file: 'o' }, channels: { file: 'h' } } },
    {},
    /monitor\.breakerKey: without keys\.complianceOfficer no key here pauses/,
  ],
  ['signers without a custody', { signers: [signer(1)] }, {}, /custody: /],
  ['a custody without signers', { custody }, {}, /signers: /],
  ['a threshold that is never reached', { custody, signers: [signer(1)] }, {}, /2 of 1 signers can never agree/],
])('it refuses %s, and shows no secret', (_, settings, environment, message) => {
  expect(() => read(settings, environment)).toThrow(message);
  expect(() => read(settings, environment)).not.toThrow(/hidden|u:p@/);
});

describe('where value is real', () => {
  const securityKeys = {
    requiredOf: ['super-admin' as const, 'system-admin' as const, 'compliance-officer' as const],
    domain: 'admin.example',
  };
  const keys = { operator: { file: 'o' }, channels: { file: 'h' } };
  const fit: SystemSettings = {
    database: { url: { file: 'd' } },
    monitor: { breakerKey: { file: 'b' } },
    stellar: { rpcUrl: 'https://one.example', second: { rpcUrl: 'https://two.example' } },
    bitcoin: { network: 'mainnet', ...node, second: { rpcUrl: 'http://10.0.0.9:8332' } },
    manifest: 'manifest.json',
    ...{ custody, keys, signers: [signer(1), signer(2), signer(3)] },
    api: { keys: { operator: { file: 'x' }, compliance: { file: 'y' } }, securityKeys },
    guardian: { url: 'https://guardian.example', address: `G${'A'.repeat(55)}` },
  };
  const one = fit.signers![0]!;

  test('nothing is refused of what is fit for it', () => {
    expect(refusalsOnMainnet(fit)).toEqual([]);
  });

  test.each<[string, Partial<SystemSettings>, string]>([
    ['the embedded network', { stellar: {} }, 'stellar.rpcUrl'],
    ['the embedded node', { bitcoin: {} }, 'bitcoin.rpcUrl'],
    ['the embedded database', { database: {} }, 'database.url'],
    ['signers that start here', { signers: undefined }, 'signers'],
    ['generated keys', { keys: undefined }, 'keys'],
    ['an officer’s key', { keys: { ...keys, complianceOfficer: { file: 'c' } } }, 'keys.complianceOfficer'],
    ['generated API keys', { api: { securityKeys } }, 'api.keys'],
    [
      'people who sign in with a wallet alone',
      { api: { ...fit.api, securityKeys: undefined } },
      'api.securityKeys.requiredOf',
    ],
    [
      'keys of any host',
      { api: { ...fit.api, securityKeys: { ...securityKeys, domain: undefined } } },
      'api.securityKeys.domain',
    ],
    ['a deployment by `up`', { manifest: undefined }, 'manifest'],
    ['nobody who looks over their shoulders', { guardian: undefined }, 'guardian'],
    ['a guardian on this machine', { guardian: { ...fit.guardian!, url: 'http://127.0.0.1:1' } }, 'guardian'],
    ['a guardian who is a signer', { guardian: { ...fit.guardian!, address: one.address } }, 'guardian'],
    ['a faucet', { stellar: { ...fit.stellar, friendbotUrl: 'https://f' } }, 'stellar.friendbotUrl'],
    ['one signer who decides', { custody: { ...custody, threshold: 1 } }, 'custody.threshold'],
    ['one view of Stellar', { stellar: { rpcUrl: 'https://one.example' } }, 'stellar.second'],
    [
      'one view of Stellar, twice',
      { stellar: { rpcUrl: 'https://a', second: { rpcUrl: 'https://a/' } } },
      'stellar.second',
    ],
    ['one view of Bitcoin', { bitcoin: { network: 'mainnet', ...node } }, 'bitcoin.second'],
    ['one view of Bitcoin, twice', { bitcoin: { ...node, second: node } }, 'bitcoin.second'],
    ['two signers in one place', { signers: [one, { ...signer(1), address: 'G' }] }, 'signers.1'],
    ['one signer, twice', { signers: [one, { ...signer(2), address: one.address }] }, 'signers.1'],
    ['two signers with one token', { signers: [one, { ...signer(2), token: one.token }] }, 'signers.1'],
    ['a signer on this machine', { signers: [{ ...one, url: 'http://127.0.0.1:1' }, signer(2)] }, 'signers.0'],
    ['a signer without TLS', { signers: [{ ...one, tls: undefined }, signer(2)] }, 'signers.0'],
  ])('%s is refused', (_, change, field) => {
    expect(refusalsOnMainnet({ ...fit, ...change }).map((refusal) => refusal.field)).toEqual([field]);
  });

  const outside: Outside = {
    stellar: { ...fit.stellar, rpcUrl: 'https://one.example' },
    bitcoin: { ...fit.bitcoin, rpcUrl: node.rpcUrl },
    ...{ signers: fit.signers!, guardian: fit.guardian, api: fit.api },
  };
  const voices = ['a', 'b', 'c'].map((name) => ({ url: `https://${name}.example`, address: `G${name}` }));
  const [first, second] = voices as [(typeof voices)[0], (typeof voices)[0]];

  test.each<[string, NonNullable<Outside['exchange']>, string[]]>([
    ['reporters each on a machine of its own', { reporters: voices }, []],
    ['an exchange whose reporters tell nobody how they stand', { reporters: [] }, []],
    ['prices of a file', { reporters: voices, local: true }, ['exchange.local']],
    [
      'reporters on this machine, in one process',
      { reporters: voices.map((each, n) => ({ ...each, url: `http://127.0.0.1:${8795 + n}` })) },
      ['exchange.reporters.0', ...[1, 1, 2, 2].map((n) => `exchange.reporters.${n}`)],
    ],
    [
      'two reporters in one place',
      { reporters: [first, { ...second, url: `${first.url}:81/b` }] },
      ['exchange.reporters.1'],
    ],
    ['one reporter, twice', { reporters: [first, { ...second, address: first.address }] }, ['exchange.reporters.1']],
  ])('of an exchange: %s', (_, exchange, fields) => {
    expect(refusalsOutside({ ...outside, exchange }).map(({ field }) => field)).toEqual(fields);
  });
});

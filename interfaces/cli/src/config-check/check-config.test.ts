import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkConfig } from './check-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'istsi-config-'));
const at = (name: string) => join(directory, name);
const PUBLIC_NETWORK = 'Public Global Stellar Network ; September 2015';
let node: Regtest;
let sandbox: Sandbox;

beforeAll(async () => {
  [node, sandbox] = await Promise.all([startRegtest({ rpcPassword: 'secret' }), startSandbox()]);
  writeFileSync(at('cookie'), 'istsi:secret');
  writeManifest('manifest.json', sandbox.networkPassphrase);
  writeManifest('public.json', PUBLIC_NETWORK);
});
afterAll(async () => {
  await Promise.all([node.stop(), sandbox.stop()]);
  rmSync(directory, { recursive: true });
});

function writeManifest(name: string, networkPassphrase: string): void {
  const contract = { id: StrKey.encodeContract(Buffer.alloc(32, 1)), wasmHash: '' };
  const names = ['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager'];
  const contracts = Object.fromEntries(names.map((each) => [each, contract]));
  writeFileSync(at(name), JSON.stringify({ networkPassphrase, deployer: 'G…', label: 'main', contracts }));
}

interface Changes {
  bitcoin?: object;
  stellar?: object;
  [field: string]: unknown;
}

const signerAt = (url: string, tls?: object): object => ({
  ...{ url, token: 'x'.repeat(16), address: Keypair.random().publicKey() },
  ...(tls && { tls }),
});

/** The findings of a services' configuration that has these fields. */
async function findings(changes: Changes = {}): Promise<Record<string, { problem?: string; detail?: string }>> {
  const url = new URL(node.rpcUrl);
  const secret = Keypair.random().secret();
  const config = {
    databaseUrl: 'postgres://postgres:x@127.0.0.1:1/none',
    api: { host: '127.0.0.1', port: 1, keys: { operator: 'x'.repeat(16), compliance: 'y'.repeat(16) } },
    manifest: at('manifest.json'),
    descriptors: ['wsh(nothing)'],
    keys: { operator: secret, complianceOfficer: secret, channels: [secret] },
    signers: [signerAt('http://127.0.0.1:1')],
    logLevel: 'info',
    ...changes,
    stellar: { rpcUrl: sandbox.rpcUrl, ...changes.stellar },
    bitcoin: { rpcUrl: `http://${url.host}`, network: 'regtest', cookieFile: at('cookie'), ...changes.bitcoin },
  };
  writeFileSync(at('services.json'), JSON.stringify(config));
  return Object.fromEntries((await checkConfig(at('services.json'))).map(({ field, ...found }) => [field, found]));
}

test('what is right is said to be: a node with a cookie file, a network, keys', async () => {
  expect(await findings()).toMatchObject({
    'bitcoin.rpcUrl': { detail: 'regtest, at block 0' },
    'bitcoin.network': { detail: 'regtest' },
    manifest: { detail: expect.stringMatching(/^router C/) },
    keys: { detail: '1 accounts' },
  });
});

test.each<[string, Changes, string, RegExp]>([
  ['a database that is not there', {}, 'databaseUrl', /Nothing listens at 127\.0\.0\.1:1/],
  ['a descriptor that is none', {}, 'descriptors.0', /./],
  ['a signer that does not answer', {}, 'signers.0', /./],
  [
    'a signer on another machine in the clear',
    { signers: [signerAt('http://192.0.2.1:1')] },
    'signers.0',
    /192\.0\.2\.1:1 is another machine/,
  ],
  [
    'a certificate that is not there',
    {
      signers: [
        signerAt('https://192.0.2.1:1', { certificate: '/none.crt', ownKey: '/none', ownCertificate: '/none' }),
      ],
    },
    'signers.0',
    /^\/none: there is no such file or directory\.$/,
  ],
  ['contracts that are elsewhere', {}, 'stellar.rpcUrl', /integration-router is not at C.* on this network/],
  ['another passphrase', { manifest: at('public.json') }, 'stellar.rpcUrl', /Public Global Stellar Network/],
  [
    'real tokens for test coins',
    { manifest: at('public.json') },
    'bitcoin.network',
    /a test network \(regtest\).*public/,
  ],
  ['test tokens for real coins', { bitcoin: { network: 'mainnet' } }, 'bitcoin.network', /public network \(mainnet\)/],
  ['a node of another network', { bitcoin: { network: 'signet' } }, 'bitcoin.rpcUrl', /regtest/],
  ['a node that is not there', { bitcoin: { rpcUrl: 'http://127.0.0.1:1' } }, 'bitcoin.rpcUrl', /127\.0\.0\.1:1/],
  ['a cookie that is not there', { bitcoin: { cookieFile: '/none' } }, 'bitcoin.rpcUrl', /\/none/],
  ['a second node that is not there', { bitcoin: { second: { rpcUrl: 'http://127.0.0.1:1' } } }, 'bitcoin.second', /./],
  ['an RPC that is not there', { stellar: { rpcUrl: 'http://127.0.0.1:1' } }, 'stellar.rpcUrl', /127\.0\.0\.1:1/],
  [
    'a NATS server that is not there',
    { nats: { servers: ['nats://127.0.0.1:1'] } },
    'nats',
    /^no NATS server is reached at nats:\/\/127\.0\.0\.1:1: /i,
  ],
  [
    'what NATS is told who one is with, and that is not there',
    { nats: { servers: ['nats://127.0.0.1:1'], tls: { authority: '/none.pem' } } },
    'nats',
    /^\/none\.pem: there is no such file/,
  ],
  ['a collector that is not there', { tracing: { endpoint: 'http://127.0.0.1:1' } }, 'tracing', /not taken/],
  ['no manifest', { manifest: at('none') }, 'manifest', /none: there is no such file/],
  ['keys that are none', { keys: { operator: '', complianceOfficer: '', channels: [''] } }, 'keys', /3 of 3/],
])('it finds %s', async (_, changes, field, problem) => {
  const found = await findings(changes);
  expect(found[field]?.problem, JSON.stringify(found)).toMatch(problem);
  expect(found[field]?.problem).not.toMatch(/\bE[A-Z]{5,}\b/);
});

test('a shape that is wrong is refused with the path of the field', async () => {
  await expect(findings({ api: { host: '' } })).rejects.toThrow(/services\.json cannot be used: api\.host/);
});

/**
 * `npm run anchor-tests -- <directory>`: Stellar's own suite for anchors against an API on embedded networks.
 * The directory is `@stellar/anchor-tests` of github.com/stellar/stellar-anchor-tests, with its dependencies (`npm install`);
 * it is on no registry, and none of it is here. It knows Stellar's public networks only: the embedded one has the test network's
 * passphrase, and stands in for its Horizon and its friendbot.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '@istsi/api';
import { Keypair, Networks } from '@stellar/stellar-sdk';
import { startWorld } from '../../integration/test/world.ts';
import { startExchange } from '../../interfaces/api/test/sponsored-world.ts';
import sharePostgres from '../postgres.ts';
import { configure } from './configure.ts';
import { startHorizon } from './horizon.ts';

const PORT = 8787;
const HOME = `http://localhost:${PORT}`;
const QUOTED_MS = 60_000;

const suite = process.argv[2];
const command = suite && ['src/cli.ts', 'lib/cli.js'].map((name) => join(suite, name)).find((name) => existsSync(name));
if (!command) {
  console.error('usage: npm run anchor-tests -- <directory of @stellar/anchor-tests, with its dependencies>');
  process.exit(2);
}

const dropPostgres = sharePostgres();
const directory = mkdtempSync(join(tmpdir(), 'istsi-anchor-tests-'));
const classic = `BTC:${Keypair.random().publicKey()}`;
const quotes = { asset: classic, currency: 'USD', reserve: { asset: '500', currency: '100000000.00' } };
const world = await startWorld({ networkPassphrase: Networks.TESTNET, inbox: {}, quotes, publicUrl: HOME });
const exchange = await startExchange(world);
const horizon = await startHorizon(world.sandbox);
const api = await createApi({
  ...{ services: world.services, version: '1', log: () => {}, requestsPerMinute: 1_000_000 },
  keys: { operator: 'operator-key-of-the-suite', compliance: 'compliance-key-of-the-suite' },
});
await api.listen({ host: 'localhost', port: PORT });

const config = join(directory, 'config.json');
writeFileSync(config, JSON.stringify(await configure(world, HOME)));
await untilQuoted();
const codes: number[] = [];
// The asset that is quoted is another one: its checks are asked for by themselves.
for (const seps of [['1', '10', '12', '6', '24'], ['38']]) codes.push(await run(seps));

await api.close();
await exchange.close();
await horizon.stop();
await world.stop();
await dropPostgres();
rmSync(directory, { recursive: true, force: true });
process.exit(Math.max(...codes));

function run(seps: readonly string[]): Promise<number> {
  const redirect = fileURLToPath(new URL('redirect.ts', import.meta.url));
  const imports = ['tsx', redirect].flatMap((name) => ['--import', name]);
  const args = ['--home-domain', HOME, '--asset-code', 'iSTSi', '--sep-config', config, '--seps', ...seps];
  const env = { ...process.env, ISTSI_HORIZON: horizon.address, ISTSI_HORIZON_CERTIFICATE: horizon.certificate };
  const child = spawn(process.execPath, [...imports, command!, ...args], { stdio: 'inherit', env });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

async function untilQuoted(): Promise<void> {
  const price = new URLSearchParams({ sell_asset: `stellar:${classic}`, buy_asset: 'iso4217:USD', sell_amount: '1' });
  for (const end = Date.now() + QUOTED_MS; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if ((await fetch(`${HOME}/sep38/price?${price}&context=sep6`)).status === 200) return;
    if (Date.now() > end) throw new Error('there is no price after a minute');
  }
}

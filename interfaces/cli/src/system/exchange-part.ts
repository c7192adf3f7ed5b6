import { existsSync } from 'node:fs';
import type { Manifest } from '@istsi/integration';
import { defaultExchange, defaultOracle, type ExchangePlan, exchangeIds, openExchange } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { readGovernanceKey } from '../state/governance-key.ts';
import { readJsonFile, writeJsonFile } from '../state/json-file.ts';
import { shorten } from '../terminal/format.ts';
import type { StellarNetwork } from './networks.ts';
import { HOST, partSpecs } from './parts.ts';
import type { ReporterConfig } from './reporter-config.ts';
import type { SystemParts } from './start-parts.ts';
import { runStep } from './steps.ts';

/** What the exchange of this machine is, and whether it is whole yet: an interrupted start is continued. */
const ExchangeFile = z.strictObject({ state: z.enum(['opening', 'open']), symbol: z.string() });

export interface PlacedExchange {
  reporters: { url: string; address: string }[];
  /** They run here, and read a file. Absent: the settings name them, and they are somebody else's. */
  local?: true;
}

/** Test money, and says so in its name. */
const TOKEN = { name: 'Test Dollar', symbol: 'tUSD', decimals: 7, cap: 10n ** 15n };
const INVENTORY = 10n ** 13n;
const FIRST_PRICE = '60000.00';

/**
 * On a fresh machine whose networks are all its own: before anything is deployed it is written down that the exchange is to
 * be opened. Nothing of it is done to a system that is there already: that is its governance's.
 */
export function planExchange({ configuration }: Context, { directory, isNew }: SystemParts): void {
  const { stellar, bitcoin, manifest, exchange } = configuration.settings;
  const isOwn = [stellar?.rpcUrl, bitcoin?.rpcUrl, manifest, exchange].every((named) => named === undefined);
  if (isNew && isOwn && !existsSync(directory.exchange))
    writeJsonFile(directory.exchange, { state: 'opening', symbol: TOKEN.symbol } satisfies z.output<
      typeof ExchangeFile
    >);
}

/** Those that the settings name, or what the reporters of this machine need; undefined where nothing is known of any. */
export function placeExchange(
  { configuration }: Context,
  { directory, keys, ports }: SystemParts,
  { stellar, manifest }: { stellar: StellarNetwork; manifest: Manifest },
): PlacedExchange | undefined {
  if (configuration.settings.exchange) return configuration.settings.exchange;
  const { reporters } = keys.stellar;
  if (!reporters || !existsSync(directory.exchange)) return undefined;
  if (!existsSync(directory.price))
    writeJsonFile(directory.price, { note: 'No market: this is what a bitcoin costs here.', usd_per_btc: FIRST_PRICE });
  const placed = reporters.map((key, index) => {
    const number = (index + 1) as 1 | 2 | 3;
    const port = ports[`reporter${number}`];
    const config: z.input<typeof ReporterConfig> = {
      ...{ host: HOST, port, key, stellar: { rpcUrl: stellar.rpcUrl }, manifest: directory.manifest },
      oracle: exchangeIds(manifest)['price-oracle'],
      feed: { local: directory.price },
      everySeconds: LOCAL_LOOK_SECONDS,
      logLevel: configuration.logLevel,
    };
    writeJsonFile(directory.reporter(number).config, config);
    return { url: `http://${HOST}:${port}`, address: Keypair.fromSecret(key).publicKey() };
  });
  return { reporters: placed, local: true };
}

/** Whoever edits the file wants to see it. */
const LOCAL_LOOK_SECONDS = 5;

/** Opens the exchange where it is to be opened, and starts those who say what a bitcoin costs, unless they are elsewhere. */
export async function startExchangePart(
  { reporter }: Context,
  { directory, ports, keys, supervisor }: SystemParts,
  placed: PlacedExchange | undefined,
  { stellar, manifest }: { stellar: StellarNetwork; manifest: Manifest },
): Promise<void> {
  if (placed && !placed.local) {
    const detail = `${placed.reporters.length} reporters elsewhere`;
    return await runStep(reporter, 'exchange', async () => ({ value: undefined, detail, facts: {} }));
  }
  const file = placed && readJsonFile(directory.exchange, ExchangeFile);
  if (!placed || !file) return;
  await runStep(reporter, 'exchange', async (update) => {
    if (file.state === 'opening') {
      // Others decide too by now: the next start goes on from there.
      if (await open(update)) writeJsonFile(directory.exchange, { ...file, state: 'open' });
    }
    update('starting the reporters');
    const { reporters } = partSpecs(directory, ports, keys.bitcoinRpcPassword, []);
    const started = await supervisor.startOrRetry(reporters);
    const oracle = exchangeIds(manifest)['price-oracle'];
    const detail =
      'facts' in started
        ? `iSTSi and ${file.symbol}, oracle ${shorten(oracle, 4, 4)}, ${placed.reporters.length} reporters read price.json`
        : 'the reporters do not run; without them there is no price';
    return { value: undefined, detail, facts: { oracle, token: exchangeIds(manifest)['fungible-token'] } };
  });

  async function open(onAction: (action: string) => void): Promise<boolean> {
    const governance = readGovernanceKey(directory.governance);
    if (!governance) {
      const problem = 'is missing, and the exchange of this new system is not open yet';
      const cure = 'Put it back, or start over with another --data-dir';
      throw new CliError('cli/state-incomplete', { path: directory.governance, problem, cure });
    }
    const plan: ExchangePlan = {
      reporters: placed!.reporters.map(({ address }) => address),
      ...{ token: TOKEN, oracle: defaultOracle, exchange: defaultExchange },
      inventory: { minter: governance.publicKey(), amount: INVENTORY },
    };
    const { rpcUrl, friendbotUrl } = stellar;
    const payer = Keypair.fromSecret(keys.stellar.deployer);
    const { done } = await openExchange({ rpcUrl, friendbotUrl, manifest, governance, plan, payer, onAction });
    return done;
  }
}

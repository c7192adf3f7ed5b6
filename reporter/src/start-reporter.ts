import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log, serveJson } from '@istsi/bitcoin-custody';
import { contractSpec, type Manifest } from '@istsi/contracts';
import type { Asset, PriceOracle } from '@istsi/contracts/clients/price-oracle';
import {
  type ContractClient,
  checkNetwork,
  createContractClient,
  createSubmitter,
  errorNames,
  openNetwork,
  type SignedStatement,
  signEntry,
} from '@istsi/soroban-client';
import { type Keypair, Networks } from '@stellar/stellar-sdk';
import { priceText } from './decimal.ts';
import { type DueRules, dueReason, type Word } from './due.ts';
import { ReporterError } from './errors.ts';
import {
  askSources,
  defaultSourceRules,
  localSourceRules,
  type Observation,
  observe,
  type SourceRules,
} from './observe.ts';
import { createFileSource } from './sources/file-source.ts';
import { createHttpSource, type HttpSource } from './sources/http-source.ts';
import { createOracleSource, type OracleSource } from './sources/oracle-source.ts';
import type { Source } from './sources/source.ts';
import { type ReporterFacts, signStanding } from './standing.ts';

/** Where its prices are from: a file, for a network of one's own machine, or sources that others can look at too. */
export type Feed =
  | { local: string }
  | { tickers: readonly HttpSource[]; oracles?: readonly OracleSource[]; rules?: Partial<SourceRules> };

export interface StartReporterOptions {
  host?: string;
  port?: number;
  /** One of the oracle's reporters; its account pays for what it says. */
  key: Keypair;
  rpcUrl: string;
  manifest: Manifest;
  /** The contract that it reports to. */
  oracle: string;
  feed: Feed;
  due?: Partial<DueRules>;
  /** How often it asks its sources. */
  everyMs?: number;
  now?: () => number;
  log: Log;
}

export interface Reporter {
  url: string;
  address: string;
  standing(): SignedStatement;
  stop(): Promise<void>;
}

/** Prices are of one unit of the token, which is a satoshi. */
const SATS_DIGITS = 8;
const DEFAULT_EVERY_MS = 15_000;
const DEFAULT_DUE: DueRules = { heartbeatSeconds: 240, deviationBps: 25 };
/** Whoever reads these takes a price for a market's. */
const PUBLIC: readonly string[] = [Networks.PUBLIC, Networks.TESTNET, Networks.FUTURENET];

/** Runs one reporter: its key, its sources, its view of the network. It asks nobody else, and tells how it stands. */
export async function startReporter(options: StartReporterOptions): Promise<Reporter> {
  const { key, manifest, feed, host, port, log } = options;
  if ('local' in feed && PUBLIC.includes(manifest.networkPassphrase))
    throw new ReporterError('reporter/local-feed', { networkPassphrase: manifest.networkPassphrase });
  const voice = await openVoice(options);
  const server = await serveJson({
    listen: { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) },
    // There is nothing to ask of it but how it stands.
    token: randomBytes(32).toString('hex'),
    area: 'reporter',
    health: voice.standing,
    routes: new Map(),
    onError: (path, error) => log('error', 'request failed', { path, error: String(error) }),
  });
  const stopping = new AbortController();
  const running = run(voice, options.everyMs ?? DEFAULT_EVERY_MS, stopping.signal);
  return {
    ...{ url: server.url, address: key.publicKey(), standing: voice.standing },
    async stop() {
      stopping.abort();
      await Promise.all([running, server.stop()]);
    },
  };
}

interface Voice {
  /** Looks once, and says what there is to say. Never throws. */
  look(): Promise<void>;
  standing(): SignedStatement;
}

async function run(voice: Voice, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await voice.look();
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

async function openVoice(options: StartReporterOptions): Promise<Voice> {
  const { key, rpcUrl, manifest, oracle: contractId, feed, log } = options;
  const now = options.now ?? Date.now;
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  await checkNetwork(network);
  const spec = contractSpec('price-oracle');
  const names = errorNames([spec]);
  const oracle = createContractClient<PriceOracle>(network, { contractId, spec }, names);
  const address = key.publicKey();
  const asset: Asset = { tag: 'Stellar', values: [manifest.contracts['istsi-token'].id] };
  const due = { ...DEFAULT_DUE, ...options.due };
  const { digits, resolutionSeconds } = await checkOracle(oracle, { address, asset, due });
  const { sources, rules } = sourcesOf(feed, network);
  const submitter = createSubmitter({ network, channels: [key], errorNames: names });

  let word: (Word & { transaction: string }) | undefined;
  let seen: Observation = { ok: false, why: 'it has not looked yet', readings: [] };
  let state: Pick<ReporterFacts, 'state' | 'why'> = { state: 'starting', why: null };
  let since = now();

  const become = (next: typeof state): void => {
    if (next.state !== state.state) {
      since = now();
      const level = next.state === 'reporting' ? 'info' : 'warn';
      log(level, `the reporter is ${next.state}`, { address, ...(next.why !== null && { why: next.why }) });
    }
    state = next;
  };

  const say = async (price: bigint): Promise<void> => {
    const invoke = oracle.invocation('submit_prices', { reporter: address, reports: [{ asset, price }] });
    const outcome = await submitter.submit({
      invoke,
      authorize: (entry, terms) => signEntry(entry, key, terms.validUntilLedger, terms.networkPassphrase),
    });
    if (outcome.status === 'success') {
      word = { price, atMs: now(), transaction: outcome.hash };
      return become({ state: 'reporting', why: null });
    }
    const why = 'failure' in outcome ? outcome.failure.text : `the transaction ${outcome.hash} is ${outcome.status}`;
    become({ state: 'refused', why });
  };

  return {
    async look() {
      try {
        const readings = await askSources(sources, { now });
        seen = observe(readings, rules, { nowMs: now(), digits });
        if (!seen.ok) return become({ state: 'silent', why: seen.why });
        const standing = await oracle.read('lastprice', { asset });
        const facts = { observed: seen.price, word, standing: standing?.price, resolutionSeconds, nowMs: now() };
        if (dueReason(facts, due) !== undefined) return await say(seen.price);
        if (state.state !== 'refused') become({ state: 'reporting', why: null });
      } catch (error) {
        become({ state: 'refused', why: describeError(error) });
      }
    },
    standing() {
      const at = (ms: number): string => new Date(ms).toISOString();
      return signStanding(key, {
        ...{ reporter: address, oracle: contractId, at: at(now()), ...state, since: at(since), local: 'local' in feed },
        sources: seen.readings.map(({ atMs, ...reading }) => ({ ...reading, at: atMs === null ? null : at(atMs) })),
        price: seen.ok ? priceText(seen.price, digits) : null,
        word: word ? { price: priceText(word.price, digits), at: at(word.atMs), transaction: word.transaction } : null,
      });
    },
  };
}

/** Refuses what could never become a price. Answers how many digits of a bitcoin's price one of the oracle's has. */
async function checkOracle(
  oracle: ContractClient<PriceOracle>,
  { address, asset, due }: { address: string; asset: Asset; due: DueRules },
): Promise<{ digits: number; resolutionSeconds: number }> {
  const [base, config, assets, decimals, resolutionSeconds] = await Promise.all([
    oracle.read('base'),
    oracle.read('get_config'),
    oracle.read('assets'),
    oracle.read('decimals'),
    oracle.read('resolution'),
  ]);
  const { contractId } = oracle;
  const [unit] = base.values;
  if (base.tag !== 'Other' || unit !== 'USD' || decimals < SATS_DIGITS)
    throw new ReporterError('reporter/other-unit', { oracle: contractId, base: unit, decimals });
  if (!config.reporters.includes(address))
    throw new ReporterError('reporter/not-a-reporter', { address, oracle: contractId });
  const [token] = asset.values;
  if (!assets.some((each) => each.tag === asset.tag && each.values[0] === token))
    throw new ReporterError('reporter/unknown-asset', { token, oracle: contractId });
  const { heartbeatSeconds } = due;
  const maxAgeSeconds = Number(config.max_age);
  if (heartbeatSeconds * 2 > maxAgeSeconds)
    throw new ReporterError('reporter/slow-heartbeat', { heartbeatSeconds, maxAgeSeconds });
  return { digits: decimals - SATS_DIGITS, resolutionSeconds };
}

function sourcesOf(
  feed: Feed,
  network: Parameters<typeof createOracleSource>[0],
): { sources: readonly Source[]; rules: SourceRules } {
  if ('local' in feed) return { sources: [createFileSource(feed.local)], rules: localSourceRules };
  const rules = { ...defaultSourceRules, ...feed.rules };
  const sources = [
    ...(feed.oracles ?? []).map((each) => createOracleSource(network, each)),
    ...feed.tickers.map(createHttpSource),
  ];
  if (sources.length < rules.leastSources)
    throw new ReporterError('reporter/few-sources', { sources: sources.length, least: rules.leastSources });
  return { sources, rules };
}

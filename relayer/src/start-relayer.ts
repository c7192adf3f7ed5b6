import { setTimeout as sleep } from 'node:timers/promises';
import { type BitcoinRpc, describeError, type Log } from '@istsi/bitcoin-custody';
import { checkNetwork, createSubmitter, type Network, readAccount } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { openBitcoinRelay } from './bitcoin-relay.ts';
import { RelayerError } from './errors.ts';
import { type Attention, type Concern, concernsOf, type Standing } from './standing.ts';
import { type RelayRound, tellRelay } from './tell-relay.ts';

export interface RelayerOptions {
  bitcoin: BitcoinRpc;
  network: Network;
  /** The contract `bitcoin-relay` that is told. */
  relay: string;
  /** Its account pays. It needs no right anywhere. */
  key: Keypair;
  /** Default 72: a relay that is told twice a day costs less than 0.05 XLM a day. */
  leastHeaders?: number;
  attention?: Partial<Attention>;
  log: Log;
}

export interface StartRelayerOptions extends RelayerOptions {
  /** How often it looks. */
  everyMs?: number;
}

export interface Relayer {
  address: string;
  standing(): Standing;
  stop(): Promise<void>;
}

export interface Relaying {
  /** Tells the relay all that there is to tell, and says what there is to look at. Never throws. */
  look(): Promise<Concern[]>;
  standing(): Standing;
}

const DEFAULT_EVERY_MS = 60_000;
const DEFAULT_LEAST_HEADERS = 72;
/** Blocks that are found while a round waits for its turn. */
const LAG_SPARE = 6;
/** 2 XLM: about forty days. */
const DEFAULT_LEAST_BALANCE = 20_000_000n;

/** Keeps one relay told. Stateless: what is to be told follows from the two chains, so that it may be stopped at any moment. */
export async function startRelayer(options: StartRelayerOptions): Promise<Relayer> {
  const relaying = await openRelaying(options);
  const stopping = new AbortController();
  const running = run(relaying, options.everyMs ?? DEFAULT_EVERY_MS, stopping.signal);
  return {
    address: options.key.publicKey(),
    standing: relaying.standing,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function run(relaying: Relaying, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await relaying.look();
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One that looks when it is told to. Refuses what could never be told anything. */
export async function openRelaying({ bitcoin, network, key, log, ...options }: RelayerOptions): Promise<Relaying> {
  const leastHeaders = options.leastHeaders ?? DEFAULT_LEAST_HEADERS;
  const attention = {
    mostLag: leastHeaders + LAG_SPARE,
    leastBalance: DEFAULT_LEAST_BALANCE,
    ...options.attention,
  };
  const { mostLag } = attention;
  if (mostLag < leastHeaders - 1) throw new RelayerError('relayer/idle-lag', { leastHeaders, mostLag });
  await Promise.all([checkNetwork(network), bitcoin.checkChain()]);
  const relay = openBitcoinRelay(network, options.relay);
  await relay.getTip();
  const address = key.publicKey();
  const submitter = createSubmitter({ network, channels: [key] });
  let standing: Standing = { round: undefined, why: undefined, balance: undefined };
  let heard = '';

  const findBalance = async (): Promise<bigint> => (await readAccount(network, address)).balance;

  async function tellAll(): Promise<RelayRound> {
    for (;;) {
      const round = await tellRelay({ bitcoin, relay, submitter, leastHeaders });
      const { did, ...facts } = round;
      log(did === 'told' ? 'info' : 'debug', `round: ${did}`, { ...facts });
      // A call takes so many and no more.
      const isMore = round.did === 'overtaken' || (round.did === 'told' && round.lag > 0);
      if (!isMore) return round;
    }
  }

  /** Once when it begins, and once when it is over. */
  function report(concerns: readonly Concern[]): void {
    const kinds = concerns.map(({ kind }) => kind).join(' ');
    if (kinds === heard) return;
    heard = kinds;
    if (kinds === '') log('info', 'the relay is well');
    for (const { kind, ...facts } of concerns) log('warn', `concern: ${kind}`, { ...facts });
  }

  return {
    async look() {
      try {
        const round = await tellAll();
        standing = { round, why: undefined, balance: await findBalance() };
      } catch (error) {
        standing = { ...standing, round: undefined, why: describeError(error) };
      }
      const concerns = concernsOf(standing, attention);
      report(concerns);
      return concerns;
    },
    standing: () => standing,
  };
}

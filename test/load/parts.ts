import { exchangesAt, heardAt, listen, transfersAt } from './calls-load.ts';
import { type Engine, startBareDatabase, startBareNats, startBareRoute } from './engines.ts';
import { figuresOf, type Measured } from './figures.ts';
import type { LoadSystem } from './load-system.ts';
import { mintsAt, payoutsAt } from './operations-load.ts';
import { type RampOptions, raise, ramp, rampOf, type Step } from './ramp.ts';

/** How long each rate is offered, and on how many cores. */
export interface Terms {
  seconds: number;
  cores: number;
}

type Part = (system: LoadSystem, terms: Terms) => Promise<Measured[]>;

const READ_P99_MS = 250;
/** A ledger of its own, and those that wait before it. */
const CALL_P99_MS = 2_000;
/** The bus is asked for what is new every second. */
const EVENT_P99_MS = 5_000;
/** Beyond two confirmations, with a block a second. */
const MINT_P99_MS = 10_000;
/** Beyond the window in which payments are gathered, and confirmations. */
const PAYOUT_P99_MS = 30_000;
const OPERATION_SECONDS = 10;
const MINT_RATES = [4, 8, 16, 32];
const PAYOUT_RATES = [1, 2, 4, 8];
const CALL_RATES = [4, 8, 12, 18, 27, 40, 60, 90, 135];

/** By the names that `npm run load` takes. */
export const parts: Readonly<Record<string, Part>> = {
  reads: measureReads,
  mints: measureMints,
  payouts: measurePayouts,
  transfers: measureTransfers,
  exchanges: measureExchanges,
};

async function measureReads(system: LoadSystem, { seconds, cores }: Terms): Promise<Measured[]> {
  const { apiUrl, holders, get } = system;
  const options = { from: 40, seconds, p99Ms: READ_P99_MS, cores };
  const holder = (n: number): string => holders[n % holders.length]!.account;
  const database = await bare(system, await startBareDatabase(), options);
  const route = await bare(system, await startBareRoute(get), options);
  const reads: [name: string, path: (n: number) => string][] = [
    ['API: a user, with their balance', (n) => `/v1/users/${holder(n)}`],
    ['API: a holder’s deposits', (n) => `/v1/users/${holder(n)}/deposits?limit=20`],
    ['API: a page of all deposits', () => '/v1/deposits?limit=20'],
    ['API: the status', () => '/v1/status'],
  ];
  const measured = [database, route];
  for (const [name, path] of reads) {
    const found = await ramp((n) => get(`${apiUrl}${path(n)}`, n), { ...options, cpu: system.cpu() });
    measured.push(told(figuresOf(name, route.name, found)));
  }
  return measured;
}

async function measureMints(system: LoadSystem, terms: Terms): Promise<Measured[]> {
  const engine = await bareSandbox(system, terms);
  const limits = { p99Ms: MINT_P99_MS, cores: terms.cores };
  const steps = await raise(MINT_RATES, limits, (perSecond) => mintsAt(system, perSecond, OPERATION_SECONDS), 1);
  return [engine, told(figuresOf('mints, a block a second', engine.name, rampOf(steps, limits)))];
}

async function measurePayouts(system: LoadSystem, terms: Terms): Promise<Measured[]> {
  const engine = await bareSandbox(system, terms);
  const limits = { p99Ms: PAYOUT_P99_MS, cores: terms.cores };
  const steps = await raise(PAYOUT_RATES, limits, (perSecond) => payoutsAt(system, perSecond, OPERATION_SECONDS), 1);
  return [engine, told(figuresOf('payouts, a block a second', engine.name, rampOf(steps, limits)))];
}

async function measureTransfers(system: LoadSystem, terms: Terms): Promise<Measured[]> {
  const options = { from: 200, seconds: terms.seconds, p99Ms: READ_P99_MS, cores: terms.cores };
  const sandbox = await bareSandbox(system, terms);
  const nats = await startBareNats();
  const bus = nats && (await bare(system, nats, options));
  const listening = await listen(system);
  const limits = { p99Ms: CALL_P99_MS, cores: terms.cores };
  const heard: { stream: Step[]; webhook: Step[] } = { stream: [], webhook: [] };
  try {
    const steps = await raise(CALL_RATES, limits, async (perSecond) => {
      const step = await transfersAt(system, perSecond, terms.seconds, listening.listeners);
      heard.stream.push(await heardAt(step, listening.stream, terms.seconds));
      heard.webhook.push(await heardAt(step, listening.webhook, terms.seconds));
      return step;
    });
    const events = { p99Ms: EVENT_P99_MS, cores: terms.cores };
    return [
      sandbox,
      ...(bus ? [bus] : []),
      told(figuresOf('transfers, to their ledger', sandbox.name, rampOf(steps, limits))),
      told(figuresOf('events, from a transfer to a reader of the API', bus?.name, rampOf(heard.stream, events))),
      told(figuresOf('webhooks, from a transfer to its receiver', bus?.name, rampOf(heard.webhook, events))),
    ];
  } finally {
    await listening.stop();
  }
}

async function measureExchanges(system: LoadSystem, terms: Terms): Promise<Measured[]> {
  const engine = await bareSandbox(system, terms);
  const limits = { p99Ms: CALL_P99_MS, cores: terms.cores };
  const steps = await raise(CALL_RATES, limits, (perSecond) => exchangesAt(system, perSecond, terms.seconds));
  return [engine, told(figuresOf('exchanges, to their ledger', engine.name, rampOf(steps, limits)))];
}

async function bare(system: LoadSystem, engine: Engine, options: Omit<RampOptions, 'cpu'>): Promise<Measured> {
  try {
    return told(figuresOf(engine.name, undefined, await ramp(engine.ask, { ...options, cpu: system.cpu(engine) })));
  } finally {
    await engine.stop();
  }
}

/** The system's own: each of the transactions above is one of these with contracts in it. */
async function bareSandbox(system: LoadSystem, { seconds, cores }: Terms): Promise<Measured> {
  const options = { from: 16, seconds, p99Ms: CALL_P99_MS, cores, cpu: system.cpu() };
  const found = await ramp((n) => system.writeData(Uint8Array.of(n % 256, (n >> 8) % 256)), options);
  return told(figuresOf('the sandbox, bare: a transaction without a contract', undefined, found));
}

function told(measured: Measured): Measured {
  console.error(`${measured.name}: ${measured.capacity}/s, ${measured.limit}`);
  return measured;
}

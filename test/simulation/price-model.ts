/** What reporters said of the price of a satoshi, and what became of it. */
export interface Feed {
  readonly reports: Map<string, Price>;
  history: Price[];
}

export interface Price {
  readonly price: bigint;
  /** Of a report the second, of an accepted price the beginning of its tick. */
  readonly at: number;
}

/** How the router exchanges. */
export interface Exchange {
  feeBps: bigint;
  maxAge: number;
  maxDeviationBps: bigint;
  /** Orders that were executed, which cannot be again. */
  readonly orders: Set<string>;
}

export const newExchange = (): Exchange => ({ feeBps: 30n, maxAge: 300, maxDeviationBps: 300n, orders: new Set() });

const TICK = 60;
const QUORUM = 3;
const MAX_AGE = 600;
/** Between the reports of a quorum, and from a price to that of the tick before; grows by as much for each tick between. */
const MAX_DEVIATION = 500n;
const MAX_TWAP_DEVIATION = 1_000n;
const MAX_HISTORY = 32;
const RECORDS = 20;
const BPS = 10_000n;
/** The price of a dollar, with the oracle's decimals. */
const ONE = 10n ** 14n;
const DOLLAR_UNITS = 10n ** 7n;

/** Takes a report in; true when it made a price. */
export function report(feed: Feed, now: number, reporter: string, price: bigint): boolean {
  feed.reports.set(reporter, { price, at: now });
  const fresh = freshReports(feed, now);
  if (!isAgreed(fresh)) return false;
  const median = medianOf(fresh);
  const at = Math.floor(now / TICK) * TICK;
  const earlier = feed.history.filter((entry) => entry.at < at);
  if (!follows(earlier, median, at)) return false;
  feed.history = [...earlier.slice(-(MAX_HISTORY - 1)), { price: median, at }];
  return true;
}

/** Whether so many lie so close together that nobody else can be right. */
function isAgreed(prices: readonly bigint[]): boolean {
  return prices.some(
    (low) => prices.filter((price) => price >= low && isWithin(price, low, MAX_DEVIATION)).length >= QUORUM,
  );
}

function follows(earlier: readonly Price[], price: bigint, at: number): boolean {
  const last = earlier.at(-1);
  if (!last) return true;
  const more = BigInt((at - last.at) / TICK - 1) * MAX_DEVIATION;
  return (
    isWithin(price, last.price, MAX_DEVIATION + more) && isWithin(price, mean(earlier, at), MAX_TWAP_DEVIATION + more)
  );
}

/** The newest price while it is fresh and enough fresh reports stand behind it. */
export function priceNow(feed: Feed, now: number): Price | undefined {
  const last = feed.history.at(-1);
  const isBacked = freshReports(feed, now).length >= QUORUM;
  return last && last.at + MAX_AGE >= now && isBacked ? last : undefined;
}

export interface ModelQuote {
  readonly out: bigint;
  /** Satoshis, as limits count it. */
  readonly value: bigint;
}

/** What an exchange gives, when there is a price to exchange on: of the last ones, the worst for the user. */
export function quoteOf(
  feed: Feed,
  exchange: Exchange,
  now: number,
  sells: boolean,
  amount: bigint,
): ModelQuote | undefined {
  const last = priceNow(feed, now);
  if (!last || amount <= 0n || last.at + exchange.maxAge < now) return undefined;
  const records = feed.history.slice(-RECORDS);
  if (!isWithin(last.price, mean(records, now), exchange.maxDeviationBps)) return undefined;
  const [low, high] = extremesOf(records);
  const gross = sells ? (amount * low * DOLLAR_UNITS) / ONE : (amount * ONE) / (high * DOLLAR_UNITS);
  const fee = (gross * exchange.feeBps + BPS - 1n) / BPS;
  const out = gross - fee;
  return out > 0n ? { out, value: sells ? amount : gross } : undefined;
}

function extremesOf(records: readonly Price[]): [low: bigint, high: bigint] {
  const sorted = records.map(({ price }) => price).sort((a, b) => (a < b ? -1 : 1));
  return [sorted[0] as bigint, sorted.at(-1) as bigint];
}

const freshReports = ({ reports }: Feed, now: number): bigint[] =>
  [...reports.values()].filter(({ at }) => at + MAX_AGE >= now).map(({ price }) => price);

function medianOf(prices: readonly bigint[]): bigint {
  const sorted = [...prices].sort((a, b) => (a < b ? -1 : 1));
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] as bigint;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as bigint) + upper) / 2n;
}

/** Each price weighs as long as it held. */
function mean(history: readonly Price[], end: number): bigint {
  let sum = 0n;
  let weights = 0n;
  for (const [index, { price, at }] of history.entries()) {
    const weight = BigInt(Math.max(1, (history[index + 1]?.at ?? end) - at));
    sum += price * weight;
    weights += weight;
  }
  return sum / weights;
}

function isWithin(price: bigint, reference: bigint, bps: bigint): boolean {
  const distance = price > reference ? price - reference : reference - price;
  return distance <= (reference * bps) / BPS;
}

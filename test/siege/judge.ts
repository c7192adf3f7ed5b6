import type { Truth } from './truth.ts';

/** What `GET /v1/status` says, as far as it is held against the chains. */
export interface SaidStatus {
  ok: boolean;
  paused: boolean;
  stellar: { ok: boolean; ledger: number | null };
  bitcoin: { ok: boolean; height: number | null };
  database: { ok: boolean };
  books: { ok: boolean; standing: string; missing_sats: string; missing: { outpoint: string }[] };
  signers: { name: string; ok: boolean }[];
  guardian: { ok: boolean } | null;
}

/** `GET /v1/reserves`. */
export interface SaidReserves {
  reserves_sats: string;
  missing_sats: string;
  supply_sats: string;
  short_sats: string;
  reserve_ratio_bps: number | null;
}

const WHOLE_BPS = 10_000;
/** As many as an answer names. */
const MOST_NAMED = 20;

/**
 * What is wrong in an answer, in words. It may say what was so at any moment between question and answer, and nothing else:
 * that is all the grace there is. `truths`: every picture of both chains from before the question to after the answer.
 */
export function judgeStatus(said: SaidStatus, truths: readonly Truth[]): string[] {
  const wrong: string[] = [];
  const always = (is: (truth: Truth) => boolean) => truths.every(is);
  const isUntrue = ({ missingSats, shortSats }: Truth) => missingSats > 0n || shortSats > 0n;
  const { books } = said;
  if (said.ok && always((truth) => isUntrue(truth) || truth.isPaused)) wrong.push('all is well');
  if ((books.ok || books.standing === 'true') && always(isUntrue)) wrong.push('the books are true');
  if (books.standing === 'untrue' && always((truth) => !isUntrue(truth))) wrong.push('the books are untrue');
  for (const { outpoint } of books.missing)
    if (always(({ missing }) => !missing.has(outpoint))) wrong.push(`${outpoint} is missing`);
  if (books.standing === 'true' || books.standing === 'untrue') {
    const [first] = truths as [Truth];
    const told = new Set(books.missing.map(({ outpoint }) => outpoint));
    for (const outpoint of told.size < MOST_NAMED ? first.missing : [])
      if (!told.has(outpoint) && always(({ missing }) => missing.has(outpoint)))
        wrong.push(`nothing of ${outpoint}, which is missing`);
  }
  if (said.stellar.ok && !said.paused && always(({ isPaused }) => isPaused)) wrong.push('not paused');
  if (said.paused && always(({ isPaused }) => !isPaused)) wrong.push('paused');
  const ledgers = truths.map(({ ledger }) => ledger);
  if (said.stellar.ledger !== null && isOutside(said.stellar.ledger, ledgers))
    wrong.push(`ledger ${said.stellar.ledger}`);
  const heights = truths.map(({ block }) => block.height);
  if (
    isOne(truths.map(({ block }) => block.hash)) &&
    said.bitcoin.height !== null &&
    isOutside(said.bitcoin.height, heights)
  )
    wrong.push(`block ${said.bitcoin.height}`);
  return wrong;
}

/**
 * The same of the reserves. To the satoshi, where both chains stood still meanwhile; without a ratio nothing is said of
 * what Bitcoin has now.
 */
export function judgeReserves(said: SaidReserves, truths: readonly Truth[]): string[] {
  const [truth] = truths as [Truth];
  const wrong: string[] = [];
  const ratio = said.reserve_ratio_bps;
  if (ratio !== null && ratio >= WHOLE_BPS && truths.every(({ shortSats }) => shortSats > 0n))
    wrong.push(`a ratio of ${ratio}, which it never was`);
  if (!isOne(truths.map(({ block }) => block.hash)) || !isOne(truths.map(({ ledger }) => ledger))) return wrong;
  const expected: SaidReserves = {
    ...{ reserves_sats: String(truth.freeSats), missing_sats: String(truth.missingSats) },
    ...{
      supply_sats: String(truth.supplySats),
      short_sats: String(truth.shortSats),
      reserve_ratio_bps: ratioOf(truth),
    },
  };
  const isKnown = ratio !== null || truth.supplySats === 0n;
  const ofNow: (keyof SaidReserves)[] = ['missing_sats', 'short_sats', 'reserve_ratio_bps'];
  const told = (Object.keys(expected) as (keyof SaidReserves)[]).filter((name) => isKnown || !ofNow.includes(name));
  for (const name of told)
    if (said[name] !== expected[name]) wrong.push(`${name} ${said[name]}, which is ${expected[name]}`);
  return wrong;
}

/** Rounded down; null while nothing is issued. */
function ratioOf({ freeSats, missingSats, supplySats }: Truth): number | null {
  if (supplySats === 0n) return null;
  const there = freeSats > missingSats ? freeSats - missingSats : 0n;
  return Number((there * BigInt(WHOLE_BPS)) / supplySats);
}

/** Parts that could not answer at any moment between question and answer, and that are said to be well all the same. */
export function judgeParts(said: SaidStatus, away: ReadonlySet<string>): string[] {
  const wellNames = [
    ...(said.stellar.ok ? ['stellar'] : []),
    ...(said.bitcoin.ok ? ['bitcoin'] : []),
    ...(said.database.ok ? ['database'] : []),
    ...(said.guardian?.ok ? ['guardian'] : []),
    ...said.signers.filter(({ ok }) => ok).map(({ name }) => name.replace('-', ' ')),
  ];
  const wrong = wellNames.filter((name) => away.has(name)).map((name) => `${name} is well, which is frozen`);
  const asked = ['stellar', 'bitcoin', 'database', 'guardian', 'signer 1', 'signer 2', 'signer 3'];
  if (said.ok && asked.some((name) => away.has(name))) wrong.push(`all is well, with ${[...away].join(', ')} frozen`);
  return wrong;
}

const isOne = (values: readonly unknown[]): boolean => values.every((value) => value === values[0]);
const isOutside = (value: number, seen: readonly number[]): boolean =>
  value < Math.min(...seen) || value > Math.max(...seen);

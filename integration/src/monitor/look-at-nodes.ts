import { X509Certificate } from 'node:crypto';
import { describeError } from '@istsi/bitcoin-custody';
import { latestLedger, type Network } from '@istsi/soroban-client';
import { Networks } from '@stellar/stellar-sdk';
import type { SignerRanking } from '../attestation/collect.ts';
import { checkSigner } from '../attestation/signer-client.ts';
import type { SignerTls } from '../attestation/signer-transport.ts';
import { tipHeight } from '../bitcoin/watcher-store.ts';
import { compareLedgers } from '../reconciliation/ledger-anchor.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, inWords, ok, type PartHealth, warning } from './part-health.ts';
import { type Sample, sample } from './samples.ts';
import { withinTime } from './within-time.ts';

const SIGNER_TIMEOUT_MS = 3_000;
/** Sooner than the look at both is given up: of two views the one that hangs is named, and not the other. */
const VIEW_MS = 10_000;
/** A ledger closes every five seconds; an embedded network's only when something happens. */
const OLD_LEDGER_SECONDS = 120;
/** More than this apart, and deadlines and signatures that are bound by time fail. */
const MOST_SKEW_SECONDS = 30;
/** Their ledgers close whether anybody wants something or not; those of a network of one's own may not. */
const restless: readonly string[] = [Networks.PUBLIC, Networks.TESTNET, Networks.FUTURENET];
const MOST_UNSCANNED_BLOCKS = 3;

type View = 'first' | 'second';

/** Each Stellar RPC by itself, and whether they say the same. */
export async function lookAtStellar({ network, other, books, now }: MonitorWorld): Promise<Found> {
  const views = await Promise.all([
    askStellar(network, 'first', now),
    ...(other ? [askStellar(other, 'second', now)] : []),
  ]);
  const replaced = books.ledgerProblem();
  const isWhole = other !== undefined && views.every(({ parts }) => parts.every(({ state }) => state !== 'failing'));
  const apart = isWhole ? await compareLedgers(network, other) : undefined;
  return {
    samples: [
      ...views.flatMap(({ samples }) => samples),
      ...(isWhole ? [sample('istsi_views_apart', apart === undefined ? 0 : 1, { chain: 'stellar' })] : []),
    ],
    parts: [...views.flatMap(({ parts }) => parts), ...problemPart(apart ?? replaced)],
  };
}

const problemPart = (problem: string | undefined): PartHealth[] =>
  problem === undefined ? [] : [failing('stellar-views', problem)];

async function askStellar(network: Network, view: View, now: () => Date): Promise<Found> {
  const part = view === 'first' ? 'stellar' : 'stellar-second';
  try {
    const { sequence, closeTime } = await withinTime(latestLedger(network), 'it', VIEW_MS);
    const age = Math.floor(now().getTime() / 1_000) - closeTime;
    const isRestless = restless.includes(network.networkPassphrase);
    const samples = [
      sample('istsi_stellar_ledger', sequence, { view }),
      // The database often shares this machine's clock. A ledger from the future does not; of an old one nobody knows why it is.
      sample('istsi_clock_skew_seconds', Math.max(0, -age), { against: part }),
      ...(isRestless ? [sample('istsi_stellar_ledger_age_seconds', Math.max(0, age), { view })] : []),
    ];
    if (age < -MOST_SKEW_SECONDS)
      return {
        samples,
        parts: [warning(part, `ledger ${sequence} closed ${inWords(-age)} from now: one clock is wrong`)],
      };
    const at = `ledger ${sequence}, closed ${inWords(Math.max(0, age))} ago`;
    return {
      samples,
      parts: [isRestless && age > OLD_LEDGER_SECONDS ? warning(part, `${at}: none since`) : ok(part, at)],
    };
  } catch (error) {
    return { samples: [], parts: [failing(part, `the RPC does not answer: ${describeError(error)}`)] };
  }
}

/** The Bitcoin nodes, whether they are on one chain, and how far what they have was searched. */
export async function lookAtBitcoin({ bitcoin, explorer, database }: MonitorWorld): Promise<Found> {
  const [tip, second, scanned] = await Promise.all([
    attempt(async () => (await withinTime(bitcoin.getTip(), 'it', VIEW_MS)).height),
    explorer && attempt(async () => (await withinTime(explorer.getTip(), 'it', VIEW_MS)).height),
    tipHeight(database.db),
  ]);
  const samples: Sample[] = [];
  const parts: PartHealth[] = [];
  if (tip.ok) {
    const unscanned = Math.max(0, tip.value - scanned);
    samples.push(
      sample('istsi_bitcoin_height_blocks', tip.value, { view: 'first' }),
      sample('istsi_bitcoin_unscanned_blocks', unscanned),
    );
    const behind = `block ${tip.value}, searched to ${Math.max(scanned, 0)}`;
    parts.push(unscanned > MOST_UNSCANNED_BLOCKS ? warning('bitcoin', behind) : ok('bitcoin', `block ${tip.value}`));
  } else parts.push(failing('bitcoin', `the node does not answer, or both differ: ${tip.error}`));
  if (second?.ok) {
    samples.push(sample('istsi_bitcoin_height_blocks', second.value, { view: 'second' }));
    parts.push(ok('bitcoin-second', `block ${second.value}`));
  } else if (second) parts.push(failing('bitcoin-second', `the second view does not answer: ${second.error}`));
  if (explorer && (tip.ok || tip.code === DISAGREE)) {
    samples.push(sample('istsi_views_apart', tip.ok ? 0 : 1, { chain: 'bitcoin' }));
  }
  return { samples, parts };
}

const DISAGREE = 'bitcoin/backends-disagree';

/** Each signer, and how many could be missing before nothing is signed. */
export async function lookAtSigners({ signers, ranking, heartbeats, contracts, now }: MonitorWorld): Promise<Found> {
  // One that answers, and whose heartbeat is another's or lacks a key, cannot be counted on.
  const heard = heartbeats().signers;
  const falseIn = (i: number): string | undefined => (heard[i]?.isFalse ? heard[i].error : undefined);
  const [problems, threshold] = await Promise.all([
    Promise.all(signers.map(async (signer, i) => (await checkSigner(signer, SIGNER_TIMEOUT_MS)) ?? falseIn(i))),
    thresholdOf(contracts),
  ]);
  const answering = problems.filter((problem) => problem === undefined).length;
  const short =
    threshold !== undefined && answering < threshold ? '; nothing is minted or paid before enough answer' : '';
  const needed = threshold === undefined ? '' : `, ${threshold} are needed`;
  const parts = problems.map((problem, i) => {
    const part = `signer-${i + 1}`;
    if (problem === undefined) return signerPart(part, ranking.falseSince(signers[i]?.address ?? ''), now());
    return failing(part, `${problem} (${answering} of ${signers.length} answer${needed}${short})`);
  });
  const samples = [
    sample('istsi_signers_missing', signers.length - answering),
    ...(threshold === undefined ? [] : [sample('istsi_signers_spare', answering - threshold)]),
    sample('istsi_signers_false', signers.filter(({ address }) => ranking.falseSince(address)).length),
    ...signers.flatMap(({ tls }, i) => (tls ? certificateSamples(tls, `signer-${i + 1}`, now()) : [])),
  ];
  return { samples, parts };
}

/** Undefined while the chain cannot be asked: who of the signers answers is told all the same. */
async function thresholdOf(contracts: MonitorWorld['contracts']): Promise<number | undefined> {
  try {
    return (await withinTime(contracts.reserve.read('get_config'), 'the RPC', SIGNER_TIMEOUT_MS)).threshold;
  } catch {
    return undefined;
  }
}

/** One that answers. What it signed for nothing was seen in time, and the others signed in its place. */
function signerPart(part: string, lately: ReturnType<SignerRanking['falseSince']>, now: Date): PartHealth {
  if (!lately) return ok(part, 'answers, and signs for its own address');
  const ago = inWords((now.getTime() - lately.at.getTime()) / 1_000);
  return warning(part, `answers, but gave a signature ${ago} ago that is worth nothing: ${lately.reason}`);
}

/** Of the signer, and our own that it knows us by. */
function certificateSamples(tls: SignerTls, signer: string, now: Date): Sample[] {
  const left = (certificate: string, pem: string): Sample => {
    const until = Date.parse(new X509Certificate(pem).validTo);
    return sample('istsi_certificate_seconds', Math.floor((until - now.getTime()) / 1_000), { certificate });
  };
  return [left(signer, tls.certificate), left(`${signer}-own`, tls.own.certificate)];
}

/** Whether the database answers, and this machine's clock against its. */
export async function lookAtDatabase({ database, now }: MonitorWorld): Promise<Found> {
  const asked = now().getTime();
  const { rows } = await database.pool.query<{ at: Date }>('select clock_timestamp() as at');
  const half = (now().getTime() - asked) / 2;
  const skew = Math.round((asked + half - (rows[0]?.at.getTime() ?? asked)) / 1_000);
  const samples = [sample('istsi_clock_skew_seconds', Math.abs(skew), { against: 'database' })];
  const way = skew > 0 ? 'ahead of' : 'behind';
  const part =
    Math.abs(skew) > MOST_SKEW_SECONDS
      ? warning('clock', `this machine is ${inWords(Math.abs(skew))} ${way} the database: deadlines are judged wrongly`)
      : ok('clock', 'agrees with the database');
  return { samples, parts: [ok('database', `answers within ${Math.ceil(2 * half)} ms`), part] };
}

type Attempt<T> = { ok: true; value: T } | { ok: false; error: string; code: string };

async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { ok: false, error: describeError(error), code };
  }
}

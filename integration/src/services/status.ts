import type { BitcoinRpc } from '@istsi/bitcoin-custody';
import type { Manifest, SystemContracts } from '@istsi/contracts';
import { latestLedger, type Network } from '@istsi/soroban-client';
import { checkSigner, type SignerEndpoint } from '../attestation/signer-client.ts';
import type { SignerHealth, SignerStanding } from '../attestation/signer-health.ts';
import { tipHeight } from '../bitcoin/watcher-store.ts';
import type { Database } from '../database/open-database.ts';
import { withinTime } from '../monitor/within-time.ts';
import { describeMissing } from '../reconciliation/books-report.ts';
import type { BooksWatch, CurrentHolds } from '../reconciliation/books-watch.ts';
import { countDeposits } from './deposit-queries.ts';
import { askGuardian, type GuardianEndpoint } from './guardian-status.ts';
import type { Part, SystemStatus } from './services.ts';
import { countWithdrawals } from './withdrawal-queries.ts';

const SIGNER_TIMEOUT_MS = 3_000;
/** Whoever asks how all is wants to know it now: of a part that says nothing for so long it is said that it does not answer. */
const PART_TIMEOUT_MS = 10_000;

/** Asks every part at once. A part that does not answer is told as such and hides no other. */
export async function systemStatus(parts: {
  database: Database;
  network: Network;
  contracts: SystemContracts;
  bitcoin: BitcoinRpc;
  books: BooksWatch;
  signers: readonly SignerEndpoint[];
  guardian: GuardianEndpoint | undefined;
  heartbeats: SignerHealth;
  manifest: Manifest;
  views: { stellar: number; bitcoin: number };
}): Promise<SystemStatus> {
  const { database, network, contracts, bitcoin, books, manifest, views } = parts;
  const router = manifest.contracts['integration-router'].id;
  const [ledger, paused, height, stored, holds, signers, guardian] = await Promise.all([
    attempt(async () => (await latestLedger(network)).sequence),
    attempt(async () => (await contracts.router.read('get_config')).paused),
    attempt(async () => (await bitcoin.getTip()).height),
    attempt(async () => ({
      scanned: await tipHeight(database.db),
      deposits: await countDeposits(database.db),
      withdrawals: await countWithdrawals(database.db),
    })),
    attempt(async () => await books.current()),
    Promise.all(parts.signers.map(async (signer, i) => await signerPart(signer, parts.heartbeats.signers[i], i))),
    parts.guardian && askGuardian(parts.guardian, router, Date.now()),
  ]);
  return {
    stellar: {
      ...stellarPart(ledger.ok ? paused : ledger, books.ledgerProblem()),
      views: views.stellar,
      ...(ledger.ok ? { ledger: ledger.value } : {}),
    },
    bitcoin: {
      ...bitcoinPart(height, stored.ok ? stored.value.scanned : -1),
      ...{ network: bitcoin.network.name, views: views.bitcoin },
      ...(height.ok ? { height: height.value } : {}),
      ...(stored.ok && stored.value.scanned >= 0 ? { scannedHeight: stored.value.scanned } : {}),
    },
    database: part(stored),
    books: booksPart(holds),
    signers,
    ...(guardian && { guardian }),
    paused: paused.ok ? paused.value : undefined,
    deposits: stored.ok ? stored.value.deposits : {},
    withdrawals: stored.ok ? stored.value.withdrawals : {},
    contracts: Object.fromEntries(Object.entries(manifest.contracts).map(([name, { id }]) => [name, id])),
  };
}

/** It answers now, and its last heartbeat, where one was asked for, was as it should be. */
async function signerPart(
  signer: SignerEndpoint,
  heard: SignerStanding | undefined,
  i: number,
): Promise<SystemStatus['signers'][number]> {
  const error = (await checkSigner(signer, SIGNER_TIMEOUT_MS)) ?? (heard?.isFalse ? heard.error : undefined);
  const { address } = signer;
  const lastHeartbeat = heard?.heardAt;
  return {
    ...{ name: `signer-${i + 1}`, address, ok: error === undefined },
    ...(error !== undefined && { error }),
    ...(lastHeartbeat && { lastHeartbeat }),
  };
}

function stellarPart(answer: Attempt<unknown>, problem: string | undefined): Part {
  return answer.ok && problem !== undefined ? { ok: false, error: problem } : part(answer);
}

/** A node that is behind what it said before shows nothing of what has happened since. */
function bitcoinPart(height: Attempt<number>, scanned: number): Part {
  if (!height.ok || height.value >= scanned) return part(height);
  const error = `the Bitcoin node is at block ${height.value}, and blocks up to ${scanned} were searched: it was restored from an older copy, or is catching up`;
  return { ok: false, error };
}

export function booksPart(found: Attempt<CurrentHolds>): SystemStatus['books'] {
  if (!found.ok) {
    const error = `the books cannot be compared: ${found.error}`;
    return { ok: false, standing: 'unanswered', error, missingSats: 0n, missing: [] };
  }
  const { holds, behind } = found.value;
  const { report, shortSats } = holds;
  const { missing, missingSats } = report;
  const short = shortSats === 0n ? '' : `${shortSats} sats are issued that no coin stands for`;
  const wrong = [missing.length === 0 ? '' : describeMissing(report), short];
  if (behind !== undefined) wrong.push(`what they are compared with is not all: ${behind}`);
  const standing = missing.length > 0 || shortSats > 0n ? 'untrue' : behind === undefined ? 'true' : 'unsearched';
  const error = wrong.filter((one) => one !== '').join('; ');
  return { ...(error === '' ? { ok: true } : { ok: false, error }), standing, missingSats, missing };
}

type Attempt<T> = { ok: true; value: T } | { ok: false; error: string };

async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await withinTime(ask(), 'it', PART_TIMEOUT_MS) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

const part = (answer: Attempt<unknown>): Part => (answer.ok ? { ok: true } : { ok: false, error: answer.error });

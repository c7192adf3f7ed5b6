import type { BitcoinRpc } from '@istsi/bitcoin-custody';
import { latestLedger, type Network } from '@istsi/soroban-client';
import { checkSigner, type SignerEndpoint } from '../attestation/signer-client.ts';
import { tipHeight } from '../bitcoin/watcher-store.ts';
import type { SystemContracts } from '../contracts/system-contracts.ts';
import type { Database } from '../database/open-database.ts';
import type { Manifest } from '../deployment/manifest.ts';
import { countDeposits } from './deposit-queries.ts';
import type { Part, SystemStatus } from './services.ts';
import { countWithdrawals } from './withdrawal-queries.ts';

const SIGNER_TIMEOUT_MS = 3_000;

/** Asks every part at once. A part that does not answer is told as such and hides no other. */
export async function systemStatus(parts: {
  database: Database;
  network: Network;
  contracts: SystemContracts;
  bitcoin: BitcoinRpc;
  signers: readonly SignerEndpoint[];
  manifest: Manifest;
}): Promise<SystemStatus> {
  const { database, network, contracts, bitcoin, manifest } = parts;
  const [ledger, paused, height, stored, signers] = await Promise.all([
    attempt(async () => (await latestLedger(network)).sequence),
    attempt(async () => (await contracts.router.read('get_config')).paused),
    attempt(async () => (await bitcoin.getTip()).height),
    attempt(async () => ({
      scanned: await tipHeight(database.db),
      deposits: await countDeposits(database.db),
      withdrawals: await countWithdrawals(database.db),
    })),
    Promise.all(parts.signers.map(async (signer, i) => await signerPart(signer, i))),
  ]);
  return {
    stellar: { ...part(ledger.ok ? paused : ledger), ...(ledger.ok ? { ledger: ledger.value } : {}) },
    bitcoin: {
      ...part(height),
      network: bitcoin.network.name,
      ...(height.ok ? { height: height.value } : {}),
      ...(stored.ok && stored.value.scanned >= 0 ? { scannedHeight: stored.value.scanned } : {}),
    },
    database: part(stored),
    signers,
    paused: paused.ok && paused.value,
    deposits: stored.ok ? stored.value.deposits : {},
    withdrawals: stored.ok ? stored.value.withdrawals : {},
    contracts: Object.fromEntries(Object.entries(manifest.contracts).map(([name, { id }]) => [name, id])),
  };
}

async function signerPart(signer: SignerEndpoint, i: number): Promise<Part & { name: string; address: string }> {
  const error = await checkSigner(signer, SIGNER_TIMEOUT_MS);
  const { address } = signer;
  return { name: `signer-${i + 1}`, address, ok: error === undefined, ...(error === undefined ? {} : { error }) };
}

type Attempt<T> = { ok: true; value: T } | { ok: false; error: string };

async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

const part = (answer: Attempt<unknown>): Part => (answer.ok ? { ok: true } : { ok: false, error: answer.error });

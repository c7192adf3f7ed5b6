import type { BitcoinRpc, Epochs, FeeSource, Log, OutputTracer } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import { latestLedger, type Submitter } from '@istsi/soroban-client';
import type { StellarViews } from '../../attestation/account-fault.ts';
import type { SignerRanking } from '../../attestation/collect.ts';
import type { Database } from '../../database/open-database.ts';
import type { BooksWatch } from '../../reconciliation/books-watch.ts';
import type { Screening } from '../../screening/screening.ts';
import { type Held, retryAt } from '../backoff.ts';
import type { Refusal } from '../deposits/deposit.ts';
import type { WithdrawalPolicy } from './withdrawal-policy.ts';

/** What withdrawals and their payments are driven with. */
export interface WithdrawalWorld extends StellarViews {
  database: Database;
  contracts: SystemContracts;
  submitter: Submitter;
  signers: SignerRanking;
  bitcoin: BitcoinRpc;
  /** Finds out on it what became of outputs, over several looks where that takes long. */
  outputs: OutputTracer;
  /** What a payment's fee is reckoned by. */
  fees: FeeSource;
  /** The descriptors of all epochs, oldest first. */
  epochs: Epochs;
  policy: WithdrawalPolicy;
  books: BooksWatch;
  screening: Screening;
  now: () => Date;
  random: () => number;
  log: Log;
}

/** The network's clock or ours, whichever is ahead: deadlines are the network's. */
export async function networkNow({ network, now }: Pick<WithdrawalWorld, 'network' | 'now'>): Promise<Date> {
  const { closeTime } = await latestLedger(network);
  return new Date(Math.max(now().getTime(), closeTime * 1000));
}

export const pauseAfter = (
  world: Pick<WithdrawalWorld, 'now' | 'random'>,
  held: Held,
  { code }: Pick<Refusal, 'code'>,
): Date => retryAt(world.now(), held, code, world.random);

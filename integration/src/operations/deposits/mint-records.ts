import type { SignedTransaction, TransactionFate } from '@istsi/soroban-client';
import type { Transaction } from 'kysely';
import type { Subject } from '../../audit/operation-act.ts';
import { DatabaseError } from '../../database/errors.ts';
import type { Schema } from '../../database/schema.ts';
import { appendEvents } from '../operation-store.ts';
import { settleSubmission, storeSubmissions } from '../submission-store.ts';
import type { Deposit } from './deposit.ts';
import { type DepositChange, recordRows } from './deposit-store.ts';
import { SETTLE_PAUSE_MS } from './deposit-world.ts';

/** Writes down, of all of its deposits or of none, the transaction that is about to be sent; answers them as they stand then. */
export async function recordSent<D extends Deposit>(
  trx: Transaction<Schema>,
  deposits: readonly D[],
  signed: SignedTransaction,
  now: Date,
): Promise<D[]> {
  const wakeAt = new Date(now.getTime() + SETTLE_PAUSE_MS);
  const change = { state: 'submitted' as const, stellarTx: signed.hash, refusal: undefined, wakeAt };
  const subjects = await recordAll(trx, deposits, ({ failures }) => ({ ...change, failures }));
  const operations = deposits.map(({ outpoint }) => outpoint);
  await storeSubmissions(trx, operations, 'mint', signed);
  const detail = { stellar_tx: signed.hash };
  await appendEvents(
    trx,
    operations.map((operation) => ({ operation, state: change.state, detail, subject: subjects.get(operation) })),
  );
  return deposits.map((deposit) => ({ ...deposit, ...change }));
}

/** Likewise that it minted. */
export async function recordMinted(
  trx: Transaction<Schema>,
  deposits: readonly Deposit[],
  outcome: Extract<TransactionFate, { status: 'success' }>,
): Promise<void> {
  const change: DepositChange = { state: 'minted', failures: 0, refusal: undefined, stellarTx: outcome.hash };
  const subjects = await recordAll(trx, deposits, () => change);
  await settleSubmission(trx, outcome);
  const detail = { stellar_tx: outcome.hash, ledger: String(outcome.ledger) };
  await appendEvents(
    trx,
    deposits.map(({ outpoint }) => ({ operation: outpoint, state: 'minted', detail, subject: subjects.get(outpoint) })),
  );
}

/** All of them or none. Their workers go on with them: nobody is woken. */
async function recordAll(
  trx: Transaction<Schema>,
  deposits: readonly Deposit[],
  change: (deposit: Deposit) => DepositChange,
): Promise<Map<string, Subject>> {
  const recorded = await recordRows(
    trx,
    deposits.map((deposit) => ({ deposit, change: change(deposit) })),
  );
  const moved = deposits.find(({ outpoint }) => !recorded.has(outpoint));
  if (moved) throw new DatabaseError('database/conflict', { what: `deposit ${moved.outpoint}` });
  return recorded;
}

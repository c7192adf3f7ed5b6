import { randomBytes } from 'node:crypto';
import { type DepositClaim, depositArgs, depositBatchArgs } from '@istsi/contracts';
import { recentLedger, type SignedTransaction, type SubmitOutcome } from '@istsi/soroban-client';
import type { Keypair, xdr } from '@stellar/stellar-sdk';
import type { Quorum } from '../../attestation/collect.ts';
import { type Attesting, type Prover, submitAttested } from '../attested-call.ts';
import type { Deposit } from './deposit.ts';

export interface Minting extends Attesting {
  operator: Keypair;
}

/** A deposit of which all is known that the contracts ask for. */
export type Mintable = Deposit & { user: string; confirmationsRequired: number; height: number; blockHash: string };

/** A batch that is not executed by then never is, in seconds: longer than its transaction holds. */
const BATCH_SECONDS = 3_600n;
/** Nothing beside that. */
const LEDGER_AGE_MS = 1_000;

/**
 * The one outside effect of deposits: has custodians attest them, and submits the transaction that mints all of them, or
 * none. One alone is its own call; several are a batch of the router's. What a prover attests as well is one alone.
 */
export async function submitDeposits(
  minting: Minting,
  deposits: readonly Mintable[],
  beforeSend: (signed: SignedTransaction) => Promise<void>,
  prover?: Prover,
): Promise<Quorum<SubmitOutcome>> {
  const { operator } = minting;
  const invoke = deposits.length === 1 ? invokeOne(minting, deposits) : await invokeBatch(minting, deposits);
  return await submitAttested(minting, {
    invoke,
    caller: operator,
    lane: 'bulk',
    beforeSend,
    ...(prover && { prover }),
  });
}

type Invoke = (attestors: readonly string[]) => xdr.HostFunction;

const invokeOne =
  (minting: Minting, deposits: readonly Mintable[]): Invoke =>
  (attestors) =>
    minting.contracts.router.invocation(
      'execute_bitcoin_deposit',
      depositArgs(claimOf(minting, deposits[0] as Mintable, attestors)),
    );

async function invokeBatch(minting: Minting, deposits: readonly Mintable[]): Promise<Invoke> {
  const { router } = minting.contracts;
  const { closeTime } = await recentLedger(minting.network, LEDGER_AGE_MS);
  const terms = { operationId: randomBytes(32), timeout: BigInt(closeTime) + BATCH_SECONDS };
  return (attestors) => {
    const claims = deposits.map((deposit) => claimOf(minting, deposit, attestors));
    return router.invocation('execute_batch', depositBatchArgs(router, { claims, ...terms }));
  };
}

const claimOf = ({ operator }: Minting, deposit: Mintable, attestors: readonly string[]): DepositClaim => ({
  caller: operator.publicKey(),
  attestors,
  user: deposit.user,
  amountSats: deposit.amountSats,
  txid: deposit.txid,
  vout: deposit.vout,
  // What the contract asks for, not what there is by now: every custodian's node has seen at least this much.
  confirmations: deposit.confirmationsRequired,
  block: { height: deposit.height, hash: deposit.blockHash },
});

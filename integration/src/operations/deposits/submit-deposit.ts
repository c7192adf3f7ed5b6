import { depositArgs } from '@istsi/contracts';
import type { SignedTransaction, SubmitOutcome } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import type { Quorum } from '../../attestation/collect.ts';
import { type Attesting, submitAttested } from '../attested-call.ts';
import type { Deposit } from './deposit.ts';

export interface Minting extends Attesting {
  operator: Keypair;
}

/** The one outside effect of a deposit: has custodians attest it, and submits the transaction that mints. */
export async function submitDeposit(
  minting: Minting,
  deposit: Deposit & { user: string; confirmationsRequired: number; height: number; blockHash: string },
  beforeSend: (signed: SignedTransaction) => Promise<void>,
): Promise<Quorum<SubmitOutcome>> {
  const { contracts, operator } = minting;
  return await submitAttested(minting, {
    invoke: (attestors) =>
      contracts.router.invocation(
        'execute_bitcoin_deposit',
        depositArgs({
          caller: operator.publicKey(),
          attestors,
          user: deposit.user,
          amountSats: deposit.amountSats,
          txid: deposit.txid,
          vout: deposit.vout,
          // What the contract asks for, not what there is by now: every custodian's node has seen at least this much.
          confirmations: deposit.confirmationsRequired,
          block: { height: deposit.height, hash: deposit.blockHash },
        }),
      ),
    caller: operator,
    lane: 'bulk',
    beforeSend,
  });
}

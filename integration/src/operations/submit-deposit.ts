import {
  type Network,
  type SignedTransaction,
  type SubmitOutcome,
  type SubmitRequest,
  type Submitter,
  signEntry,
  signerOf,
} from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { type Quorum, type SignerRanking, withQuorum } from '../attestation/collect.ts';
import { depositArgs } from '../attestation/deposit-claim.ts';
import { requestSignature, type SignerEndpoint } from '../attestation/signer-client.ts';
import type { SystemContracts } from '../contracts/system-contracts.ts';
import type { Deposit } from './deposit.ts';

export interface Minting {
  network: Network;
  contracts: SystemContracts;
  submitter: Submitter;
  operator: Keypair;
  signers: SignerRanking;
}

const SIGNER_TIMEOUT_MS = 10_000;

/** The one outside effect of a deposit: has custodians attest it, and submits the transaction that mints. */
export async function submitDeposit(
  minting: Minting,
  deposit: Deposit & { user: string; confirmationsRequired: number },
  beforeSend: (signed: SignedTransaction) => Promise<void>,
): Promise<Quorum<SubmitOutcome>> {
  const { contracts, submitter, operator, signers } = minting;
  // Asked every time: custodians and threshold change by governance, while we run.
  const { custodians, threshold } = await contracts.reserve.read('get_config');
  const eligible = signers.order().filter(({ address }) => custodians.includes(address));
  return await withQuorum(signers, eligible, threshold, async (chosen) => {
    const claim = {
      caller: operator.publicKey(),
      attestors: chosen.map(({ address }) => address).sort(),
      user: deposit.user,
      amountSats: deposit.amountSats,
      txid: deposit.txid,
      vout: deposit.vout,
      // What the contract asks for, not what there is by now: every custodian's node has seen at least this much.
      confirmations: deposit.confirmationsRequired,
    };
    return await submitter.submit({
      invoke: contracts.router.invocation('execute_bitcoin_deposit', depositArgs(claim)),
      authorize: authorizer(chosen, operator),
      beforeSend,
    });
  });
}

type Authorize = NonNullable<SubmitRequest['authorize']>;

function authorizer(chosen: readonly SignerEndpoint[], operator: Keypair): Authorize {
  return async (entry, { validUntilLedger, networkPassphrase }) => {
    const address = signerOf(entry);
    if (address === operator.publicKey()) return await signEntry(entry, operator, validUntilLedger, networkPassphrase);
    const signer = chosen.find((candidate) => candidate.address === address);
    if (!signer) throw new Error(`the contracts ask for an authorization of ${address}, which nobody here can give`);
    return await requestSignature(signer, entry, { validUntilLedger, networkPassphrase, timeoutMs: SIGNER_TIMEOUT_MS });
  };
}

import type { SystemContracts } from '@istsi/contracts';
import {
  type SignedTransaction,
  type SubmitOutcome,
  type SubmitRequest,
  type Submitter,
  signEntry,
  signerOf,
  withCredentials,
} from '@istsi/soroban-client';
import type { Keypair, xdr } from '@stellar/stellar-sdk';
import { judgeAccount, type StellarViews } from '../attestation/account-fault.ts';
import { type Quorum, type SignerRanking, withQuorum } from '../attestation/collect.ts';
import { requestSignature, type SignerEndpoint } from '../attestation/signer-client.ts';

/** What it takes to have custodians stand behind a call. */
export interface Attesting extends StellarViews {
  contracts: SystemContracts;
  submitter: Submitter;
  signers: SignerRanking;
}

export interface AttestedCall {
  /** The call, once it is known who attests: it names them, so they sign that too. */
  invoke(attestors: readonly string[]): xdr.HostFunction;
  /** The Bitcoin transaction that the call is about, if it is about one. */
  psbt?: Uint8Array;
  /** What else signers need to judge the call. */
  evidence?: object;
  /** Who else signs. */
  caller?: Keypair;
  /** Who attests it beside custodians. */
  prover?: Prover;
  /** Of which there may be thousands: payouts do not wait behind them. */
  lane?: SubmitRequest['lane'];
  beforeSend(signed: SignedTransaction): Promise<void>;
}

/** A contract that attests what it is shown a proof of. */
export interface Prover {
  address: string;
  /** What stands where an account's signature would. */
  evidence(attestors: readonly string[]): xdr.ScVal;
}

export const SIGNER_TIMEOUT_MS = 10_000;

/** Has as many custodians as the reserve demands sign a call, replacing those that do not answer, and submits it. */
export async function submitAttested(world: Attesting, call: AttestedCall): Promise<Quorum<SubmitOutcome>> {
  const { contracts, submitter, signers } = world;
  // Asked every time: custodians and threshold change by governance, while we run.
  const { custodians, threshold } = await contracts.reserve.read('get_config');
  const eligible = signers.order().filter(({ address }) => custodians.includes(address));
  return await withQuorum(signers, eligible, threshold, async (chosen) => {
    const attestors = [...chosen.map(({ address }) => address).sort(), ...(call.prover ? [call.prover.address] : [])];
    const invoke = call.invoke(attestors);
    const outcome = await submitter.submit({
      invoke,
      authorize: authorizer(chosen, call, { invoke, attestors }),
      beforeSend: (signed) => call.beforeSend(signed),
      ...(call.lane && { lane: call.lane }),
    });
    // What the host refused may be a signature that has no weight: the next try names others.
    if ('failure' in outcome && outcome.failure.contractError === undefined)
      await Promise.all(chosen.map(async ({ address }) => await judgeAccount(world, signers, address)));
    return outcome;
  });
}

type Authorize = NonNullable<SubmitRequest['authorize']>;

function authorizer(
  chosen: readonly SignerEndpoint[],
  { caller, psbt, evidence, prover }: AttestedCall,
  { invoke: call, attestors }: { invoke: xdr.HostFunction; attestors: readonly string[] },
): Authorize {
  return async (entry, terms) => {
    const address = signerOf(entry);
    const { validUntilLedger, networkPassphrase } = terms;
    if (caller && address === caller.publicKey())
      return await signEntry(entry, caller, validUntilLedger, networkPassphrase);
    if (prover && address === prover.address) {
      const signature = prover.evidence(attestors);
      return withCredentials(entry, { signatureExpirationLedger: validUntilLedger, signature });
    }
    const signer = chosen.find((candidate) => candidate.address === address);
    if (!signer) throw new Error(`the contracts ask for an authorization of ${address}, which nobody here can give`);
    const about = { ...(psbt && { psbt }), ...(evidence && { evidence }) };
    return await requestSignature(signer, entry, { ...terms, call, timeoutMs: SIGNER_TIMEOUT_MS, ...about });
  };
}

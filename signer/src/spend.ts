import {
  type AccountOptions,
  CustodyError,
  decodeProposal,
  type Epochs,
  encodeProposal,
  outpointKey,
  type Proposal,
  parseTransaction,
  proposalFeeSats,
  unsignedTransaction,
} from '@istsi/bitcoin-custody';
import type { SignerWorld } from './judged-call.ts';
import type { SpendFacts } from './policy/policy-record.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

/** A Bitcoin transaction of the custody that somebody wants signed. Nothing about it is believed yet. */
export interface Spend {
  ok: true;
  proposal: Proposal;
  unsignedTx: Uint8Array;
  txid: string;
  feeSats: bigint;
}

/**
 * Reads a PSBT into the facts that are checked. What is signed in the end is written anew from them, so that nothing else
 * in the PSBT, such as signatures or a sighash type, has any effect.
 */
export function readSpend(epochs: Epochs, psbt: Uint8Array | undefined): Spend | AttestationRefusal {
  if (!psbt) return refuse('attestation/psbt', 'send the transaction as "psbt" in base64');
  try {
    const proposal = decodeProposal(epochs, psbt);
    const unsignedTx = unsignedTransaction(epochs, proposal);
    const feeSats = proposalFeeSats(proposal);
    if (feeSats === undefined)
      return refuse('attestation/psbt', 'an input does not come with the transaction it spends');
    return { ok: true, proposal, unsignedTx, txid: parseTransaction(unsignedTx).txid, feeSats };
  } catch (error) {
    if (error instanceof CustodyError) return refuse('attestation/psbt', error.message);
    throw error;
  }
}

/** Likewise, of the very transaction that a call authorizes, byte for byte. */
export function readSpendOf(
  { epochs }: SignerWorld,
  unsignedTx: Uint8Array,
  psbt: Uint8Array | undefined,
): Spend | AttestationRefusal {
  const spend = readSpend(epochs, psbt);
  if (!spend.ok || Buffer.compare(spend.unsignedTx, unsignedTx) === 0) return spend;
  return refuse('attestation/other-transaction', 'the PSBT is not of the transaction that the call authorizes');
}

export const spendFacts = (
  { txid, proposal, feeSats }: Spend,
  withdrawals: SpendFacts['withdrawals'],
  epoch: number,
): SpendFacts => ({ txid, inputs: proposal.inputs.map(outpointKey), withdrawals, feeSats, epoch });

/** The PSBT with this signer's signatures, of every epoch whose coins are spent. */
export async function signSpend(
  { epochs, accounts, keystore }: Pick<SignerWorld, 'epochs' | 'accounts' | 'keystore'>,
  { proposal }: Spend,
): Promise<Uint8Array | AttestationRefusal> {
  const spent = new Set(proposal.inputs.map(({ epoch = 0 }) => epoch));
  const own = [...spent].map((epoch) => accounts[epoch]).filter((account): account is AccountOptions => !!account);
  if (own.length === 0) return refuse('attestation/inputs', 'this signer holds no key of what is spent');
  let psbt = encodeProposal(epochs, proposal);
  for (const account of own) psbt = await keystore.signPsbt(psbt, account);
  return psbt;
}

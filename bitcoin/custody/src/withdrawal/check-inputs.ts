import { outpointKey } from '../block/transaction.ts';
import type { BitcoinView } from '../node/bitcoin-view.ts';
import type { Proposal } from './proposal.ts';

export type InputRefusal =
  | { readonly code: 'input-unknown'; readonly outpoint: string }
  | { readonly code: 'input-unconfirmed'; readonly outpoint: string }
  | { readonly code: 'input-too-young'; readonly outpoint: string; readonly required: number; readonly found: number };

/**
 * Asks the signer's own node for every coin a proposal spends: each must be unspent in the best chain and deep enough,
 * or be the change of a transaction this signer signed itself. Undefined if all are.
 */
export async function checkInputs(options: {
  rpc: BitcoinView;
  proposal: Proposal;
  /** Ids of transactions this signer signed. */
  signedBefore: ReadonlySet<string>;
  depositConfirmations: number;
}): Promise<InputRefusal | undefined> {
  const { rpc, proposal, signedBefore } = options;
  for (const input of proposal.inputs) {
    const outpoint = outpointKey(input);
    const isOwnChange = input.branch === 'change' && signedBefore.has(input.txid);
    const output = await rpc.getUnspentOutput(input.txid, input.vout, 'chain');
    if (!output) {
      if (isOwnChange) continue;
      const waiting = await rpc.getUnspentOutput(input.txid, input.vout, 'chain-and-mempool');
      return { code: waiting ? 'input-unconfirmed' : 'input-unknown', outpoint };
    }
    const required = input.branch === 'change' ? 1 : options.depositConfirmations;
    if (output.confirmations < required) {
      return { code: 'input-too-young', outpoint, required, found: output.confirmations };
    }
  }
  return undefined;
}

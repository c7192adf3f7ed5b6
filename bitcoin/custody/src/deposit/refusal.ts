/** Why a signer will not attest a deposit, with the facts it found on its own node. Amounts are in satoshis. */
export type DepositRefusal =
  | { readonly code: 'bad-request'; readonly field: string; readonly expected: string }
  | { readonly code: 'wrong-chain'; readonly expected: string; readonly found: string }
  | { readonly code: 'transaction-not-found'; readonly txid: string }
  | { readonly code: 'unconfirmed'; readonly txid: string }
  | { readonly code: 'output-missing'; readonly vout: number; readonly outputs: number }
  | { readonly code: 'output-spent'; readonly txid: string; readonly vout: number }
  | { readonly code: 'wrong-script'; readonly expected: string; readonly found: string }
  | { readonly code: 'wrong-amount'; readonly expected: bigint; readonly found: bigint }
  | { readonly code: 'too-few-confirmations'; readonly required: number; readonly found: number }
  | { readonly code: 'immature-coinbase'; readonly required: number; readonly found: number }
  | { readonly code: 'node-inconsistent'; readonly reason: string };

/** One sentence for logs and answers. */
export function describeRefusal(refusal: DepositRefusal): string {
  switch (refusal.code) {
    case 'bad-request':
      return `The request's ${refusal.field} must be ${refusal.expected}.`;
    case 'wrong-chain':
      return `This signer's node follows ${refusal.found}, not ${refusal.expected}.`;
    case 'transaction-not-found':
      return `No unspent output, block or mempool transaction ${refusal.txid} is known to this signer's node.`;
    case 'unconfirmed':
      return `Transaction ${refusal.txid} is not in a block yet.`;
    case 'output-missing':
      return `The transaction has ${refusal.outputs} outputs; there is no output ${refusal.vout}.`;
    case 'output-spent':
      return `Output ${refusal.txid}:${refusal.vout} was already spent.`;
    case 'wrong-script':
      return `The output pays script ${refusal.found}, but the address at this index has ${refusal.expected}.`;
    case 'wrong-amount':
      return `The output holds ${refusal.found} satoshis, not ${refusal.expected}.`;
    case 'too-few-confirmations':
      return `The output has ${refusal.found} confirmations; ${refusal.required} are required.`;
    case 'immature-coinbase':
      return `A mined coin can be spent after ${refusal.required} confirmations; this one has ${refusal.found}.`;
    case 'node-inconsistent':
      return `This signer's node contradicts itself: ${refusal.reason}.`;
  }
}

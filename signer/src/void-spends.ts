import { transactionDepth } from '@istsi/bitcoin-custody';
import { type Batch, BatchEnd } from '@istsi/contracts/clients/reserve-manager';
import { MOST_BLOCKS } from './completion-claim.ts';
import type { SignerWorld } from './judged-call.ts';
import type { SpendFacts } from './policy/policy-record.ts';

/** Of what ended a batch for another reason than one of its own transactions (contracts/reserve-manager/undoing.ts). */
const LEAST_CONFIRMATIONS = 6;

/**
 * Writes down which transactions that this signer signed for these withdrawals can never confirm, so that the withdrawals
 * may be paid by others: their batch was undone or cancelled on Stellar, and this signer's own node has what did that,
 * buried. Without that, only a transaction that spends what every earlier one spends is ever signed for them.
 */
export async function noteVoid(world: SignerWorld, { txid, inputs, withdrawals }: SpendFacts): Promise<void> {
  const { policy } = world;
  for (const earlier of policy.signedFor(withdrawals.map(({ id }) => id))) {
    if (earlier.txid === txid || earlier.inputs.some((input) => inputs.includes(input))) continue;
    const by = await whatVoids(world, earlier);
    if (by !== undefined) policy.admit({ kind: 'void', txid: earlier.txid, by });
  }
}

async function whatVoids(world: SignerWorld, { txid, withdrawals }: SpendFacts): Promise<string | undefined> {
  const { contracts, bitcoin } = world;
  const { reserve } = contracts;
  const found = await reserve.tryRead('get_batch', { txid: Buffer.from(txid, 'hex') });
  if (!found.ok || !isOver(found.value)) return undefined;
  const { end, anchor, settled_by } = found.value;
  const by = Buffer.from(settled_by).toString('hex');
  const amount = withdrawals.reduce((sum, { amountSats }) => sum + amountSats, 0n);
  const required = await reserve.read('required_confirmations', { amount });
  const least = end === BatchEnd.Undone ? Math.max(required, LEAST_CONFIRMATIONS) : required;
  const { registered_at } = await reserve.read('get_utxo', anchor);
  const output = { txid: Buffer.from(anchor.tx_hash).toString('hex'), vout: anchor.vout };
  const fate = await world.outputs.trace({ ...output, since: Number(registered_at) });
  if (fate.is === 'spent') return fate.by === by && fate.confirmations >= least ? by : undefined;
  if (fate.is !== 'undone' || end !== BatchEnd.Undone) return undefined;
  const depth = await transactionDepth(bitcoin, { txid: by, outputs: 1, mostBlocks: MOST_BLOCKS });
  return depth !== undefined && depth >= least ? by : undefined;
}

const isOver = ({ end }: Batch): boolean => end === BatchEnd.Undone || end === BatchEnd.Cancelled;

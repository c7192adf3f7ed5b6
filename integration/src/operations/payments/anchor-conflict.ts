import { decodeProposal, outpointKey, parseTransaction } from '@istsi/bitcoin-custody';
import { parseOutpoint } from '../deposits/deposit.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch } from './batch.ts';
import { fromHex, readBatch, readPayment } from './chain-records.ts';
import type { Anchor, BatchConflict } from './next-batch-step.ts';

/** The reserve undoes nothing that is less deep (contracts/reserve-manager/undoing.ts). */
const LEAST_CONFIRMATIONS = 6;
/** Unconfirmed transactions that hang on each other are no more (Bitcoin Core's limit). */
const MOST_ANCESTORS = 25;

type Found = Omit<BatchConflict, 'confirmationsRequired'>;

/**
 * The transaction of the best chain beside which nothing of a batch can confirm: it spends the coin that every version
 * spends, or one that this coin came from. Undefined while there is none.
 */
export async function findConflict(
  world: WithdrawalWorld,
  batch: Batch,
  anchor: Anchor,
  tip: number,
): Promise<BatchConflict | undefined> {
  const isWatched = batch.state === 'paying' || batch.state === 'completed';
  const found = isWatched ? await lookForConflict(world, batch, anchor, tip) : undefined;
  return found && { ...found, confirmationsRequired: await readDepth(world, batch.id) };
}

async function lookForConflict(
  world: WithdrawalWorld,
  batch: Batch,
  anchor: Anchor,
  tip: number,
): Promise<Found | undefined> {
  if (anchor.is === 'unspent') return undefined;
  if (anchor.is === 'unknown')
    return isForgotten(batch, world, tip) ? undefined : await conflictBefore(world, batch, tip);
  if (batch.payments.some(({ txid }) => txid === anchor.by)) return undefined;
  // A version that this database does not know is taken over.
  const payment = await readPayment(world.contracts, anchor.by);
  return payment?.batchId === batch.id ? undefined : { by: anchor.by, height: anchor.height, ancestors: [] };
}

/** What was settled long ago is not looked at any more. */
function isForgotten({ state, payments }: Batch, { policy }: WithdrawalWorld, tip: number): boolean {
  const height = payments.find((payment) => payment.height !== undefined)?.height;
  return state === 'completed' && (height === undefined || tip - height >= policy.buryBlocks);
}

/** A reorganization undid the coin: somebody may have spent otherwise what it was made from. */
async function conflictBefore(world: WithdrawalWorld, batch: Batch, tip: number): Promise<Found | undefined> {
  const { contracts, outputs, bitcoin } = world;
  const { txid, vout } = parseOutpoint(batch.anchor);
  const { registered_at } = await contracts.reserve.read('get_utxo', { tx_hash: fromHex(txid), vout });
  const since = Number(registered_at);
  const ancestors: Uint8Array[] = [];
  let bytes = transactionOfAnchor(world, batch);
  while (bytes && ancestors.length < MOST_ANCESTORS) {
    ancestors.push(bytes);
    const ancestor = parseTransaction(bytes);
    let gone: string | undefined;
    for (const input of ancestor.inputs) {
      const fate = await outputs.trace({ ...input, since });
      if (fate.is === 'spent' && fate.by !== ancestor.txid) {
        return { by: fate.by, height: tip - fate.confirmations + 1, ancestors };
      }
      if (fate.is === 'undone' || fate.is === 'waiting') gone ??= input.txid;
    }
    bytes = gone === undefined ? undefined : (await bitcoin.getTransaction(gone))?.bytes;
  }
  return undefined;
}

/** Every version comes with the transactions that made what it spends. */
function transactionOfAnchor({ epochs }: WithdrawalWorld, { anchor, payments }: Batch): Uint8Array | undefined {
  const psbt = payments.find((payment) => payment.psbt !== undefined)?.psbt;
  const inputs = psbt ? decodeProposal(epochs, psbt).inputs : [];
  return inputs.find((input) => outpointKey(input) === anchor)?.previousTransaction;
}

/** By all that the batch holds: every version of it is public, and must stay impossible. */
async function readDepth({ contracts }: WithdrawalWorld, id: string): Promise<number> {
  const { held } = await readBatch(contracts, id);
  const amounts = await Promise.all(
    held.map(async (outpoint) => {
      const { txid, vout } = parseOutpoint(outpoint);
      return (await contracts.reserve.read('get_utxo', { tx_hash: fromHex(txid), vout })).amount;
    }),
  );
  const amount = amounts.reduce((sum, one) => sum + one, 0n);
  return Math.max(LEAST_CONFIRMATIONS, await contracts.reserve.read('required_confirmations', { amount }));
}

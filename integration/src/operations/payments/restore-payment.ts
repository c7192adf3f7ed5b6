import {
  branchOf,
  deriveAddress,
  type Epochs,
  encodeProposal,
  netPayments,
  type Proposal,
  type ProposedInput,
  parseTransaction,
  proposalWeight,
  reserveOrigin,
  unsignedTransaction,
} from '@istsi/bitcoin-custody';
import { formatOutpoint } from '../deposits/deposit.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { recordProgress, recordRefusal } from './batch-record.ts';
import { fromHex, readPayment } from './chain-records.ts';
import { toPayment } from './find-plan.ts';
import { loadOrigins, readPrevious } from './spendable.ts';

/**
 * Rebuilds the transaction of a version that is known from the chain only, because the database was lost or another
 * coordinator made it. The chain has all that is in it, and its txid proves that nothing is missing.
 */
export async function restorePayment(world: WithdrawalWorld, batch: Batch, payment: Payment): Promise<void> {
  const proposal = await rebuild(world, batch, payment.txid);
  if (!proposal) {
    const message = `the transaction of ${payment.txid} cannot be rebuilt from the chain; its coins may not be known yet`;
    return await recordRefusal(world, batch, { code: 'transaction-unknown', message });
  }
  const { epochs } = world;
  const psbt = Buffer.from(encodeProposal(epochs, proposal)).toString('base64');
  const vbytes = Math.ceil(proposalWeight(epochs, proposal) / 4);
  await recordProgress(world, batch, { detail: { txid: payment.txid, restored: 'from the chain' } }, async (trx) => {
    const columns = { psbt, vbytes, updated_at: new Date() };
    await trx.updateTable('istsi.payments').set(columns).where('txid', '=', payment.txid).execute();
  });
}

async function rebuild(world: WithdrawalWorld, batch: Batch, txid: string): Promise<Proposal | undefined> {
  const { contracts, database, epochs } = world;
  const known = await readPayment(contracts, txid);
  if (!known) return undefined;
  const origins = await loadOrigins(database.db, known.inputs);
  const previous = await readPrevious(world, known.inputs);
  const inputs = known.inputs.map((outpoint): ProposedInput | undefined => {
    const row = origins.find((origin) => origin.outpoint === outpoint);
    const previousTransaction = row && previous.get(row.txid);
    if (!row || !previousTransaction) return undefined;
    return {
      ...{ txid: row.txid, vout: Number(row.vout), index: Number(row.address_index), previousTransaction },
      ...(row.epoch > 0 && { epoch: row.epoch }),
      ...(row.branch === 'change' && { branch: row.branch }),
    };
  });
  if (inputs.some((input) => input === undefined)) return undefined;
  const paid = known.firstChange === 0 ? [] : netPayments(batch.withdrawals.map(toPayment), known.feeSats);
  const change = await readChange(world, txid, paid.length, known.changeOutputs);
  const forms = VERSIONS.flatMap((version) => epochs.map((_, i) => ({ version, upTo: epochs.slice(0, i + 1) })));
  return forms
    .map(
      ({ version, upTo }): Proposal => ({
        version,
        inputs: inputs as ProposedInput[],
        outputs: [
          ...paid.map(({ scriptPubKey, amountSats }) => ({ scriptPubKey, amountSats })),
          ...change.map((amountSats) => changeOutput(upTo, amountSats)),
        ],
        lockTime: 0,
      }),
    )
    .findLast((proposal) => parseTransaction(unsignedTransaction(epochs, proposal)).txid === txid);
}

const VERSIONS = [2, 3] as const;

/** Change to the epoch that was the newest then. */
function changeOutput(epochs: Epochs, amountSats: bigint): Proposal['outputs'][number] {
  const { scriptPubKey } = deriveAddress(branchOf(epochs.at(-1)!, 'change'), 0);
  return { scriptPubKey, amountSats, change: reserveOrigin(epochs) };
}

async function readChange(
  { contracts }: WithdrawalWorld,
  txid: string,
  first: number,
  count: number,
): Promise<bigint[]> {
  const outputs = Array.from({ length: count }, (_, i) => first + i);
  return await Promise.all(
    outputs.map(async (vout) => {
      const utxo = await contracts.reserve.tryRead('get_utxo', { tx_hash: fromHex(txid), vout });
      if (!utxo.ok)
        throw new Error(`the reserve does not know ${formatOutpoint({ txid, vout })}: ${utxo.failure.text}`);
      return utxo.value.amount;
    }),
  );
}

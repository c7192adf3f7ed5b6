import {
  decodeProposal,
  type Proposal,
  parseTransaction,
  planReplacement,
  planSweepReplacement,
  proposalWeight,
  unsignedTransaction,
} from '@istsi/bitcoin-custody';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { recordProgress, recordRefusal } from './batch-record.ts';
import { toPayment } from './find-plan.ts';
import { insertPayment } from './plan-batch.ts';
import { readActiveEpochs } from './spendable.ts';
import { chooseVersion } from './transaction-version.ts';

/** Plans the next version of a batch, with a higher fee that its users accepted. It is authorized and signed like the first. */
export async function replacePayment(
  world: WithdrawalWorld,
  batch: Batch,
  earlier: Payment,
  feeSats: bigint,
): Promise<void> {
  const { epochs, contracts } = world;
  if (!earlier.psbt) throw new Error('a payment is replaced before its transaction is known');
  const { fee_cap: feeCapSats } = await contracts.reserve.read('get_policy');
  const options = { earlier: decodeProposal(epochs, earlier.psbt), feeSats, feeCapSats };
  const result =
    batch.kind === 'sweep' || earlier.cancels
      ? planSweepReplacement({ ...options, epochs: await readActiveEpochs(world) })
      : planReplacement({ ...options, payments: batch.withdrawals.map(toPayment) });
  if (!result.ok) {
    const message = `a fee of ${feeSats} sats is not possible`;
    return await recordRefusal(world, batch, { code: result.reason.code, message });
  }
  const weight = proposalWeight(epochs, result.proposal);
  const proposal = await asRelayed(world, batch, result.proposal, weight);
  const { txid } = parseTransaction(unsignedTransaction(epochs, proposal));
  const version = Math.max(...batch.payments.map((payment) => payment.version)) + 1;
  const detail = { txid, replaces: earlier.txid, fee_sats: String(feeSats) };
  await recordProgress(world, batch, { detail, columns: { fee_note: null } }, async (trx) => {
    const { cancels } = earlier;
    await insertPayment(trx, epochs, { txid, batchId: batch.id, version, proposal, feeSats, weight, cancels });
  });
  world.log('info', 'payment is replaced', { batch: batch.id, ...detail });
}

/** The node may be another one since. A sweep may be a child, which is of its parent's version for ever. */
async function asRelayed(
  world: WithdrawalWorld,
  { kind }: Batch,
  proposal: Proposal,
  weight: number,
): Promise<Proposal> {
  return kind === 'sweep' ? proposal : { ...proposal, version: await chooseVersion(world, { weight }) };
}

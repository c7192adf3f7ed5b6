import {
  decodeProposal,
  feePolicyAt,
  feeRateFor,
  parseTransaction,
  planCancellation,
  unsignedTransaction,
} from '@istsi/bitcoin-custody';
import { wakeNow } from '../wake.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch } from './batch.ts';
import { recordProgress } from './batch-record.ts';
import { loadBatch } from './payment-store.ts';
import { insertPayment } from './plan-batch.ts';
import { readActiveEpochs } from './spendable.ts';
import { readSpendable } from './surplus.ts';
import { chooseVersion } from './transaction-version.ts';

export type Cancellation =
  /** The txid of what cancels it, authorized, signed and broadcast like any other version. */
  { ok: true; txid: string } | { ok: false; reason: string };

/**
 * Plans a version of a payment that pays only the reserve, dearer than all before: when it confirms, the payment is
 * cancelled, and its withdrawals are pending again. Which of them confirms is up to the miners.
 */
export async function cancelBatch(world: WithdrawalWorld, id: string): Promise<Cancellation | undefined> {
  const batch = await loadBatch(world.database.db, id);
  if (!batch) return undefined;
  const refused = whyNot(batch);
  if (refused !== undefined) return { ok: false, reason: refused };
  const known = batch.payments.findLast(({ cancels, state }) => cancels && state !== 'refused');
  if (known) return { ok: true, txid: known.txid };
  const authorized = batch.payments.filter(({ state }) => state !== 'refused' && state !== 'planned');
  const earlier = authorized.findLast(({ psbt }) => psbt !== undefined);
  if (!earlier?.psbt) return { ok: false, reason: 'its transaction is not known here yet' };

  const { epochs, contracts, policy } = world;
  const reading = await world.fees.read();
  const result = planCancellation({
    epochs: await readActiveEpochs(world),
    earlier: decodeProposal(epochs, earlier.psbt),
    aboveSats: authorized.reduce((most, { feeSats }) => (feeSats > most ? feeSats : most), 0n),
    satsPerKvb: feeRateFor(reading.estimates, 1, feePolicyAt(policy.fees, reading)),
    feeCapSats: await readSpendable(contracts),
  });
  if (!result.ok) return { ok: false, reason: reasonOf(result.reason) };
  const { feeSats, weight } = result;
  const proposal = { ...result.proposal, version: await chooseVersion(world, { weight }) };
  const { txid } = parseTransaction(unsignedTransaction(epochs, proposal));
  const version = Math.max(...batch.payments.map((payment) => payment.version)) + 1;
  const detail = { txid, cancels: earlier.txid, fee_sats: String(feeSats) };
  await recordProgress(world, batch, { detail, columns: { fee_note: null } }, async (trx) => {
    await insertPayment(trx, epochs, { txid, batchId: id, version, proposal, feeSats, weight, cancels: true });
    await wakeNow(trx, 'batch', id);
  });
  world.log('warn', 'payment is to be cancelled', { batch: id, ...detail });
  return { ok: true, txid };
}

function whyNot({ kind, state, payments }: Batch): string | undefined {
  if (kind === 'sweep') return 'it pays nobody but the reserve';
  if (state === 'planned') return 'nothing is authorized yet: what is not authorized is refunded at its deadline';
  if (state !== 'paying') return 'it has ended';
  return payments.some(({ height }) => height !== undefined) ? 'it is in a block' : undefined;
}

function reasonOf(reason: { code: string; feeSats?: bigint; mostFeeSats?: bigint }): string {
  if (reason.code !== 'fee-over-cap') return reason.code;
  return `it costs ${reason.feeSats} sats, and the reserve can spare ${reason.mostFeeSats}: its fee is nobody's but the reserve's`;
}

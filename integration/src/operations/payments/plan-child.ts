import {
  childVbytes,
  createWatcherState,
  decodeProposal,
  planChild,
  spendableCoins,
  toProposal,
} from '@istsi/bitcoin-custody';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { recordProgress, recordRefusal } from './batch-record.ts';
import { storeSweep } from './plan-sweep.ts';
import { readActiveEpochs } from './spendable.ts';
import { readSpendable } from './surplus.ts';

/** Plans a transaction that spends change of one that waits, and pays for both out of what the reserve can spare. */
export async function speedUpByChild(
  world: WithdrawalWorld,
  batch: Batch,
  parent: Payment,
  feeSats: bigint,
): Promise<void> {
  const { txid, psbt, rawTx, vbytes } = parent;
  if (!psbt || !rawTx || vbytes === undefined) throw new Error('a payment has a child before it is signed');
  const epochs = await readActiveEpochs(world);
  const { inputs, outputs, version } = decodeProposal(world.epochs, psbt);
  const change = outputs.flatMap((output, vout) =>
    output.change ? [{ ...output.change, vout, amountSats: output.amountSats }] : [],
  );
  const result = planChild({
    epochs,
    parent: { feeSats: parent.feeSats, vbytes },
    version,
    change: spendableCoins({
      epochs: world.epochs,
      state: createWatcherState(),
      own: [{ txid, inputs, change }],
      reserved: new Set(),
      policy: { depositConfirmations: 1, mostUnconfirmedAncestors: 1 },
    }),
    satsPerKvb: ((parent.feeSats + feeSats) * 1000n) / BigInt(vbytes + childVbytes(epochs)),
    feeCapSats: await readSpendable(world.contracts),
  });
  if (!result.ok) {
    const message = `no child of ${txid} can pay for it: ${result.reason.code}`;
    return await recordRefusal(world, batch, { code: 'no-child', message });
  }
  // A child is of its parent's version, or it is not relayed (BIP-431).
  const proposal = toProposal(result.plan, new Map([[txid, rawTx]]), version);
  const child = await storeSweep(world, result.plan, proposal, { why: 'its parent waits', parent: txid });
  await recordProgress(world, batch, { detail: { txid, child }, columns: { fee_note: null } });
}

import type { ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { refuse } from './refusals.ts';
import { readSpendOf } from './spend.ts';
import { verifySpend } from './verify-spend.ts';
import { checkOpen } from './withdrawals.ts';

type SweepArgs = ReserveManager['process_bitcoin_sweep']['args'];

const SWEEP = 'process_bitcoin_sweep';

/** Custodians may sign this Bitcoin transaction, which pays nobody but the reserve: a sweep, its replacement, or what cancels a payment. */
export const sweepCall: JudgedCall = {
  contract: 'reserve',
  name: SWEEP,
  read(call, { reserve }) {
    const read = leafArgs<SweepArgs>(reserve, call);
    if (!read.ok) return read;
    const { args } = read;
    const about = args.replaces ? { replaces: Buffer.from(args.replaces).toString('hex') } : {};
    return { ok: true, attestors: args.attestors, about, judge: (world, psbt) => judgeSweep(args, world, psbt) };
  },
};

async function judgeSweep(args: SweepArgs, world: SignerWorld, psbt: Uint8Array | undefined): Promise<Verdict> {
  const spend = readSpendOf(world, args.unsigned_tx, psbt);
  if (!spend.ok) return spend;
  const replaced = await batchReplaced(args, world);
  if (!replaced.ok) return replaced;
  const verified = await verifySpend(world, spend, { payments: [], batch: replaced.batch });
  return verified.ok ? { ok: true, record: { kind: 'authorization', ...verified.facts } } : verified;
}

async function batchReplaced({ replaces }: SweepArgs, { contracts: { reserve } }: SignerWorld) {
  if (!replaces) return { ok: true as const, batch: undefined };
  const batch = await reserve.tryRead('get_batch', { txid: replaces });
  if (!batch.ok) {
    const txid = Buffer.from(replaces).toString('hex');
    return refuse('attestation/not-authorized', `the reserve has not authorized ${txid}: ${batch.failure.text}`);
  }
  // In place of a payment it cancels it: the withdrawals stay owed.
  return checkOpen(batch.value) ?? { ok: true as const, batch: batch.value };
}

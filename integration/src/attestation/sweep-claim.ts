import type { ReserveManager } from '../contracts/generated/reserve-manager.ts';
import { decodeArgs } from './authorization-entry.ts';
import { type JudgedCall, nothingBelow, type SignerWorld, type Verdict } from './judged-call.ts';
import { refuse } from './refusals.ts';
import { readSpend } from './spend.ts';
import { verifySpend } from './verify-spend.ts';
import { checkMembers } from './withdrawals.ts';

type SweepArgs = ReserveManager['process_bitcoin_sweep']['args'];

const SWEEP = 'process_bitcoin_sweep';

/** Custodians may sign this Bitcoin transaction, which pays nobody but the reserve: the first one, or a replacement. */
export const sweepCall: JudgedCall = {
  contract: 'reserve',
  name: SWEEP,
  read(call, { reserve }) {
    const args = decodeArgs<SweepArgs>(reserve.spec, call);
    if (!args) return refuse('attestation/malformed', `the arguments of ${SWEEP} do not have the contract's types`);
    const refusal = nothingBelow(call);
    if (refusal) return refusal;
    const about = args.replaces ? { replaces: Buffer.from(args.replaces).toString('hex') } : {};
    return { ok: true, attestors: args.attestors, about, judge: (world, psbt) => judgeSweep(args, world, psbt) };
  },
};

async function judgeSweep(args: SweepArgs, world: SignerWorld, psbt: Uint8Array | undefined): Promise<Verdict> {
  const spend = readSpend(world.epochs, psbt);
  if (!spend.ok) return spend;
  if (Buffer.compare(spend.unsignedTx, args.unsigned_tx) !== 0) {
    return refuse('attestation/other-transaction', 'the PSBT is not of the transaction that the call authorizes');
  }
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
  // A batch with withdrawals is replaced by another payment of them, never by a sweep.
  return checkMembers(batch.value, []) ?? { ok: true as const, batch: batch.value };
}

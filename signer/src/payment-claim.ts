import type { ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import { checkBooks } from './books-guard.ts';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { checkReturns } from './returns.ts';
import { readSpendOf } from './spend.ts';
import { verifySpend } from './verify-spend.ts';
import { noteVoid } from './void-spends.ts';
import { batchOf, paymentsOf, readWithdrawals } from './withdrawals.ts';

type PaymentArgs = ReserveManager['process_bitcoin_withdrawal']['args'];

const PAY = 'process_bitcoin_withdrawal';

/** Custodians may sign this Bitcoin transaction, which pays these withdrawals: the first one, or a replacement. */
export const paymentCall: JudgedCall = {
  contract: 'reserve',
  name: PAY,
  read(call, { reserve }) {
    const read = leafArgs<PaymentArgs>(reserve, call);
    if (!read.ok) return read;
    const { args } = read;
    const { attestors, withdrawal_ids } = args;
    const about = { withdrawals: withdrawal_ids.map((id) => Buffer.from(id).toString('hex')).join(' ') };
    return { ok: true, attestors, about, judge: (world, psbt, evidence) => judgePayment(args, world, psbt, evidence) };
  },
};

async function judgePayment(
  args: PaymentArgs,
  world: SignerWorld,
  psbt: Uint8Array | undefined,
  evidence: unknown,
): Promise<Verdict> {
  const spend = readSpendOf(world, args.unsigned_tx, psbt);
  if (!spend.ok) return spend;
  const read = await readWithdrawals(world, args.withdrawal_ids);
  if (!read.ok) return read;
  const found = await batchOf(world, read.withdrawals);
  if (!found.ok) return found;
  // What is authorized already may be replaced by a dearer version: it pays nobody else, and no more.
  const refusal =
    found.batch === undefined
      ? ((await checkReturns(world, read.withdrawals, evidence)) ?? (await checkBooks(world, 0n)))
      : undefined;
  if (refusal) return refusal;
  const verified = await verifySpend(world, spend, { payments: paymentsOf(read.withdrawals), batch: found.batch });
  if (!verified.ok) return verified;
  await noteVoid(world, verified.facts);
  return { ok: true, record: { kind: 'authorization', ...verified.facts } };
}

import { type BlockRef, blockIn } from '@istsi/contracts';
import { BatchEnd, type ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import { checkMined } from './completion-claim.ts';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { refuse } from './refusals.ts';

type CorrectionArgs = ReserveManager['correct_payment']['args'];

const CORRECT = 'correct_payment';

/** Of a batch that has ended, another transaction is the one that this signer's best chain has, this deep. */
export const correctionCall: JudgedCall = {
  contract: 'reserve',
  name: CORRECT,
  read(call, { reserve }) {
    const read = leafArgs<CorrectionArgs>(reserve, call);
    if (!read.ok) return read;
    const { args } = read;
    const { attestors, confirmations } = args;
    const txid = Buffer.from(args.txid).toString('hex');
    const correction = { txid, confirmations, block: blockIn(args) };
    return { ok: true, attestors, about: { txid, confirmations }, judge: (world) => judge(correction, world) };
  },
};

async function judge(
  { txid, confirmations, block }: { txid: string; confirmations: number; block: BlockRef },
  world: SignerWorld,
): Promise<Verdict> {
  const { reserve } = world.contracts;
  const asked = { txid: Buffer.from(txid, 'hex') };
  const payment = await reserve.tryRead('get_payment', asked);
  if (!payment.ok) {
    return refuse('attestation/not-authorized', `the reserve has not authorized ${txid}: ${payment.failure.text}`);
  }
  const batch = await reserve.read('get_batch', asked);
  if (batch.end === BatchEnd.Open) return refuse('attestation/other-call', `${txid} is completed, not corrected`);
  if (Buffer.compare(batch.settled_by, asked.txid) === 0) {
    return refuse('attestation/completed', `${txid} is what its batch was settled by`);
  }
  const outputs = payment.value.first_change + payment.value.change_outputs;
  const refusal = await checkMined(world.bitcoin, { txid, outputs, confirmations, block });
  return refusal ?? { ok: true, record: { kind: 'correction', txid, confirmations } };
}

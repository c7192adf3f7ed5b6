import { transactionDepth } from '@istsi/bitcoin-custody';
import { type BlockRef, blockIn } from '@istsi/contracts';
import { BatchEnd, type ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

type CompletionArgs = ReserveManager['complete_bitcoin_withdrawal']['args'];

const COMPLETE = 'complete_bitcoin_withdrawal';
/** How far back blocks are read on a node without a transaction index, when all outputs are spent already: two days. */
export const MOST_BLOCKS = 288;

/** An authorized transaction is this deep in the best chain, in the block that the call names. */
export const completionCall: JudgedCall = {
  contract: 'reserve',
  name: COMPLETE,
  read(call, { reserve }) {
    const read = leafArgs<CompletionArgs>(reserve, call);
    if (!read.ok) return read;
    const { args } = read;
    const { attestors, confirmations } = args;
    const txid = Buffer.from(args.txid).toString('hex');
    const claim = { txid, confirmations, block: blockIn(args) };
    const judge = (world: SignerWorld): Promise<Verdict> => judgeCompletion(claim, world);
    return { ok: true, attestors, about: { txid, confirmations }, judge };
  },
};

interface Completion {
  txid: string;
  confirmations: number;
  block: BlockRef;
}

async function judgeCompletion(
  { txid, confirmations, block }: Completion,
  { contracts: { reserve }, bitcoin }: SignerWorld,
): Promise<Verdict> {
  const asked = { txid: Buffer.from(txid, 'hex') };
  const payment = await reserve.tryRead('get_payment', asked);
  if (!payment.ok) {
    return refuse('attestation/not-authorized', `the reserve has not authorized ${txid}: ${payment.failure.text}`);
  }
  const batch = await reserve.read('get_batch', asked);
  if (batch.end !== BatchEnd.Open) {
    return refuse('attestation/completed', `${txid} belongs to what is settled already`);
  }
  const outputs = payment.value.first_change + payment.value.change_outputs;
  const refusal = await checkMined(bitcoin, { txid, outputs, confirmations, block });
  return refusal ?? { ok: true, record: { kind: 'completion', txid, confirmations } };
}

/** That an authorized transaction is so deep in this signer's best chain, and in the block that is named. */
export async function checkMined(
  bitcoin: SignerWorld['bitcoin'],
  { txid, outputs, confirmations, block }: Completion & { outputs: number },
): Promise<AttestationRefusal | undefined> {
  const before = await bitcoin.getHeader(block.hash);
  const depth = await transactionDepth(bitcoin, { txid, outputs, mostBlocks: MOST_BLOCKS });
  if (depth === undefined || depth < confirmations) {
    const found = depth === undefined ? 'does not have it in its best chain' : `has ${depth} confirmations`;
    return refuse(
      'attestation/confirmations',
      `${confirmations} were claimed for ${txid}; this signer's node ${found}`,
    );
  }
  // It is in the block that is as deep as it is, if no block came between the questions.
  const after = await bitcoin.getHeader(block.hash);
  if ([before, after].every((header) => header?.confirmations === depth && header.height === block.height)) {
    return undefined;
  }
  const named = `${block.hash} at height ${block.height}`;
  return refuse('attestation/other-block', `the claim names block ${named}; ${txid} is not in it`);
}

import { branchOf, checkDeposits, type DepositCheck, describeRefusal, outpointKey } from '@istsi/bitcoin-custody';
import { type BlockRef, blockIn, isSameBlock } from '@istsi/contracts';
import type { ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

type AdditionArgs = ReserveManager['add_reserve']['args'];

interface Addition {
  txid: string;
  vout: number;
  amountSats: bigint;
  confirmations: number;
  block: BlockRef;
}

/** The reserve's own script is the first of the branch that change is paid to. */
const RESERVE_INDEX = 0;

/**
 * An output pays the reserve's own script of an epoch, which is nobody's deposit address: whoever sent it gave it to the
 * reserve. It is in the block that the call names, unspent, and as deep as all that is at stake with it demands.
 */
export const additionCall: JudgedCall = {
  contract: 'reserve',
  name: 'add_reserve',
  read(call, { reserve }) {
    const read = leafArgs<AdditionArgs>(reserve, call);
    if (!read.ok) return read;
    const { attestors, tx_hash, vout, amount, confirmations } = read.args;
    const txid = Buffer.from(tx_hash).toString('hex');
    const addition = { txid, vout, amountSats: amount, confirmations, block: blockIn(read.args) };
    const about = { outpoint: outpointKey(addition), amountSats: amount };
    return { ok: true, attestors, about, judge: (world) => judgeAddition(addition, world) };
  },
};

async function judgeAddition(addition: Addition, world: SignerWorld): Promise<Verdict> {
  const { amountSats, block } = addition;
  const asked = { amount: amountSats, block_height: block.height };
  const atStake = await world.contracts.reserve.read('required_confirmations_at', asked);
  const confirmations = Math.max(addition.confirmations, atStake);
  const refusal = await checkOutput({ ...addition, confirmations }, world);
  return refusal ?? { ok: true, record: { kind: 'addition', outpoint: outpointKey(addition), amountSats } };
}

async function checkOutput(
  { block, ...claim }: Addition,
  { bitcoin: rpc, epochs }: SignerWorld,
): Promise<AttestationRefusal | undefined> {
  const descriptors = [...epochs].reverse().map((epoch) => branchOf(epoch, 'change'));
  const checks = await checkDeposits([{ index: RESERVE_INDEX, ...claim }], { rpc, descriptors });
  const check = checks[0] as DepositCheck;
  if (!check.ok) return refuse('attestation/deposit', describeRefusal(check.reason));
  const found = { height: check.blockHeight, hash: check.blockHash };
  if (isSameBlock(block, found)) return undefined;
  return refuse('attestation/other-block', `the output is in block ${found.hash} at height ${found.height}`);
}

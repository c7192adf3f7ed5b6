import type { ReserveManager } from '@istsi/contracts/clients/reserve-manager';
import { decodeEvidence } from '@istsi/reserves';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { refuse } from './refusals.ts';
import { checkOutputs, readBooks } from './reserve-evidence.ts';

type ProofArgs = ReserveManager['publish_proof']['args'];

const PUBLISH = 'publish_proof';
/** As many as the reserve asks for before it counts the smallest deposit: a block that is not likely to be undone. */
const LEAST_CONFIRMATIONS = 2;

/** At this Bitcoin block exactly the outputs of the reserve's books were unspent, and in custody. */
export const proofCall: JudgedCall = {
  contract: 'reserve',
  name: PUBLISH,
  read(call, { reserve }) {
    const read = leafArgs<ProofArgs>(reserve, call);
    if (!read.ok) return read;
    const { args } = read;
    const { attestors, bitcoin_height, total_btc } = args;
    const about = { height: bitcoin_height, totalSats: total_btc };
    return { ok: true, attestors, about, judge: (world, _, evidence) => judgeProof(args, world, evidence) };
  },
};

async function judgeProof(args: ProofArgs, world: SignerWorld, given: unknown): Promise<Verdict> {
  const evidence = decodeEvidence(given);
  if (!evidence) {
    return refuse(
      'attestation/proof',
      'send {"history": "<base64>", "origins": [[epoch, branch, index], …]} as "evidence"',
    );
  }
  const read = await readBooks(world, evidence);
  if (!read.ok) return read;
  const { books } = read;
  const commitment = Buffer.from(args.utxo_commitment).toString('hex');
  if (commitment !== books.commitment || args.total_btc !== books.totalSats) {
    return refuse('attestation/proof', 'the call attests another total or commitment than the books have');
  }
  const block = { height: args.bitcoin_height, hash: Buffer.from(args.bitcoin_block).toString('hex') };
  const tip = await world.bitcoin.getTip();
  const confirmations = tip.height - block.height + 1;
  if (confirmations < LEAST_CONFIRMATIONS) {
    return refuse(
      'attestation/proof',
      `block ${block.height} has ${confirmations} of ${LEAST_CONFIRMATIONS} confirmations`,
    );
  }
  const refusal = await checkOutputs(world, block, books, evidence.origins);
  if (refusal) return refusal;
  return { ok: true, record: { kind: 'proof', height: block.height, block: block.hash, commitment } };
}

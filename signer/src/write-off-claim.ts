import { type Outpoint, type OutputFate, outpointKey } from '@istsi/bitcoin-custody';
import { type BlockRef, blockIn } from '@istsi/contracts';
import { type ReserveManager, UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { checkShows } from './best-chain.ts';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { refuse } from './refusals.ts';

type WriteOffArgs = ReserveManager['write_off_output']['args'];

const WRITE_OFF = 'write_off_output';

/**
 * A reserve output is gone for good. One of two must hold on this signer's node, buried by as many blocks as its policy
 * asks for (`writeOffBlocks`):
 * - stolen: a block of the best chain spends it, in a transaction that the reserve never authorized; or
 * - undone: no block of the best chain has it, its transaction does not wait in the memory pool, and that many blocks were
 *   mined since the reserve registered it, or since the block that this signer attested it in, which is in it no more.
 */
export const writeOffCall: JudgedCall = {
  contract: 'reserve',
  name: WRITE_OFF,
  read(call, { reserve }) {
    const read = leafArgs<WriteOffArgs>(reserve, call);
    if (!read.ok) return read;
    const { args } = read;
    const { attestors, vout } = args;
    const txid = Buffer.from(args.tx_hash).toString('hex');
    const block = blockIn(args);
    const judge = (world: SignerWorld): Promise<Verdict> => judgeLoss({ txid, vout }, block, world);
    return { ok: true, attestors, about: { outpoint: outpointKey({ txid, vout }) }, judge };
  },
};

async function judgeLoss({ txid, vout }: Outpoint, block: BlockRef, world: SignerWorld): Promise<Verdict> {
  const { contracts, outputs } = world;
  const outpoint = outpointKey({ txid, vout });
  const utxo = await contracts.reserve.tryRead('get_utxo', { tx_hash: Buffer.from(txid, 'hex'), vout });
  if (!utxo.ok) return refuse('attestation/inputs', `the reserve does not know ${outpoint}: ${utxo.failure.text}`);
  const { state, registered_at } = utxo.value;
  if (state !== UtxoState.Unspent) {
    return refuse('attestation/inputs', `${outpoint} is not free on the reserve's books (state ${state})`);
  }
  const fate = await withKnownBlock(await outputs.trace({ txid, vout, since: Number(registered_at) }), outpoint, world);
  const loss = await lossIn(fate, world);
  if ('because' in loss) {
    const refusal = await checkShows(block, depthOf(fate), world);
    return refusal ?? { ok: true, record: { kind: 'write-off', outpoint, because: loss.because } };
  }
  return refuse('attestation/not-lost', `${outpoint} is not gone for good: ${loss.against}`);
}

/**
 * Who attested it knows which block it was in. When the best chain has another one at that height, every block from there
 * on was mined without it, however fast they came.
 */
async function withKnownBlock(
  fate: OutputFate,
  outpoint: string,
  { policy, bitcoin }: SignerWorld,
): Promise<OutputFate> {
  const block = policy.deposit(outpoint)?.block ?? policy.returnable(outpoint)?.block;
  if (fate.is !== 'undone' || block === undefined) return fate;
  const tip = await bitcoin.getTip();
  if (block.height > tip.height || (await bitcoin.getBlockHash(block.height)) === block.hash) return fate;
  return { is: 'undone', blocksSince: Math.max(fate.blocksSince, tip.height - block.height + 1) };
}

/** Blocks that show the loss: the one that spends it and those on it, or those that were mined without the output. */
function depthOf(fate: OutputFate): number {
  return fate.is === 'spent' ? fate.confirmations : fate.is === 'undone' ? fate.blocksSince : 0;
}

type Loss = { because: 'stolen' | 'undone' } | { against: string };

async function lossIn(fate: OutputFate, { contracts, rules }: SignerWorld): Promise<Loss> {
  const asked = `this signer asks for ${rules.writeOffBlocks} blocks`;
  switch (fate.is) {
    case 'unspent':
      return { against: 'it is unspent' };
    case 'waiting':
      return { against: 'its transaction waits to be mined again' };
    case 'undone':
      if (fate.blocksSince >= rules.writeOffBlocks) return { because: 'undone' };
      return { against: `${fate.blocksSince} blocks were mined without it, ${asked}` };
    case 'spent': {
      const payment = await contracts.reserve.tryRead('get_payment', { txid: Buffer.from(fate.by, 'hex') });
      if (payment.ok) return { against: `${fate.by} spends it, which the reserve authorized: complete that instead` };
      if (fate.confirmations >= rules.writeOffBlocks) return { because: 'stolen' };
      return { against: `${fate.by}, which spends it, has ${fate.confirmations} confirmations, ${asked}` };
    }
  }
}

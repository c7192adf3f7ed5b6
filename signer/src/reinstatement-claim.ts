import { type Outpoint, outpointKey } from '@istsi/bitcoin-custody';
import { type BlockRef, blockIn } from '@istsi/contracts';
import { type ReserveManager, UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { checkShows } from './best-chain.ts';
import { type JudgedCall, leafArgs, type SignerWorld, type Verdict } from './judged-call.ts';
import { refuse } from './refusals.ts';

type ReinstatementArgs = ReserveManager['reinstate_output']['args'];

const REINSTATE = 'reinstate_output';

/** An output that was written off is there after all: unspent on this signer's node, this deep. */
export const reinstatementCall: JudgedCall = {
  contract: 'reserve',
  name: REINSTATE,
  read(call, { reserve }) {
    const read = leafArgs<ReinstatementArgs>(reserve, call);
    if (!read.ok) return read;
    const { args } = read;
    const { attestors, vout, confirmations } = args;
    const output = { txid: Buffer.from(args.tx_hash).toString('hex'), vout };
    const claim = { confirmations, block: blockIn(args) };
    const about = { outpoint: outpointKey(output), confirmations };
    return { ok: true, attestors, about, judge: (world) => judge(output, claim, world) };
  },
};

async function judge(
  output: Outpoint,
  { confirmations, block }: { confirmations: number; block: BlockRef },
  world: SignerWorld,
): Promise<Verdict> {
  const { contracts, bitcoin } = world;
  const outpoint = outpointKey(output);
  const asked = { tx_hash: Buffer.from(output.txid, 'hex'), vout: output.vout };
  const utxo = await contracts.reserve.tryRead('get_utxo', asked);
  if (!utxo.ok) return refuse('attestation/inputs', `the reserve does not know ${outpoint}: ${utxo.failure.text}`);
  const { state } = utxo.value;
  if (state !== UtxoState.Lost) return refuse('attestation/inputs', `${outpoint} was not written off (state ${state})`);
  const unspent = await bitcoin.getUnspentOutput(output.txid, output.vout, 'chain');
  if (!unspent) return refuse('attestation/inputs', `this signer's node does not have ${outpoint} unspent`);
  if (unspent.confirmations < confirmations) {
    const why = `${confirmations} were claimed for ${outpoint}; this signer's node has ${unspent.confirmations}`;
    return refuse('attestation/confirmations', why);
  }
  const shown = await checkShows(block, unspent.confirmations, world);
  return shown ?? { ok: true, record: { kind: 'reinstatement', outpoint } };
}

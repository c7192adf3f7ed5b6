import { blockHash } from '../../contracts/test/actions.ts';
import { isAttested } from './attestation-model.ts';
import { drawAttestors, newOutpoint } from './bitcoin-operations.ts';
import { confirmationsAt, expose } from './exposure-model.ts';
import { isStill, outpointOf } from './model.ts';
import { addressOf, bigBetween, type Draw, type Operation, SUBMITTERS } from './operation.ts';
import { addToReserve } from './reserve-model.ts';

const BLOCK_SECONDS = 600;

/** Somebody pays the reserve: what a loss took, or a little more or less. */
export function donate(draw: Draw): Operation {
  const { random, model } = draw;
  const missing = model.supply + model.owed - model.reserve.total;
  const amount = missing > 0n && random.next() < 0.8 ? missing : bigBetween(random, 0n, 50_000n);
  const height = Math.floor(model.now / BLOCK_SECONDS) - random.pick([0, 1, 3]);
  const confirmations = random.pick([2, 12, 12, 12]);
  const attestors = drawAttestors(draw);
  const coin = newOutpoint(random, model);
  return {
    name: 'donate',
    contract: 'reserve-manager',
    method: 'add_reserve',
    args: {
      attestors: attestors.map((name) => addressOf(draw, name)),
      tx_hash: coin.txid,
      vout: coin.vout,
      amount,
      confirmations,
      block_height: height,
      block_hash: blockHash(height),
    },
    by: random.pick(SUBMITTERS),
    signers: attestors,
    accepted: (now) =>
      !isStill(now) &&
      isAttested(now, attestors) &&
      amount > 0n &&
      !now.known.has(outpointOf(coin)) &&
      confirmations >= confirmationsAt(now.reserve.exposure, amount, height),
    apply: (now) => {
      addToReserve(now, { ...coin, amount, state: 'unspent' });
      expose(now.reserve.exposure, amount, height);
    },
  };
}

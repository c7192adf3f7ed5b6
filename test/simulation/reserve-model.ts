import { createHash } from 'node:crypto';
import { type Model, type ModelCoin, outpointOf } from './model.ts';

/** Satoshis below which no output may be. */
export const DUST = 546n;

export function addToReserve(model: Model, coin: ModelCoin): void {
  model.known.add(outpointOf(coin));
  model.coins.push(coin);
  model.reserve.total += coin.amount;
  model.reserve.count += 1;
  model.reserve.commitment = chained(model.reserve.commitment, '+', coin);
}

export function removeFromReserve({ reserve }: Model, coin: ModelCoin, state: 'spent' | 'lost'): void {
  coin.state = state;
  reserve.total -= coin.amount;
  reserve.count -= 1;
  reserve.commitment = chained(reserve.commitment, '-', coin);
}

/** The commitment to the set of outputs: each change hashed onto the one before it. */
function chained(before: Buffer, sign: '+' | '-', { txid, vout, amount }: ModelCoin): Buffer {
  const numbers = Buffer.alloc(12);
  numbers.writeUInt32BE(vout);
  numbers.writeBigUInt64BE(amount, 4);
  return createHash('sha256').update(before).update(sign).update(txid).update(numbers).digest();
}

export const totalOf = (items: readonly { amount: bigint }[]): bigint =>
  items.reduce((sum, { amount }) => sum + amount, 0n);

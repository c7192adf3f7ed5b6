import { createHash } from 'node:crypto';
import { type Batch, type Model, type ModelCoin, outpointOf, type Payment } from './model.ts';

/** Satoshis below which no output may be. */
export const DUST = 546n;

export function addToReserve(model: Model, coin: ModelCoin): void {
  if (coin.state === 'promised') coin.state = 'committed';
  if (coin.state === 'expected') coin.state = 'unspent';
  model.known.add(outpointOf(coin));
  model.coins.push(coin);
  model.reserve.total += coin.amount;
  model.reserve.count += 1;
  model.reserve.commitment = chained(model.reserve.commitment, '+', coin);
}

/** Change that a payment may bring: nothing else can claim it from now on. */
export function changeOf(txid: Buffer, first: number, amounts: readonly bigint[], source: Batch): ModelCoin[] {
  return amounts.map((amount, index) => ({ txid, vout: first + index, amount, state: 'expected', source }));
}

/** Makes a further payment possible, and keeps what it spends for it. */
export function addPayment(model: Model, batch: Batch, payment: Payment): void {
  for (const input of payment.inputs) input.state = isPromise(input) ? 'promised' : 'committed';
  for (const coin of payment.change) model.known.add(outpointOf(coin));
  batch.payments.push(payment);
}

export const isPromise = ({ state }: ModelCoin): boolean => state === 'expected' || state === 'promised';

/** Whether these are what every payment of the batch spends, in its order. */
export const spendsAlike = ({ payments }: Batch, inputs: readonly ModelCoin[]): boolean =>
  inputs.length === payments[0]?.inputs.length && payments[0].inputs.every((coin, at) => coin === inputs[at]);

/** The first of what every payment of the batch spends. */
export const anchorOf = ({ payments }: Batch): ModelCoin => (payments[0] as Payment).inputs[0] as ModelCoin;

export const heldBy = ({ payments }: Batch): Set<ModelCoin> => new Set(payments.flatMap(({ inputs }) => inputs));

/** What the reserve owes for the fee of a sweep that is not decided. */
export const owedFee = ({ payments }: Batch): bigint => payments.at(-1)?.fee ?? 0n;

/** Whether there is Bitcoin for every token and every debt. */
export const isWhole = ({ supply, owed, reserve }: Model): boolean => reserve.total >= supply + owed;

/** Whether the reserve would still back the supply if it owed so much more. */
export function canOwe({ supply, owed, reserve }: Model, more: bigint): boolean {
  const free = reserve.total - owed - more;
  return free >= supply && free * 10_000n >= supply * reserve.minRatioBps;
}

/** Counts again what was lost. */
export function reinstateInReserve({ reserve }: Model, coin: ModelCoin): void {
  coin.state = 'unspent';
  reserve.total += coin.amount;
  reserve.count += 1;
  reserve.commitment = chained(reserve.commitment, '+', coin);
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

import type { SystemContracts } from '@istsi/contracts';
import { parseOutpoint } from '../deposits/deposit.ts';
import type { Batch } from './batch.ts';
import { fromHex, readPayment } from './chain-records.ts';

/** How deep a batch must be buried before the reserve settles it: by what it pays, or by what a sweep moves. */
export async function readConfirmations(
  { contracts: { reserve } }: { contracts: Pick<SystemContracts, 'reserve'> },
  { id, kind, withdrawals }: Batch,
): Promise<number> {
  const paid = withdrawals.reduce((sum, { amountSats }) => sum + amountSats, 0n);
  const amount = kind === 'payment' ? paid : await movedSats(reserve, id);
  return await reserve.read('required_confirmations', { amount });
}

async function movedSats(reserve: SystemContracts['reserve'], id: string): Promise<bigint> {
  const payment = await readPayment({ reserve }, id);
  if (!payment) throw new Error(`the reserve manager has no payment ${id}`);
  const inputs = await Promise.all(
    payment.inputs.map(async (outpoint) => {
      const { txid, vout } = parseOutpoint(outpoint);
      return await reserve.read('get_utxo', { tx_hash: fromHex(txid), vout });
    }),
  );
  return inputs.reduce((sum, { amount }) => sum + amount, 0n);
}

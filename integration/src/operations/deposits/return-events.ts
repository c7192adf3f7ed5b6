import type { Transaction } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { ContractEvent } from '../../events/follow-events.ts';
import { appendEvent } from '../operation-store.ts';
import { hex } from '../payments/chain-records.ts';
import { forgetLack } from '../withdrawals/withdrawal-store.ts';
import { formatOutpoint, SETTLED_STATES } from './deposit.ts';
import { refusalColumns } from './deposit-store.ts';
import { stateOfReturn } from './follow-return.ts';

type Apply = (trx: Transaction<Schema>) => Promise<void>;

/** The reserve owes it back. A deposit that is in no block that was searched yet is asked about when it is. */
export function returnable({ data, closedAt, txHash }: ContractEvent): Apply {
  const { tx_hash, vout, owner } = data as { tx_hash: Uint8Array; vout: number; owner?: string | null };
  const outpoint = formatOutpoint({ txid: hex(tx_hash), vout });
  return async (trx) => {
    const row = await trx
      .selectFrom('istsi.deposits')
      .select(['return_id', 'state'])
      .where('outpoint', '=', outpoint)
      .where('state', 'not in', SETTLED_STATES)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return;
    const state = await stateOfReturn(trx, row.return_id);
    await trx
      .updateTable('istsi.deposits')
      .set({ state, owed_back: true, user_address: owner ?? null, stellar_tx: txHash, ...refusalColumns(undefined) })
      .set({ failures: 0, wake_at: null, updated_at: new Date() })
      .where('outpoint', '=', outpoint)
      .execute();
    await appendEvent(trx, outpoint, state, { stellar_tx: txHash, owner: owner ?? 'nobody' }, closedAt);
  };
}

/** Its owner, or an officer where there is none, said where it is paid to. */
export function destinationNamed({ name, data, closedAt, txHash }: ContractEvent): Apply {
  const { return_id, by, btc_address, max_fee } = data as {
    return_id: Uint8Array;
    by: string;
    btc_address: string;
    max_fee: bigint;
  };
  const isOwner = name === 'ReturnNamed';
  return async (trx) => {
    await trx
      .updateTable('istsi.withdrawals')
      .set({ btc_address: String(btc_address), ...(isOwner && { user_address: by }) })
      .where('id', '=', hex(return_id))
      .execute();
    const detail = { to: String(btc_address), max_fee_sats: String(max_fee), stellar_tx: txHash };
    await tell(trx, hex(return_id), { [isOwner ? 'named_by' : 'proposed_by']: by, ...detail }, closedAt);
  };
}

export function destinationApproved({ data, closedAt, txHash }: ContractEvent): Apply {
  const { return_id, by } = data as { return_id: Uint8Array; by: string };
  return async (trx) => {
    await forgetLack(trx, hex(return_id));
    await tell(trx, hex(return_id), { approved_by: by, stellar_tx: txHash }, closedAt);
  };
}

export function held({ data, closedAt, txHash }: ContractEvent): Apply {
  const { return_id, by, held: isHeld } = data as { return_id: Uint8Array; by: string; held: boolean };
  return async (trx) => {
    await trx
      .updateTable('istsi.deposits')
      .set({ return_held: isHeld, updated_at: new Date() })
      .where('return_id', '=', hex(return_id))
      .execute();
    await forgetLack(trx, hex(return_id));
    await tell(trx, hex(return_id), { [isHeld ? 'held_by' : 'released_by']: by, stellar_tx: txHash }, closedAt);
  };
}

async function tell(
  trx: Transaction<Schema>,
  returnId: string,
  detail: Record<string, string>,
  at: Date,
): Promise<void> {
  const row = await trx
    .selectFrom('istsi.deposits')
    .select(['outpoint', 'state'])
    .where('return_id', '=', returnId)
    .executeTakeFirst();
  if (row) await appendEvent(trx, row.outpoint, row.state, detail, at);
}

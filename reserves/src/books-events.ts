import { bytesToHex as hex } from '@noble/hashes/utils.js';
import type { BooksChange } from './books-history.ts';

interface EventOutpoint {
  tx_hash: Uint8Array;
  vout: number;
}

/** What one event of the reserve manager changed in its books. The amount of an output removed is known from before. */
export type EventChange = BooksChange | (Omit<BooksChange, 'amountSats' | 'change'> & { change: 'removed' });

/** In the order in which the contract hashed them; empty for events that change no output. */
export function changesIn(name: string, data: Record<string, unknown>): EventChange[] {
  switch (name) {
    case 'DepositRegistered':
    case 'DepositReturnable':
    case 'ReserveAdded':
    case 'OutputReinstated':
      return [{ change: 'added', ...outpointOf(data as unknown as EventOutpoint), amountSats: data.amount as bigint }];
    case 'OutputLost':
      return [{ change: 'removed', ...outpointOf(data as unknown as EventOutpoint) }];
    case 'PaymentCompleted':
      return completedChanges(data);
    default:
      return [];
  }
}

/** The inputs are gone first, and then the change is there: the outputs after those that pay withdrawals. */
function completedChanges(data: Record<string, unknown>): EventChange[] {
  const { txid, inputs, change, withdrawals } = data as {
    txid: Uint8Array;
    inputs: readonly EventOutpoint[];
    change: readonly bigint[];
    withdrawals: readonly Uint8Array[];
  };
  return [
    ...inputs.map((input): EventChange => ({ change: 'removed', ...outpointOf(input) })),
    ...change.map(
      (amountSats, i): EventChange => ({
        ...{ change: 'added', txid: hex(txid), vout: withdrawals.length + i },
        amountSats,
      }),
    ),
  ];
}

const outpointOf = ({ tx_hash, vout }: EventOutpoint): { txid: string; vout: number } => ({ txid: hex(tx_hash), vout });

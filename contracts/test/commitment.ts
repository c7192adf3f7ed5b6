import { createHash } from 'node:crypto';
import { callRpc } from '@istsi/soroban-client';
import { type rpc, scValToNative } from '@stellar/stellar-sdk';
import type { Coin } from './withdrawals.ts';
import type { World } from './world.ts';

export type Change = [sign: '+' | '-', coin: Coin, amount: bigint];

/** Any stranger's replay of the books: what was added (+) and removed (-), in order. */
export function commitment(changes: readonly Change[]): Buffer {
  let hash = createHash('sha256').digest();
  for (const [sign, coin, amount] of changes) {
    const vout = Buffer.alloc(4);
    vout.writeUInt32BE(coin.vout);
    const sats = Buffer.alloc(8);
    sats.writeBigUInt64BE(amount);
    hash = createHash('sha256').update(hash).update(sign).update(coin.txid).update(vout).update(sats).digest();
  }
  return hash;
}

/** The changes of the set of outputs as the reserve's events since the first ledger tell them, by nothing else. */
export async function changesOf(world: World): Promise<Change[]> {
  const changes: Change[] = [];
  const amounts = new Map<string, bigint>();
  const labelOf = ({ txid, vout }: Coin): string => `${Buffer.from(txid).toString('hex')}:${vout}`;
  const add = (coin: Coin, amount: bigint): void => {
    amounts.set(labelOf(coin), amount);
    changes.push(['+', coin, amount]);
  };
  const remove = (coin: Coin): void => {
    changes.push(['-', coin, amounts.get(labelOf(coin)) ?? 0n]);
    amounts.delete(labelOf(coin));
  };
  for (const event of await reserveEvents(world)) {
    const [name, tx_hash, vout] = event.topic.map((topic): unknown => scValToNative(topic));
    const data = scValToNative(event.value);
    if (['deposit_registered', 'reserve_added', 'output_reinstated'].includes(String(name)))
      add({ txid: tx_hash as Uint8Array, vout: vout as number }, data.amount);
    if (name === 'output_lost') remove({ txid: tx_hash as Uint8Array, vout: vout as number });
    if (name !== 'payment_completed') continue;
    for (const input of data.inputs) remove({ txid: input.tx_hash, vout: input.vout });
    for (const [index, amount] of data.change.entries()) {
      add({ txid: tx_hash as Uint8Array, vout: data.withdrawals.length + index }, amount);
    }
  }
  return changes;
}

async function reserveEvents(world: World): Promise<rpc.Api.EventResponse[]> {
  const found: rpc.Api.EventResponse[] = [];
  const filters: rpc.Api.EventFilter[] = [
    { type: 'contract', contractIds: [world.contracts['reserve-manager'].contractId] },
  ];
  const limit = 200;
  let request: rpc.Api.GetEventsRequest = { startLedger: 2, filters, limit };
  for (;;) {
    const { events, cursor } = await callRpc(world.network, 'getEvents', (s) => s.getEvents(request));
    found.push(...events);
    if (events.length < limit) return found;
    request = { cursor, filters, limit };
  }
}

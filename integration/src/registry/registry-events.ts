import { type ContractHandle, callRpc, isSorobanClientError, type Network } from '@istsi/soroban-client';
import type { rpc } from '@stellar/stellar-sdk';

const PAGE = 200;

export interface Owner {
  address: string;
  index: number;
}

/**
 * The addresses registered since `cursor`, page by page. Without a cursor, or with one that the RPC no longer keeps, it
 * begins with the oldest ledger there is.
 */
export async function* readRegistrations(
  network: Network,
  kyc: ContractHandle,
  cursor: string | undefined,
): AsyncGenerator<{ owners: Owner[]; cursor: string }> {
  let position = cursor;
  for (;;) {
    const page = await readPage(network, kyc, position);
    yield { owners: page.events.flatMap((event) => ownerIn(kyc, event)), cursor: page.cursor };
    if (page.cursor === position || (page.events.length < PAGE && ledgerOf(page.cursor) >= page.latestLedger)) return;
    position = page.cursor;
  }
}

async function readPage(
  network: Network,
  kyc: ContractHandle,
  cursor: string | undefined,
): Promise<rpc.Api.GetEventsResponse> {
  const filters: rpc.Api.EventFilter[] = [{ type: 'contract', contractIds: [kyc.contractId] }];
  if (cursor !== undefined) {
    try {
      return await callRpc(network, 'getEvents', (s) => s.getEvents({ filters, cursor, limit: PAGE }));
    } catch (error) {
      // Refused because it is older than what the RPC keeps; anything else will be refused again below.
      if (!isSorobanClientError(error, 'soroban/rpc-error')) throw error;
    }
  }
  const { oldestLedger } = await callRpc(network, 'getHealth', (s) => s.getHealth());
  return await callRpc(network, 'getEvents', (s) => s.getEvents({ filters, startLedger: oldestLedger, limit: PAGE }));
}

function ownerIn(kyc: ContractHandle, { topic, value }: rpc.Api.EventResponse): Owner[] {
  const event = kyc.spec.parseEvent(topic, value);
  if (event?.name !== 'AddressRegistered') return [];
  const { user, address_index } = event.data as { user: string; address_index: number };
  return [{ address: user, index: address_index }];
}

/** A cursor is a TOID and an event number; the ledger is in the upper 32 bits of the TOID (SEP-35). */
function ledgerOf(cursor: string): number {
  return Number(BigInt(cursor.split('-')[0] ?? '0') >> 32n);
}

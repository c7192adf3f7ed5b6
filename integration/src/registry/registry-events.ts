import { type ContractHandle, callRpc, isSorobanClientError, type Network } from '@istsi/soroban-client';
import { Address, type rpc } from '@stellar/stellar-sdk';

const PAGE = 200;
/** Published by the registry for everything that officers decide, registrations among them. */
const COMPLIANCE_ACTION = 'compliance_action';

/**
 * The addresses that officers acted on since `cursor`, page by page. Without a cursor, or with one that the RPC no longer
 * keeps, it begins with the oldest ledger there is.
 */
export async function* readActedOn(
  network: Network,
  kyc: ContractHandle,
  cursor: string | undefined,
): AsyncGenerator<{ addresses: string[]; cursor: string }> {
  let position = cursor;
  for (;;) {
    const page = await readPage(network, kyc, position);
    yield { addresses: [...new Set(page.events.flatMap(subjectOf))], cursor: page.cursor };
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

function subjectOf({ topic }: rpc.Api.EventResponse): string[] {
  const [name, user] = topic;
  if (name?.type !== 'scvSymbol' || name.value.toString() !== COMPLIANCE_ACTION) return [];
  return user?.type === 'scvAddress' ? [Address.fromScVal(user).toString()] : [];
}

/** A cursor is a TOID and an event number; the ledger is in the upper 32 bits of the TOID (SEP-35). */
function ledgerOf(cursor: string): number {
  return Number(BigInt(cursor.split('-')[0] ?? '0') >> 32n);
}

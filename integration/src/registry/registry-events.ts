import type { ContractHandle, Network } from '@istsi/soroban-client';
import { readEvents } from '@istsi/soroban-client';
import type { rpc } from '@stellar/stellar-sdk';

export interface Owner {
  address: string;
  index: number;
}

/** The addresses registered since `cursor`, page by page, as far as the RPC still keeps the events. */
export async function* readRegistrations(
  network: Network,
  kyc: ContractHandle,
  cursor: string | undefined,
): AsyncGenerator<{ owners: Owner[]; cursor: string }> {
  for await (const page of readEvents(network, [kyc.contractId], cursor)) {
    yield { owners: page.events.flatMap((event) => ownerIn(kyc, event)), cursor: page.cursor };
  }
}

function ownerIn(kyc: ContractHandle, { topic, value }: rpc.Api.EventResponse): Owner[] {
  const event = kyc.spec.parseEvent(topic, value);
  if (event?.name !== 'AddressRegistered') return [];
  const { user, address_index } = event.data as { user: string; address_index: number };
  return [{ address: user, index: address_index }];
}

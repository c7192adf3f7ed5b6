import type { Network } from '@istsi/soroban-client';
import { scValToNative } from '@stellar/stellar-sdk';

/** An event that a contract published. */
export interface PublishedEvent {
  ledger: number;
  topics: unknown[];
  data: unknown;
}

const PAGE = 1_000;

/** What a contract published in all that the network remembers, oldest first. */
export async function eventsOf({ server }: Network, address: string): Promise<PublishedEvent[]> {
  const filters = [{ type: 'contract' as const, contractIds: [address] }];
  const found: PublishedEvent[] = [];
  const { oldestLedger } = await server.getHealth();
  let page = await server.getEvents({ startLedger: oldestLedger, filters, limit: PAGE });
  for (;;) {
    for (const { ledger, topic, value } of page.events) {
      found.push({ ledger, topics: topic.map((each) => scValToNative(each) as unknown), data: scValToNative(value) });
    }
    if (page.events.length < PAGE) return found;
    page = await server.getEvents({ cursor: page.cursor, filters, limit: PAGE });
  }
}

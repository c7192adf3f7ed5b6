import { callRpc, latestLedger } from '@istsi/soroban-client';
import { type rpc, scValToNative } from '@stellar/stellar-sdk';
import { type ContractName, contractNames } from '../src/index.ts';
import type { World } from './world.ts';

export interface SeenEvent {
  contract: ContractName | undefined;
  topics: unknown[];
  data: unknown;
}

/** The contract events of one ledger, in order. */
export async function eventsOf(world: World, ledger: number | 'latest'): Promise<SeenEvent[]> {
  const latest = await latestLedger(world.network);
  const startLedger = ledger === 'latest' ? latest.sequence : ledger;
  const { events } = await callRpc(world.network, 'getEvents', (s) =>
    s.getEvents({ startLedger, endLedger: startLedger + 1, filters: [], limit: 100 }),
  );
  return events.map(toSeen(world));
}

const toSeen =
  (world: World) =>
  (event: rpc.Api.EventResponse): SeenEvent => ({
    contract: contractNames.find((name) => world.contracts[name].contractId === event.contractId?.contractId()),
    topics: event.topic.map((topic) => scValToNative(topic)),
    data: scValToNative(event.value),
  });

import { callRpc, latestLedger, type Network } from '@istsi/soroban-client';
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
  return (await ledgerEvents(world.network, ledger)).map(toSeen(world));
}

/** As the network tells them. */
export async function ledgerEvents(network: Network, ledger: number | 'latest'): Promise<rpc.Api.EventResponse[]> {
  const startLedger = ledger === 'latest' ? (await latestLedger(network)).sequence : ledger;
  const { events } = await callRpc(network, 'getEvents', (s) =>
    s.getEvents({ startLedger, endLedger: startLedger + 1, filters: [], limit: 100 }),
  );
  return events;
}

const toSeen =
  (world: World) =>
  (event: rpc.Api.EventResponse): SeenEvent => ({
    contract: contractNames.find((name) => world.contracts[name].contractId === event.contractId?.contractId()),
    topics: event.topic.map((topic) => scValToNative(topic)),
    data: scValToNative(event.value),
  });

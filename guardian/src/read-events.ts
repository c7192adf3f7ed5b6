import type { SystemContracts } from '@istsi/contracts';
import { type Network, readEvents } from '@istsi/soroban-client';
import type { rpc } from '@stellar/stellar-sdk';
import type { SystemEvent } from './claims.ts';

export interface TransactionPage {
  /** The events of whole transactions, in the order of the chain. */
  transactions: SystemEvent[][];
  /** Where to go on. */
  cursor: string;
  /** Ledgers whose events the RPC no longer keeps. */
  missed?: { from: number; through: number };
}

const PARTS = ['router', 'reserve', 'token', 'kyc'] as const;

/**
 * What the contracts published since `cursor`. A page of the RPC can end within a transaction, of which only the whole says
 * what happened: its events are held back until the next page, and the cursor with them.
 */
export async function* readTransactions(
  network: Network,
  contracts: SystemContracts,
  cursor: string | undefined,
): AsyncGenerator<TransactionPage> {
  const ids = PARTS.map((part) => contracts[part].contractId);
  let held: rpc.Api.EventResponse[] = [];
  let end = cursor;
  for await (const { events, cursor: reached, missed } of readEvents(network, ids, cursor)) {
    const all = [...held, ...events];
    const last = all.at(-1);
    held = all.filter(({ txHash }) => txHash === last?.txHash);
    const whole = all.slice(0, all.length - held.length);
    end = reached;
    const before = whole.at(-1)?.id ?? (held.length === 0 ? reached : undefined);
    if (before === undefined && !missed) continue;
    yield { transactions: grouped(whole, contracts), cursor: before ?? cursor ?? reached, ...(missed && { missed }) };
  }
  if (held.length > 0 && end !== undefined) yield { transactions: grouped(held, contracts), cursor: end };
}

function grouped(events: readonly rpc.Api.EventResponse[], contracts: SystemContracts): SystemEvent[][] {
  const transactions: SystemEvent[][] = [];
  let hash: string | undefined;
  for (const event of events) {
    if (event.txHash !== hash) transactions.push([]);
    hash = event.txHash;
    const read = parse(event, contracts);
    if (read) transactions.at(-1)?.push(read);
  }
  return transactions;
}

function parse(event: rpc.Api.EventResponse, contracts: SystemContracts): SystemEvent | undefined {
  const id = event.contractId?.toString();
  const contract = PARTS.find((part) => contracts[part].contractId === id);
  const parsed = contract && contracts[contract].spec.parseEvent(event.topic, event.value);
  if (!contract || !parsed) return undefined;
  const { name, data } = parsed;
  const at = Math.floor(new Date(event.ledgerClosedAt).getTime() / 1_000);
  return { id: event.id, contract, name, data: data as Record<string, unknown>, ledger: event.ledger, at };
}

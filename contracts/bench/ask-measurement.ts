import type { Transaction } from '@stellar/stellar-sdk';

/** What one call uses of what the network charges for. */
export interface CallCost {
  instructions: number;
  memory_bytes: number;
  /** Ledger entries that are loaded, those to be written included. */
  read_entries: number;
  write_entries: number;
  read_bytes: number;
  write_bytes: number;
  /** Events and return value. */
  event_bytes: number;
  /** Of the whole envelope, with its resources and the signature of its source. */
  transaction_bytes: number;
  /** The resource fee that a wallet would offer after simulating, rent included; without the inclusion fee. */
  fee_stroops: number;
}

interface Measured {
  instructions: number;
  memoryBytes: number;
  readEntries: number;
  writeEntries: number;
  readBytes: number;
  writeBytes: number;
  eventBytes: number;
  transactionBytes: number;
  resourceFee: string;
}

/** Asks the sandbox's meter, which no other network shows. */
export async function askMeasurement(rpcUrl: string, name: string, transaction: Transaction): Promise<CallCost> {
  const params = { transaction: transaction.toXDR() };
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_measure', params }),
  });
  const { result, error } = (await response.json()) as { result?: Measured; error?: { message: string } };
  if (!result) throw new Error(`${name} was not measured: ${error?.message}`);
  return {
    instructions: result.instructions,
    memory_bytes: result.memoryBytes,
    read_entries: result.readEntries,
    write_entries: result.writeEntries,
    read_bytes: result.readBytes,
    write_bytes: result.writeBytes,
    event_bytes: result.eventBytes,
    transaction_bytes: result.transactionBytes,
    fee_stroops: Number(result.resourceFee),
  };
}

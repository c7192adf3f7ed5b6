import { rpc, type Transaction, xdr } from '@stellar/stellar-sdk';
import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';

/**
 * Simulates. What nobody here reads of the answer stays as it came: diagnostic events and changes of state, which of a call
 * through several contracts are most of it, and take longer to decode than all the rest.
 */
export async function simulateTransaction(
  network: Network,
  transaction: Transaction,
): Promise<rpc.Api.SimulateTransactionResponse> {
  return (await askSimulation(network, transaction)).parsed;
}

/** The answer as it came, too. */
export async function askSimulation(network: Network, transaction: Transaction) {
  return await callRpc(network, 'simulateTransaction', async (server) => {
    const raw = await server._simulateTransaction(transaction);
    return { raw, parsed: parseSimulation(raw) };
  });
}

export const parseSimulation = (raw: rpc.Api.RawSimulateTransactionResponse) =>
  rpc.parseRawSimulation({ ...raw, events: [], stateChanges: [] } as typeof raw);

export interface SendAnswer {
  status: rpc.Api.SendTransactionStatus;
  errorResult: xdr.TransactionResult | undefined;
}

/** Sends the envelope (base64 XDR) as it is, once: of two, the second may be refused because the first arrived. */
export async function sendEnvelope(network: Network, envelope: string): Promise<SendAnswer> {
  const asked = { toXdr: () => envelope } as unknown as Transaction;
  const once = { attempts: 1 };
  return await callRpc(
    network,
    'sendTransaction',
    async (server) => {
      const { status, errorResultXdr } = await server._sendTransaction(asked);
      return {
        status,
        errorResult: errorResultXdr ? xdr.TransactionResult.fromXdr(errorResultXdr, 'base64') : undefined,
      };
    },
    once,
  );
}

export type FoundTransaction =
  | { status: 'NOT_FOUND'; kept: Kept }
  | { status: 'SUCCESS'; ledger: number; result: xdr.TransactionResult; returnValue(): xdr.ScVal | undefined }
  | { status: 'FAILED'; ledger: number; result: xdr.TransactionResult; events: xdr.DiagnosticEvent[] };

/** The ledgers that it was looked for in. */
interface Kept {
  from: { ledger: number; closeTime: number };
  through: { ledger: number; closeTime: number };
}

/** What became of a transaction. The metadata, which may be a hundred kilobytes, is decoded for who asks what was returned. */
export async function findTransaction(network: Network, hash: string): Promise<FoundTransaction> {
  return await callRpc(network, 'getTransaction', async (server) => {
    const raw = await server._getTransaction(hash);
    if (raw.status === rpc.Api.GetTransactionStatus.NOT_FOUND) return { status: 'NOT_FOUND', kept: keptIn(raw) };
    const { ledger, resultXdr, resultMetaXdr, diagnosticEventsXdr } = raw;
    if (ledger === undefined || resultXdr === undefined || resultMetaXdr === undefined)
      throw badAnswer(network, '"ledger", "resultXdr" and "resultMetaXdr"');
    const result = xdr.TransactionResult.fromXdr(resultXdr, 'base64');
    if (raw.status === rpc.Api.GetTransactionStatus.SUCCESS)
      return { status: 'SUCCESS', ledger, result, returnValue: () => returnedBy(network, resultMetaXdr) };
    const events = diagnosticEventsXdr
      ? diagnosticEventsXdr.map((event) => xdr.DiagnosticEvent.fromXdr(event, 'base64'))
      : diagnosticEventsOf(xdr.TransactionMeta.fromXdr(resultMetaXdr, 'base64'));
    return { status: 'FAILED', ledger, result, events };
  });
}

const keptIn = (raw: rpc.Api.RawGetTransactionResponse): Kept => ({
  from: { ledger: raw.oldestLedger, closeTime: Number(raw.oldestLedgerCloseTime) },
  through: { ledger: raw.latestLedger, closeTime: Number(raw.latestLedgerCloseTime) },
});

const badAnswer = (network: Network, lack: string, cause?: unknown): SorobanClientError =>
  new SorobanClientError('soroban/rpc-bad-answer', { url: network.rpcUrl, method: 'getTransaction', lack }, { cause });

function returnedBy(network: Network, resultMetaXdr: string): xdr.ScVal | undefined {
  let meta: xdr.TransactionMeta;
  try {
    meta = xdr.TransactionMeta.fromXdr(resultMetaXdr, 'base64');
  } catch (cause) {
    throw badAnswer(network, '"resultMetaXdr" that can be read', cause);
  }
  return meta.type === 'v3' || meta.type === 'v4' ? (meta.value.sorobanMeta?.returnValue ?? undefined) : undefined;
}

function diagnosticEventsOf(meta: xdr.TransactionMeta): xdr.DiagnosticEvent[] {
  if (meta.type === 'v4') return meta.value.diagnosticEvents;
  return meta.type === 'v3' ? (meta.value.sorobanMeta?.diagnosticEvents ?? []) : [];
}

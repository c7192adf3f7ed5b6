import type { Transaction } from '../../transactions/envelope.ts';
import { parseTransaction } from '../../transactions/envelope.ts';
import { errorEventBytes } from '../../transactions/event-bytes.ts';
import { RpcError } from '../json-rpc.ts';
import { ledgerRange, type Network } from '../network.ts';
import { base64, checkFormat, type Params, requiredText } from '../params.ts';

/**
 * Hands a transaction to the network. PENDING is answered when it will survive a crash; with instant closing it is
 * then applied too. A refused transaction changes nothing, and costs nothing.
 */
export async function sendTransaction(params: Params, network: Network) {
  checkFormat(params);
  const tx = parseEnvelope(requiredText(params, 'transaction'), network.chain.networkId);
  const submission = await network.submissions.submit(tx);
  const { latest } = ledgerRange(network);
  const answer = {
    status: submission.status,
    hash: tx.hash,
    latestLedger: latest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
  };
  if (submission.status !== 'ERROR') return answer;
  // The reason travels where stellar-core puts its own: in a diagnostic event.
  const event = errorEventBytes({ type: 'error', errorType: 8, code: 2 }, submission.reason);
  return { ...answer, errorResultXdr: base64(submission.result), diagnosticEventsXdr: [base64(event)] };
}

export function parseEnvelope(text: string, networkId: Uint8Array): Transaction {
  const bytes = Buffer.from(text, 'base64');
  try {
    return parseTransaction(bytes, networkId);
  } catch (cause) {
    throw new RpcError('invalidParams', 'invalid_xdr', cause);
  }
}

import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';

/** The newest ledger that an RPC server knows. */
export interface LatestLedger {
  sequence: number;
  /** Unix seconds. */
  closeTime: number;
}

/**
 * Number and close time of the newest ledger, from the answer's own members. stellar-sdk's `getLatestLedger` also decodes
 * the header, and throws when a newer protocol has a form of it that it does not know (CAP-88 in protocol 30).
 */
export async function latestLedger(network: Network): Promise<LatestLedger> {
  const answer = await callRpc(network, 'getLatestLedger', (server) => server._getLatestLedger());
  // Text in stellar-rpc's answer; null and an empty text are not zero.
  const closeTime = /^\d+$/.test(String(answer.closeTime)) ? Number(answer.closeTime) : Number.NaN;
  const { sequence } = answer;
  if (Number.isSafeInteger(sequence) && Number.isSafeInteger(closeTime)) return { sequence, closeTime };
  const lack = '"sequence" and "closeTime"';
  throw new SorobanClientError('soroban/rpc-bad-answer', { url: network.rpcUrl, method: 'getLatestLedger', lack });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { rpc } from '@stellar/stellar-sdk';
import { SorobanClientError } from './errors.ts';

/** One Stellar network reached through one RPC server. */
export interface Network {
  readonly rpcUrl: string;
  readonly networkPassphrase: string;
  readonly server: rpc.Server;
}

const REQUEST_TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;
/** JSON-RPC 2.0: the server's own trouble, which may pass. */
const INTERNAL_ERROR = -32_603;

export function openNetwork(options: { rpcUrl: string; networkPassphrase: string }): Network {
  const allowHttp = new URL(options.rpcUrl).protocol === 'http:';
  return { ...options, server: new rpc.Server(options.rpcUrl, { allowHttp, timeout: REQUEST_TIMEOUT_MS }) };
}

/**
 * Calls the RPC and turns its failures into coded errors. A request that got no answer is repeated: every method is a
 * read, except sendTransaction, which answers DUPLICATE for a transaction that it already has.
 */
export async function callRpc<T>(
  network: Network,
  method: string,
  call: (server: rpc.Server) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(network.server);
    } catch (cause) {
      if (isJsonRpcError(cause) && (cause.code !== INTERNAL_ERROR || attempt === ATTEMPTS)) {
        const context = { url: network.rpcUrl, method, rpcCode: cause.code, reason: cause.message };
        throw new SorobanClientError('soroban/rpc-error', context, { cause });
      }
      if (attempt === ATTEMPTS && !isJsonRpcError(cause)) {
        const context = { url: network.rpcUrl, method, reason: deepestMessage(cause) };
        throw new SorobanClientError('soroban/rpc-unreachable', context, { cause });
      }
      await sleep(100 * 2 ** attempt);
    }
  }
}

/** Refuses an RPC server of another network, before anything is signed for the wrong one. */
export async function checkNetwork(network: Network): Promise<void> {
  const { passphrase } = await callRpc(network, 'getNetwork', (server) => server.getNetwork());
  if (passphrase === network.networkPassphrase) return;
  throw new SorobanClientError('soroban/wrong-network', {
    url: network.rpcUrl,
    expected: network.networkPassphrase,
    actual: passphrase,
  });
}

/** stellar-sdk throws the `error` member of the JSON-RPC answer as it is. */
const isJsonRpcError = (error: unknown): error is { code?: number; message: string } =>
  typeof error === 'object' && error !== null && !(error instanceof Error) && 'message' in error;

function deepestMessage(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current instanceof Error ? current.message || current.name : String(current);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { rpc } from '@stellar/stellar-sdk';
import { SorobanClientError } from './errors.ts';
import { deepestMessage, NoAnswer, postRpc } from './rpc-transport.ts';

/** One Stellar network reached through one RPC server. */
export interface Network {
  readonly rpcUrl: string;
  readonly networkPassphrase: string;
  readonly server: rpc.Server;
}

export interface CallOptions {
  /** How often it is asked at most. */
  attempts?: number;
  /** Lets time pass between them. */
  pause?: (ms: number) => Promise<void>;
}

const ATTEMPTS = 3;
/** JSON-RPC 2.0: the server's own trouble, which may pass. The range above is left to servers, which say there that they are busy. */
const INTERNAL_ERROR = -32_603;
const SERVER_ERRORS = { from: -32_099, through: -32_000 };

export function openNetwork(options: { rpcUrl: string; networkPassphrase: string }): Network {
  const allowHttp = new URL(options.rpcUrl).protocol === 'http:';
  const server = new rpc.Server(options.rpcUrl, { allowHttp });
  // Every method of the SDK posts through here: that is where an answer is held against what was asked.
  Object.assign(server.httpClient, { post: (url: string, body: unknown) => postRpc(url, body) });
  return { ...options, server };
}

/**
 * Calls the RPC and turns its failures into coded errors. A request that got no answer, or one that lacks what was asked
 * for, is repeated: every method is a read, except sendTransaction, which answers DUPLICATE for a transaction that it
 * already has.
 */
export async function callRpc<T>(
  network: Network,
  method: string,
  call: (server: rpc.Server) => Promise<T>,
  { attempts = ATTEMPTS, pause = sleep }: CallOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(network.server);
    } catch (cause) {
      const failure = failureOf(network, method, cause);
      if (attempt === attempts || !isPassing(failure)) throw failure;
      await pause(Math.max(100 * 2 ** attempt, pauseAskedFor(cause)));
    }
  }
}

const pauseAskedFor = (cause: unknown): number => (cause instanceof NoAnswer ? (cause.pauseMs ?? 0) : 0);

/** The RPC's own failure, which says nothing about what was asked: ask elsewhere, or later. */
export function isRpcFailure(error: unknown): error is SorobanClientError {
  return error instanceof SorobanClientError && isPassing(error);
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

function failureOf({ rpcUrl: url }: Network, method: string, cause: unknown): SorobanClientError {
  if (cause instanceof SorobanClientError) return cause;
  if (cause instanceof NoAnswer) {
    return new SorobanClientError('soroban/rpc-unreachable', { url, method, reason: cause.message }, { cause });
  }
  if (isJsonRpcError(cause)) {
    const context = { url, method, rpcCode: cause.code, reason: cause.message };
    return new SorobanClientError('soroban/rpc-error', context, { cause });
  }
  // All fields were there, and one of them cannot be read: XDR of something else, or cut off.
  const lack = `fields that can be read (${deepestMessage(cause)})`;
  return new SorobanClientError('soroban/rpc-bad-answer', { url, method, lack }, { cause });
}

function isPassing(error: SorobanClientError): boolean {
  if (error.code === 'soroban/rpc-unreachable' || error.code === 'soroban/rpc-bad-answer') return true;
  if (error.code !== 'soroban/rpc-error') return false;
  const { rpcCode = 0 } = error.context as { rpcCode: number | undefined };
  return rpcCode === INTERNAL_ERROR || (rpcCode >= SERVER_ERRORS.from && rpcCode <= SERVER_ERRORS.through);
}

/** stellar-sdk throws the `error` member of the JSON-RPC answer as it is. */
const isJsonRpcError = (error: unknown): error is { code?: number; message: string } =>
  typeof error === 'object' && error !== null && !(error instanceof Error) && 'message' in error;

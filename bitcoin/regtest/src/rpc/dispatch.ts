import { DEFAULT_WALLET, type Node } from '../node.ts';
import { StorageError } from '../storage/storage-error.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { type Json, type JsonObject, stringify } from './json.ts';
import { type CallContext, readArguments } from './method.ts';
import { methods } from './registry.ts';
import { failRpc, RPC_CODE, RpcError } from './rpc-error.ts';

export type RpcRequest = {
  body: string;
  /** From the path /wallet/<name>; undefined at /. */
  walletName: string | undefined;
  requestStop: () => void;
};

/** HTTP status and body; no body for notifications (JSON-RPC 2.0 without an id). */
export type RpcReply = { status: number; body: string | undefined };

type Outcome = { result: Json } | { error: RpcError };
type Call = { method: string; params: Json | undefined; id: Json | undefined; isVersion2: boolean };

const active = new Map<string, number>();
let calls = 0;

/** Answers one HTTP body: a call or a batch, JSON-RPC 1.0, 1.1 or 2.0, with Bitcoin Core's status codes. */
export async function answerRpc(node: Node, request: RpcRequest): Promise<RpcReply> {
  let parsed: Json;
  try {
    parsed = JSON.parse(request.body) as Json;
  } catch {
    return reply(500, legacyShape({ error: new RpcError(RPC_CODE.PARSE_ERROR, 'Parse error') }, null));
  }
  if (Array.isArray(parsed)) return answerBatch(node, request, parsed);
  if (parsed === null || typeof parsed !== 'object') {
    return reply(500, legacyShape({ error: new RpcError(RPC_CODE.PARSE_ERROR, 'Top-level object parse error') }, null));
  }
  const call = parseCall(parsed);
  if (call instanceof RpcError) {
    return reply(statusOf(call), legacyShape({ error: call }, ((parsed as JsonObject).id as Json) ?? null));
  }
  const outcome = await execute(node, request, call);
  if (call.isVersion2 && call.id === undefined) return { status: 204, body: undefined };
  const status = 'error' in outcome && !call.isVersion2 ? statusOf(outcome.error) : 200;
  return reply(status, shape(call, outcome));
}

async function answerBatch(node: Node, request: RpcRequest, batch: Json[]): Promise<RpcReply> {
  const answers: Json[] = [];
  for (const item of batch) {
    const call = parseCall(item);
    if (call instanceof RpcError) {
      answers.push(legacyShape({ error: call }, null));
      continue;
    }
    const outcome = await execute(node, request, call);
    const isNotification = call.isVersion2 && call.id === undefined;
    if (!isNotification) answers.push(shape(call, outcome));
  }
  if (answers.length === 0 && batch.length > 0) return { status: 204, body: undefined };
  return { status: 200, body: `${stringify(answers)}\n` };
}

const reply = (status: number, body: JsonObject): RpcReply => ({ status, body: `${stringify(body)}\n` });

function statusOf(error: RpcError): number {
  if (error.code === RPC_CODE.INVALID_REQUEST) return 400;
  return error.code === RPC_CODE.METHOD_NOT_FOUND ? 404 : 500;
}

function parseCall(value: Json): Call | RpcError {
  const invalid = (message: string): RpcError => new RpcError(RPC_CODE.INVALID_REQUEST, message);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return invalid('Invalid Request object');
  const { method, params, id, jsonrpc } = value as JsonObject;
  if (jsonrpc !== undefined && jsonrpc !== null) {
    if (typeof jsonrpc !== 'string') return invalid('jsonrpc field must be a string');
    if (jsonrpc !== '1.0' && jsonrpc !== '1.1' && jsonrpc !== '2.0') return invalid('JSON-RPC version not supported');
  }
  if (method === undefined || method === null) return invalid('Missing method');
  if (typeof method !== 'string') return invalid('Method must be a string');
  if (params !== undefined && params !== null && typeof params !== 'object') {
    return invalid('Params must be an array or object');
  }
  return { method, params, id, isVersion2: jsonrpc === '2.0' };
}

async function execute(node: Node, request: RpcRequest, call: Call): Promise<Outcome> {
  const key = `${++calls} ${call.method}`;
  active.set(key, performance.now());
  try {
    const result = await run(node, request, call);
    // Nothing is answered before it is safe on the disk.
    node.commit();
    return { result: result ?? null };
  } catch (error) {
    return { error: commitAfter(node, error) };
  } finally {
    active.delete(key);
  }
}

/** A failed call may have changed something before it failed: that must reach the disk too. */
function commitAfter(node: Node, failure: unknown): RpcError {
  try {
    node.commit();
  } catch (error) {
    return asRpcError(error);
  }
  return asRpcError(failure);
}

function asRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof StorageError) return new RpcError(RPC_CODE.DATABASE, error.message);
  return new RpcError(RPC_CODE.MISC, error instanceof Error ? error.message : String(error));
}

async function run(node: Node, request: RpcRequest, call: Call): Promise<Json> {
  const found = methods.get(call.method);
  if (!found) return failRpc('METHOD_NOT_FOUND', 'Method not found');
  const args = readArguments(call.method, found, call.params);
  const context: CallContext = {
    node,
    wallet: () => findWallet(node, request.walletName),
    requestStop: request.requestStop,
    activeCommands: active,
  };
  const pending = found.run(context, args as never);
  if (pending instanceof Promise) {
    node.commit();
    return pending as Promise<Json>;
  }
  return (pending as Json | undefined) ?? null;
}

function findWallet(node: Node, name: string | undefined): Wallet {
  const wallet = node.wallets.get(name ?? DEFAULT_WALLET);
  if (wallet) return wallet;
  if (name === undefined && node.wallets.size === 1) return [...node.wallets.values()][0]!;
  if (name === undefined && node.wallets.size > 1) {
    return failRpc(
      'WALLET_NOT_SPECIFIED',
      'Multiple wallets are loaded. Please select which wallet to use by requesting the RPC through the /wallet/<walletname> URI path.',
    );
  }
  return name === undefined
    ? failRpc(
        'WALLET_NOT_FOUND',
        'No wallet is loaded. Load a wallet using loadwallet or create a new one with createwallet. (Note: A default wallet is no longer automatically created)',
      )
    : failRpc('WALLET_NOT_FOUND', 'Requested wallet does not exist or is not loaded');
}

function shape(call: Call, outcome: Outcome): JsonObject {
  if (!call.isVersion2) return legacyShape(outcome, call.id ?? null);
  const body: JsonObject =
    'error' in outcome
      ? { jsonrpc: '2.0', error: errorShape(outcome.error) }
      : { jsonrpc: '2.0', result: outcome.result };
  return { ...body, id: call.id ?? null };
}

function legacyShape(outcome: Outcome, id: Json): JsonObject {
  return 'error' in outcome
    ? { result: null, error: errorShape(outcome.error), id }
    : { result: outcome.result, error: null, id };
}

const errorShape = (error: RpcError): JsonObject => ({ code: error.code, message: error.message });

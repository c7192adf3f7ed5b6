/** Error numbers of JSON-RPC 2.0. */
export const RPC_ERRORS = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
} as const;

/** A failure that the caller is told of, with a number of `RPC_ERRORS`. */
export class RpcError extends Error {
  readonly code: number;

  constructor(kind: keyof typeof RPC_ERRORS, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RpcError';
    this.code = RPC_ERRORS[kind];
  }
}

/** Thrown to end a connection without an answer, which only fault injection does. */
export class DroppedAnswer extends Error {}

export type RpcRequest = { readonly id: unknown; readonly method: string; readonly params: unknown };

/** Answers one request; may throw `RpcError`. */
export type RpcDispatch = (request: RpcRequest) => Promise<unknown>;

/** Largest number of requests in one batch. */
const MAX_BATCH = 100;

/** Answers the body of a POST: one request or a batch. Undefined when there is nothing to answer (notifications). */
export async function answerBody(body: string, dispatch: RpcDispatch): Promise<string | undefined> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return errorBody(null, new RpcError('parse', 'the request is not valid JSON'));
  }
  if (!Array.isArray(parsed)) return await answerOne(parsed, dispatch);
  if (parsed.length === 0) return errorBody(null, new RpcError('invalidRequest', 'the batch is empty'));
  if (parsed.length > MAX_BATCH) {
    return errorBody(null, new RpcError('invalidRequest', `a batch has at most ${MAX_BATCH} requests`));
  }
  const answers = await Promise.all(parsed.map((request: unknown) => answerOne(request, dispatch)));
  const present = answers.filter((answer) => answer !== undefined);
  return present.length === 0 ? undefined : `[${present.join(',')}]`;
}

async function answerOne(parsed: unknown, dispatch: RpcDispatch): Promise<string | undefined> {
  const request = readRequest(parsed);
  if (request instanceof RpcError) return errorBody(idOf(parsed), request);
  try {
    const result = await dispatch(request);
    if (request.id === undefined) return undefined;
    return `{"jsonrpc":"2.0","id":${JSON.stringify(request.id)},"result":${JSON.stringify(result ?? null)}}`;
  } catch (cause) {
    if (cause instanceof DroppedAnswer) throw cause;
    if (request.id === undefined) return undefined;
    return errorBody(request.id, cause instanceof RpcError ? cause : internalError(cause));
  }
}

function internalError(cause: unknown): RpcError {
  return new RpcError('internal', cause instanceof Error ? cause.message : String(cause), cause);
}

function readRequest(parsed: unknown): RpcRequest | RpcError {
  if (typeof parsed !== 'object' || parsed === null) return new RpcError('invalidRequest', 'a request is an object');
  const { jsonrpc, id, method, params } = parsed as Record<string, unknown>;
  if (jsonrpc !== '2.0') return new RpcError('invalidRequest', 'jsonrpc must be "2.0"');
  if (typeof method !== 'string') return new RpcError('invalidRequest', 'method must be a string');
  if (!isId(id)) return new RpcError('invalidRequest', 'id must be a string, a number or null');
  return { id, method, params };
}

function isId(id: unknown): boolean {
  return id === undefined || id === null || typeof id === 'string' || typeof id === 'number';
}

function idOf(parsed: unknown): unknown {
  const id = (parsed as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

export function errorBody(id: unknown, { code, message }: RpcError): string {
  return JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code, message } });
}

/** The two protocols and the API, spoken as any other program would. */
import type { Keys, Ready } from './running-system.ts';

const TIMEOUT_MS = 25_000;

export interface Wires {
  bitcoin<T>(method: string, ...params: unknown[]): Promise<T>;
  stellar<T>(method: string, params?: unknown): Promise<T>;
  api<T>(method: 'GET' | 'POST', path: string, body?: unknown, key?: string): Promise<{ status: number; body: T }>;
}

/** `timeoutMs`: how long an answer may take, where more is asked at once than can be done. */
export function openWires(ready: Ready, keys: Keys, timeoutMs = TIMEOUT_MS): Wires {
  const authorization = `Basic ${Buffer.from(`istsi:${keys.bitcoinRpcPassword}`).toString('base64')}`;
  return {
    bitcoin: (method, ...params) => rpc(ready.bitcoin_rpc_url, { method, params, timeoutMs }, { authorization }),
    stellar: (method, params) => rpc(ready.stellar_rpc_url, { method, params, timeoutMs }, {}),
    async api(method, path, body, key) {
      const response = await fetch(`${ready.api_url}${path}`, {
        method,
        headers: {
          connection: 'close',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, body: (await response.json()) as never };
    },
  };
}

interface Call {
  method: string;
  params: unknown;
  timeoutMs: number;
}

async function rpc<T>(url: string, { method, params, timeoutMs }: Call, headers: Record<string, string>): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    // Each over a connection of its own: one that was kept may be closed by the server in the moment it is written to.
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, ...(params === undefined ? {} : { params }) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { result, error } = (await response.json()) as { result?: T; error?: { code: number; message: string } };
  if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
  return result as T;
}

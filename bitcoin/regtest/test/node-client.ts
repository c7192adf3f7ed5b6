import { type Regtest, type RegtestOptions, startRegtest } from '../src/index.ts';

export type RpcFailure = { code: number; message: string };
export type Client = {
  call: <T = unknown>(method: string, params?: unknown, wallet?: string) => Promise<T>;
  /** Error of a call that must fail. */
  failure: (method: string, params?: unknown, wallet?: string) => Promise<RpcFailure>;
  raw: (
    body: string,
    options?: { path?: string; authorization?: string | undefined },
  ) => Promise<{ status: number; text: string; headers: Headers }>;
  rest: (path: string) => Promise<Response>;
};

/** A client that knows the protocol only: nothing of the node's code is used. */
export function createClient(rpcUrl: string): Client {
  const url = new URL(rpcUrl);
  const credentials = decodeURIComponent(`${url.username}:${url.password}`);
  const basic = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const raw: Client['raw'] = async (body, options = {}) => {
    const authorization = 'authorization' in options ? options.authorization : basic;
    const response = await fetch(`http://${url.host}${options.path ?? '/'}`, {
      method: 'POST',
      body,
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const exchange = async (method: string, params: unknown, wallet: string | undefined) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: params ?? [] });
    const { text } = await raw(body, { path: wallet === undefined ? '/' : `/wallet/${wallet}` });
    return JSON.parse(text) as { result?: unknown; error?: RpcFailure };
  };
  return {
    call: async <T>(method: string, params?: unknown, wallet?: string) => {
      const { result, error } = await exchange(method, params, wallet);
      if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
      return result as T;
    },
    failure: async (method, params, wallet) => {
      const { error, result } = await exchange(method, params, wallet);
      if (!error) throw new Error(`${method} succeeded: ${JSON.stringify(result)}`);
      return error;
    },
    raw,
    rest: (path) => fetch(`http://${url.host}/rest/${path}`),
  };
}

export type RunningNode = Client & { node: Regtest };

const SEED = Buffer.alloc(32, 7);

export async function startNode(options: RegtestOptions = {}): Promise<RunningNode> {
  const node = await startRegtest({ walletSeed: SEED, ...options });
  return { ...createClient(node.rpcUrl), node };
}

/** Mines until the wallet can spend `rewards` block rewards. */
export async function fund(client: Client, rewards = 1): Promise<string> {
  const address = await client.call<string>('getnewaddress');
  await client.call('generatetoaddress', [100 + rewards, address]);
  return address;
}

import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { hash256, reversed } from '../../contracts/test/bitcoin-relay/headers.ts';
import { NOW, REGTEST, type Relay, startRelay, type Tip } from '../../contracts/test/bitcoin-relay/relay.ts';

interface Answer {
  id: number;
  result?: unknown;
  error?: { message: string } | null;
}

/** The node that decides what is right, by its RPC, and a relay that begins with its genesis. Their clocks are the same. */
export interface Twin {
  readonly relay: Relay;
  /** The headers of the relay's best chain, genesis first. */
  readonly chain: Buffer[];
  /** The node's word on each header, one after the other; undefined where it takes it. */
  judge(headers: readonly Uint8Array[]): Promise<(string | undefined)[]>;
  /** The node's work of a chain that ends with a header that it took. */
  workOf(header: Uint8Array): Promise<bigint>;
  /** What the relay says of itself, asked again once it took something. */
  tip(): Promise<Tip>;
  windowStart(): Promise<number>;
  submit(headers: readonly Uint8Array[]): Promise<number>;
  stop(): Promise<void>;
}

export async function startTwin(): Promise<Twin> {
  const node = await startRegtest();
  const ask = createClient(node);
  await one(ask, 'setmocktime', [NOW]);
  const genesisHash = (await one(ask, 'getblockhash', [0])) as string;
  const genesis = Buffer.from((await one(ask, 'getblockheader', [genesisHash, false])) as string, 'hex');
  const relay = await startRelay(REGTEST, {
    epoch_bits: genesis.readUInt32LE(72),
    epoch_time: genesis.readUInt32LE(68),
    headers: genesis,
    height: 0,
    work: 2n,
  });
  let tip: Promise<Tip> | undefined;
  let windowStart: Promise<number> | undefined;
  return {
    relay,
    chain: [genesis],
    async judge(headers) {
      const answers = await ask(headers.map((header) => ['submitheader', [Buffer.from(header).toString('hex')]]));
      return answers.map(({ error }) => error?.message);
    },
    async workOf(header) {
      const found = (await one(ask, 'getblockheader', [reversed(hash256(header))])) as { chainwork: string };
      return BigInt(`0x${found.chainwork}`);
    },
    tip: () => (tip ??= relay.read<Tip>('tip')),
    windowStart: () => (windowStart ??= relay.read<number>('window_start')),
    submit(headers) {
      tip = undefined;
      windowStart = undefined;
      return relay.submit(Buffer.concat(headers));
    },
    async stop() {
      await relay.stop();
      await node.stop();
    },
  };
}

type Ask = (calls: [method: string, params: unknown[]][]) => Promise<Answer[]>;

/** All calls in one request. */
function createClient({ rpcUrl }: Regtest): Ask {
  const { username, password, host } = new URL(rpcUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return async (calls) => {
    const body = JSON.stringify(calls.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params })));
    const response = await fetch(`http://${host}/`, { method: 'POST', body, headers: { authorization } });
    return (await response.json()) as Answer[];
  };
}

async function one(ask: Ask, method: string, params: unknown[]): Promise<unknown> {
  const [answer] = await ask([[method, params]]);
  if (!answer || answer.error) throw new Error(`${method}: ${answer?.error?.message}`);
  return answer.result;
}

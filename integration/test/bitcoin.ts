import type { Regtest } from '@istsi/bitcoin-regtest';
import type { BlockRef } from '@istsi/contracts';
import type { Outpoint } from '../src/index.ts';

/** Bitcoin as a payer and a miner see it. */
export interface TestBitcoin {
  call<T>(method: string, ...params: unknown[]): Promise<T>;
  /** Pays each address its satoshis in one transaction; the outpoints come in the order asked for. */
  pay(...payments: [address: string, sats: bigint][]): Promise<Outpoint[]>;
  mine(blocks?: number): Promise<string[]>;
  tip(): Promise<BlockRef>;
  /** The block of the best chain that holds a transaction. */
  blockOf(txid: string): Promise<BlockRef>;
  /** A block with nothing of the memory pool in it. */
  mineEmpty(): Promise<void>;
  /** Has the chain leave its last blocks for as many empty ones and one more. */
  reorganize(depth: number): Promise<void>;
  /** Empties the memory pool, as a node does that has waited too long or has no room. Answers what was in it right after. */
  evict(): Promise<string[]>;
  /** Has the chain leave a block for an empty one; its transactions wait to be mined again. */
  undo(block: string): Promise<void>;
  /** Spends the inputs of the output's transaction otherwise, and drops that transaction from the memory pool. */
  replace(outpoint: Outpoint, payment: [address: string, sats: bigint]): Promise<Outpoint>;
}

interface DecodedTransaction {
  vin: { txid: string; vout: number }[];
  vout: { n: number; value: number; scriptPubKey: { address?: string } }[];
}

/** Far more than the transaction replaced pays, as BIP-125 asks. */
const REPLACEMENT_FEE_SATS = 50_000n;

export async function openTestBitcoin(regtest: Pick<Regtest, 'rpcUrl'>): Promise<TestBitcoin> {
  const url = new URL(regtest.rpcUrl);
  const authorization = `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`;
  url.username = '';
  url.password = '';

  type Call = [method: string, ...params: unknown[]];
  async function callAll(calls: Call[]): Promise<unknown[]> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(calls.map(([method, ...params], id) => ({ jsonrpc: '1.0', id, method, params }))),
    });
    const answers = (await response.json()) as { result: unknown; error: { message: string } | null }[];
    return answers.map(({ result, error }, index) => {
      if (error) throw new Error(`${calls[index]![0]}: ${error.message}`);
      return result;
    });
  }
  const call = async <T>(...one: Call): Promise<T> => (await callAll([one]))[0] as T;

  const wallets = await call<string[]>('listwallets');
  if (wallets.length === 0) await call('createwallet', 'payer');
  const miner = await call<string>('getnewaddress');
  const mine = async (blocks = 1): Promise<string[]> => await call('generatetoaddress', blocks, miner);
  await mine(110);

  async function findOutput(txid: string, address: string): Promise<Outpoint> {
    const { vout } = await call<DecodedTransaction>('getrawtransaction', txid, true);
    const output = vout.find(({ scriptPubKey }) => scriptPubKey.address === address);
    if (!output) throw new Error(`${txid} does not pay ${address}`);
    return { txid, vout: output.n };
  }

  const blockAt = async (height: number): Promise<BlockRef> => ({ height, hash: await call('getblockhash', height) });

  return {
    call,
    mine,
    tip: async () => await blockAt(await call<number>('getblockcount')),
    async blockOf(txid) {
      const { blockhash } = await call<{ blockhash?: string }>('getrawtransaction', txid, true);
      if (blockhash === undefined) throw new Error(`${txid} is in no block`);
      const { height } = await call<{ height: number }>('getblockheader', blockhash);
      return { height, hash: blockhash };
    },
    async pay(...payments) {
      const outputs = Object.fromEntries(payments.map(([address, sats]) => [address, btc(sats)]));
      const txid = await call<string>('sendmany', '', outputs);
      return await Promise.all(payments.map(async ([address]) => await findOutput(txid, address)));
    },
    async mineEmpty() {
      await call('generateblock', miner, []);
    },
    async reorganize(depth) {
      const height = await call<number>('getblockcount');
      await call('invalidateblock', await call<string>('getblockhash', height - depth + 1));
      for (let i = 0; i <= depth; i++) await call('generateblock', miner, []);
    },
    async evict() {
      // Whatever waits for longer than two weeks is dropped when something new arrives. All in one: what is dropped may be
      // broadcast again at any moment.
      const [, , left] = await callAll([
        ['setmocktime', Math.floor(Date.now() / 1000) + 15 * 86_400],
        ['sendtoaddress', miner, '0.0001'],
        ['getrawmempool'],
        ['setmocktime', 0],
      ]);
      return left as string[];
    },
    async undo(block) {
      await call('invalidateblock', block);
      await call('generateblock', miner, []);
    },
    async replace({ txid }, [address, sats]) {
      const { vin } = await call<DecodedTransaction>('getrawtransaction', txid, true);
      const inputs = await Promise.all(
        vin.map(async (input) => {
          const previous = await call<DecodedTransaction>('getrawtransaction', input.txid, true);
          return { txid: input.txid, vout: input.vout, btc: previous.vout[input.vout]!.value };
        }),
      );
      const total = inputs.reduce((sum, input) => sum + BigInt(Math.round(input.btc * 1e8)), 0n);
      const outputs = { [address]: btc(sats), [miner]: btc(total - sats - REPLACEMENT_FEE_SATS) };
      const unsigned = await call<string>(
        'createrawtransaction',
        inputs.map(({ btc: _, ...input }) => input),
        outputs,
      );
      const { hex } = await call<{ hex: string }>('signrawtransactionwithwallet', unsigned);
      return await findOutput(await call<string>('sendrawtransaction', hex), address);
    },
  };
}

/** Bitcoin Core takes amounts as decimal numbers of BTC; text keeps every satoshi. */
const btc = (sats: bigint): string => `${sats / 100_000_000n}.${String(sats % 100_000_000n).padStart(8, '0')}`;

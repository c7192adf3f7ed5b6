import { verifyBlock } from '../block/verify.ts';
import { CustodyError, isCustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';
import type { FeeEstimates } from '../withdrawal/fees.ts';
import {
  type BitcoinView,
  badAnswer,
  expectHash,
  expectInteger,
  expectObject,
  expectPackageTaken,
  expectRate,
  type HeaderInfo,
} from './bitcoin-view.ts';
import type { ChainTip } from './chain-view.ts';
import { createTransport, type TransportOptions } from './transport.ts';

export type BitcoinRpcOptions = TransportOptions & { network: Network };

export type BitcoinRpc = BitcoinView & {
  deriveAddresses(descriptor: string, from: number, to: number): Promise<string[]>;
  /** Any other call, by its name in Bitcoin Core. */
  call(method: string, params?: readonly unknown[]): Promise<unknown>;
};

/** RPC_INVALID_PARAMETER: for getblockhash, a height above the tip. */
const RPC_INVALID_PARAMETER = -8;
/** In blocks: what `estimatesmartfee` is asked for; it knows up to 1,008. */
const ESTIMATE_TARGETS = [1, 2, 3, 4, 6, 10, 20, 72, 144, 504, 1008];
const SATS_PER_BTC = 100_000_000;
/** RPC_INVALID_ADDRESS_OR_KEY: an unknown block or transaction. */
const RPC_NOT_FOUND = -5;

function expectBytes(method: string, value: unknown): Uint8Array {
  if (typeof value !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(value)) throw badAnswer(method, 'hex digits are missing');
  return Buffer.from(value, 'hex');
}

function verified(block: Uint8Array, hash: string): Uint8Array {
  verifyBlock(block, hash);
  return block;
}

/** The answer, or undefined where the node refuses with this one code. */
async function unless<T>(rpcCode: number, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isCustodyError(error, 'bitcoin/rpc') && error.context.rpcCode === rpcCode) return undefined;
    throw error;
  }
}

/**
 * A client of Bitcoin Core's JSON-RPC, and of its REST interface for blocks where that is on. It asks which chain the
 * node follows before the first call, and again after the node was out of reach: it may have come back as another one.
 */
export function createBitcoinRpc(options: BitcoinRpcOptions): BitcoinRpc {
  const { network } = options;
  const transport = createTransport(options);
  let chainChecked: Promise<void> | undefined;
  let restIsOff = false;

  async function askChain(): Promise<void> {
    const info = expectObject('getblockchaininfo', await transport.call('getblockchaininfo'));
    const genesis = await transport.call('getblockhash', [0]);
    if (info.chain !== network.chain || genesis !== network.genesisHash) {
      const expected = `${network.chain} (${network.genesisHash})`;
      throw new CustodyError('bitcoin/wrong-chain', { expected, found: `${String(info.chain)} (${String(genesis)})` });
    }
  }

  function checkChain(): Promise<void> {
    chainChecked ??= askChain().catch((error: unknown) => {
      chainChecked = undefined;
      throw error;
    });
    return chainChecked;
  }

  async function call(method: string, params: readonly unknown[] = []): Promise<unknown> {
    await checkChain();
    try {
      return await transport.call(method, params);
    } catch (error) {
      if (isCustodyError(error, 'bitcoin/unreachable')) chainChecked = undefined;
      throw error;
    }
  }

  async function getRawBlock(hash: string): Promise<Uint8Array> {
    await checkChain();
    if (!restIsOff) {
      const answer = await transport.rest(`/rest/block/${hash}.bin`);
      if (answer.status === 200) return verified(answer.body, hash);
    }
    const block = expectBytes('getblock', await call('getblock', [hash, 0]));
    // JSON-RPC has the block that REST did not give: do not ask there again.
    restIsOff = true;
    return verified(block, hash);
  }

  async function getTip(): Promise<ChainTip> {
    const info = expectObject('getblockchaininfo', await call('getblockchaininfo'));
    return {
      height: expectInteger('getblockchaininfo', info.blocks),
      hash: expectHash('getblockchaininfo', info.bestblockhash),
    };
  }

  async function getBlockHash(height: number): Promise<string | undefined> {
    const hash = await unless(RPC_INVALID_PARAMETER, call('getblockhash', [height]));
    return hash === undefined ? undefined : expectHash('getblockhash', hash);
  }

  async function getHeader(hash: string): Promise<HeaderInfo | undefined> {
    const answer = await unless(RPC_NOT_FOUND, call('getblockheader', [hash, true]));
    if (answer === undefined) return undefined;
    const header = expectObject('getblockheader', answer);
    return {
      hash: expectHash('getblockheader', header.hash),
      height: expectInteger('getblockheader', header.height),
      confirmations: expectInteger('getblockheader', header.confirmations),
    };
  }

  async function getUnspentOutput(txid: string, vout: number, source: 'chain' | 'chain-and-mempool') {
    const answer = await call('gettxout', [txid, vout, source === 'chain-and-mempool']);
    if (answer === null) return undefined;
    const output = expectObject('gettxout', answer);
    return {
      bestBlock: expectHash('gettxout', output.bestblock),
      confirmations: expectInteger('gettxout', output.confirmations),
      scriptPubKey: expectBytes('gettxout', expectObject('gettxout', output.scriptPubKey).hex),
      isCoinbase: output.coinbase === true,
    };
  }

  async function getTransaction(txid: string) {
    const answer = await unless(RPC_NOT_FOUND, call('getrawtransaction', [txid, true]));
    if (answer === undefined) return undefined;
    const transaction = expectObject('getrawtransaction', answer);
    const bytes = expectBytes('getrawtransaction', transaction.hex);
    return transaction.blockhash === undefined
      ? { bytes }
      : { bytes, blockHash: expectHash('getrawtransaction', transaction.blockhash) };
  }

  async function estimateFees(): Promise<FeeEstimates> {
    const answers = await Promise.all(ESTIMATE_TARGETS.map((target) => call('estimatesmartfee', [target])));
    const rates = answers.map((answer) => expectObject('estimatesmartfee', answer).feerate);
    return new Map(
      ESTIMATE_TARGETS.flatMap((target, i): [number, bigint][] =>
        // A node without enough data leaves the rate out.
        rates[i] === undefined ? [] : [[target, expectRate('estimatesmartfee', rates[i], SATS_PER_BTC)]],
      ),
    );
  }

  async function sendPackage(transactions: readonly Uint8Array[]): Promise<void> {
    const raw = transactions.map((bytes) => Buffer.from(bytes).toString('hex'));
    expectPackageTaken(await call('submitpackage', [raw]));
  }

  return {
    network,
    checkChain,
    call,
    sendPackage,
    estimateFees,
    getTip,
    getBlockHash,
    getRawBlock,
    getHeader,
    getUnspentOutput,
    getTransaction,
    getMempool: async () => (await call('getrawmempool')) as string[],
    deriveAddresses: async (descriptor, from, to) =>
      (await call('deriveaddresses', [descriptor, [from, to]])) as string[],
    sendTransaction: async (bytes) =>
      expectHash('sendrawtransaction', await call('sendrawtransaction', [Buffer.from(bytes).toString('hex')])),
  };
}

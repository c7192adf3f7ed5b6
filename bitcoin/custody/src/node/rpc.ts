import { parseTransaction } from '../block/transaction.ts';
import { verifyBlock } from '../block/verify.ts';
import { CustodyError, isCustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';
import type { FeeEstimates } from '../withdrawal/fees.ts';
import { type BitcoinView, expectPackageTaken, type HeaderInfo } from './bitcoin-view.ts';
import type { ChainTip } from './chain-view.ts';
import {
  badAnswer,
  btcPerKvb,
  bytes,
  count,
  type Decoder,
  decode,
  flag,
  hash,
  integer,
  list,
  nullable,
  object,
  optional,
  plain,
  text,
} from './decode.ts';
import type { Json } from './json.ts';
import { ChainInfo, type ChainProgress, whyBehind } from './progress.ts';
import { createTransport, type TransportOptions } from './transport.ts';

export type BitcoinRpcOptions = TransportOptions & {
  network: Network;
  /** Default Date.now: what the age of the node's newest block is told by. */
  nowMs?: () => number;
};

export type BitcoinRpc = BitcoinView & {
  deriveAddresses(descriptor: string, from: number, to: number): Promise<string[]>;
  /** The lowest rate that the node's memory pool takes now, in sat/kvB: it rises while the pool is full. */
  readRelayFloor(): Promise<bigint>;
  isInMempool(txid: string): Promise<boolean>;
  /** A transaction of a block, without needing a node that indexes all of them. */
  getMinedTransaction(txid: string, blockHash: string): Promise<Uint8Array>;
  /** Any other call, by its name in Bitcoin Core, and what its answer has to hold. */
  ask<T>(method: string, params: readonly unknown[], answer: Decoder<T>): Promise<T>;
  /** Likewise, as JSON.parse would have the answer: for what is neither an amount nor a rate. */
  call(method: string, params?: readonly unknown[]): Promise<unknown>;
};

/** RPC_INVALID_PARAMETER: for getblockhash, a height above the tip. */
const RPC_INVALID_PARAMETER = -8;
/** In blocks: what `estimatesmartfee` is asked for; it knows up to 1,008. */
const ESTIMATE_TARGETS = [1, 2, 3, 4, 6, 10, 20, 72, 144, 504, 1008];
/** RPC_INVALID_ADDRESS_OR_KEY: an unknown block or transaction. */
const RPC_NOT_FOUND = -5;
/** RPC_MISC_ERROR, with words that say of what kind: among others, a block that was pruned. */
const RPC_MISC_ERROR = -1;

const BestBlock = object({ bestblockhash: hash });
const Header = object({ hash, height: count, confirmations: integer });
const Output = object({
  bestblock: hash,
  confirmations: count,
  scriptPubKey: object({ hex: bytes }),
  coinbase: flag,
});
const RawTransaction = object({ hex: bytes, blockhash: optional(hash) });
const MempoolEntry = object({ vsize: count });
const MempoolInfo = object({ mempoolminfee: btcPerKvb });
const Estimate = object({ feerate: optional(btcPerKvb), errors: optional(list(text)) });

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

/** For so long a node that had caught up is taken to be where it was. */
const FRESH_MS = 2_000;

/**
 * A client of Bitcoin Core's JSON-RPC, and of its REST interface for blocks where that is on. It asks which chain the
 * node follows before the first call, and again after the node was out of reach: it may have come back as another one.
 * Whether the node has caught up is asked again and again: one that is behind is not believed (`bitcoin/behind`).
 */
export function createBitcoinRpc(options: BitcoinRpcOptions): BitcoinRpc {
  const { network, nowMs = Date.now } = options;
  const transport = createTransport(options);
  let genesis: string | undefined;
  let checked: { readonly atMs: number; readonly done: Promise<void> } | undefined;
  let restIsOff = false;

  async function askChain(): Promise<void> {
    const info = decode('getblockchaininfo', ChainInfo, await transport.call('getblockchaininfo'));
    genesis ??= decode('getblockhash', hash, await transport.call('getblockhash', [0]));
    if (info.chain !== network.chain || genesis !== network.genesisHash) {
      const expected = `${network.chain} (${network.genesisHash})`;
      throw new CustodyError('bitcoin/wrong-chain', { expected, found: `${info.chain} (${genesis})` });
    }
    requireCaughtUp(info);
  }

  function requireCaughtUp(info: ChainProgress): void {
    const reason = whyBehind(info, network, nowMs() / 1000);
    if (reason === undefined) return;
    // Whoever asks next is not to take it for caught up because it was so a moment ago.
    forgetChain();
    throw new CustodyError('bitcoin/behind', { url: transport.shown, reason });
  }

  /** What comes next may be another node. */
  function forgetChain(): void {
    checked = undefined;
    genesis = undefined;
  }

  function checkKnownChain(): Promise<void> {
    const atMs = nowMs();
    if (checked && atMs >= checked.atMs && atMs - checked.atMs < FRESH_MS) return checked.done;
    const done = askChain();
    checked = { atMs, done };
    done.catch(forgetChain);
    return done;
  }

  /** A node that was restarted refuses the cookie it gave before, and may have come back as another one. */
  async function asOneLetIn<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isCustodyError(error, 'bitcoin/unauthorized') || !transport.renewAccess()) throw error;
      forgetChain();
      return await ask();
    }
  }

  const checkChain = (): Promise<void> => asOneLetIn(checkKnownChain);

  async function askNode(method: string, params: readonly unknown[]): Promise<Json> {
    await checkKnownChain();
    try {
      return await transport.call(method, params);
    } catch (error) {
      if (isCustodyError(error, 'bitcoin/unreachable')) forgetChain();
      throw error;
    }
  }

  async function ask<T>(method: string, params: readonly unknown[], answer: Decoder<T>): Promise<T> {
    return decode(method, answer, await asOneLetIn(() => askNode(method, params)));
  }

  /** What is not the block counts as REST being off: JSON-RPC has the word then. */
  async function readRestBlock(hash: string): Promise<Uint8Array | CustodyError | undefined> {
    try {
      const { status, body } = await transport.rest(`/rest/block/${hash}.bin`);
      if (status === 200) return verified(body, hash);
      restIsOff = true;
      return undefined;
    } catch (error) {
      if (!(error instanceof CustodyError)) throw error;
      // One that only does not answer now is asked again for the next block.
      restIsOff = error.code !== 'bitcoin/unreachable';
      return error;
    }
  }

  async function getRawBlock(hash: string): Promise<Uint8Array> {
    await checkChain();
    const overRest = restIsOff ? undefined : await readRestBlock(hash);
    if (overRest instanceof Uint8Array) return overRest;
    try {
      return verified(await ask('getblock', [hash, 0], bytes), hash);
    } catch (error) {
      // What JSON-RPC does not have either says nothing about REST.
      restIsOff = false;
      throwIfMissing(error, hash);
      // Both sent something else: what was sent for a block tells more.
      throw (isCustodyError(error, 'bitcoin/bad-answer') && overRest) || error;
    }
  }

  /** A block that the node once had is told from one that it has yet to fetch (Bitcoin Core 28 and later say which). */
  function throwIfMissing(cause: unknown, hash: string): void {
    if (!isCustodyError(cause, 'bitcoin/rpc') || cause.context.rpcCode !== RPC_MISC_ERROR) return;
    if (/not fully downloaded/i.test(cause.context.reason)) {
      const reason = `it has yet to fetch block ${hash}`;
      throw new CustodyError('bitcoin/behind', { url: transport.shown, reason }, { cause });
    }
    const isPruned = /pruned|block not available/i.test(cause.context.reason);
    if (isPruned) throw new CustodyError('bitcoin/pruned', { hash }, { cause });
  }

  async function getTip(): Promise<ChainTip> {
    const answer = await ask('getblockchaininfo', [], (value) => ({ ...ChainInfo(value), ...BestBlock(value) }));
    requireCaughtUp(answer);
    return { height: answer.blocks, hash: answer.bestblockhash };
  }

  const getBlockHash = (height: number): Promise<string | undefined> =>
    unless(RPC_INVALID_PARAMETER, ask('getblockhash', [height], hash));

  const getHeader = (blockHash: string): Promise<HeaderInfo | undefined> =>
    unless(RPC_NOT_FOUND, ask('getblockheader', [blockHash, true], Header));

  async function getUnspentOutput(txid: string, vout: number, source: 'chain' | 'chain-and-mempool') {
    const output = await ask('gettxout', [txid, vout, source === 'chain-and-mempool'], nullable(Output));
    if (!output) return undefined;
    return {
      bestBlock: output.bestblock,
      confirmations: output.confirmations,
      scriptPubKey: output.scriptPubKey.hex,
      isCoinbase: output.coinbase,
    };
  }

  /** Only bytes that hash to the id asked for. */
  function ofId(txid: string, transaction: Uint8Array): Uint8Array {
    if (parseTransaction(transaction).txid === txid) return transaction;
    throw badAnswer('getrawtransaction', `it is another transaction than ${txid}`);
  }

  async function getTransaction(txid: string) {
    const found = await unless(RPC_NOT_FOUND, ask('getrawtransaction', [txid, true], RawTransaction));
    if (!found) return undefined;
    const raw = ofId(txid, found.hex);
    return found.blockhash === undefined ? { bytes: raw } : { bytes: raw, blockHash: found.blockhash };
  }

  async function getMinedTransaction(txid: string, blockHash: string): Promise<Uint8Array> {
    try {
      return ofId(txid, await ask('getrawtransaction', [txid, false, blockHash], bytes));
    } catch (error) {
      throwIfMissing(error, blockHash);
      throw error;
    }
  }

  /** Undefined where the node has no estimate for a target: too little data, `-blocksonly`, or a node that never has any. */
  async function estimateFee(target: number): Promise<bigint | undefined> {
    try {
      const { feerate, errors } = await ask('estimatesmartfee', [target], Estimate);
      if (feerate === undefined && errors === undefined) {
        throw badAnswer('estimatesmartfee', 'neither a rate nor a reason for having none is in it');
      }
      return feerate;
    } catch (error) {
      if (isCustodyError(error, 'bitcoin/rpc')) return undefined;
      throw error;
    }
  }

  async function estimateFees(): Promise<FeeEstimates> {
    const rates = await Promise.all(ESTIMATE_TARGETS.map(estimateFee));
    return new Map(
      ESTIMATE_TARGETS.flatMap((target, i): [number, bigint][] => {
        const satsPerKvb = rates[i];
        return satsPerKvb === undefined ? [] : [[target, satsPerKvb]];
      }),
    );
  }

  async function sendPackage(transactions: readonly Uint8Array[]): Promise<void> {
    const raw = transactions.map((bytes) => Buffer.from(bytes).toString('hex'));
    expectPackageTaken(await ask('submitpackage', [raw], (answer) => answer ?? null));
  }

  async function isInMempool(txid: string): Promise<boolean> {
    return (await unless(RPC_NOT_FOUND, ask('getmempoolentry', [txid], MempoolEntry))) !== undefined;
  }

  return {
    network,
    checkChain,
    ask,
    call: (method, params = []) => ask(method, params, plain),
    sendPackage,
    estimateFees,
    getTip,
    getBlockHash,
    getRawBlock,
    getHeader,
    getUnspentOutput,
    getTransaction,
    getMinedTransaction,
    isInMempool,
    readRelayFloor: async () => (await ask('getmempoolinfo', [], MempoolInfo)).mempoolminfee,
    getMempool: () => ask('getrawmempool', [], list(hash)),
    deriveAddresses: (descriptor, from, to) => ask('deriveaddresses', [descriptor, [from, to]], list(text)),
    sendTransaction: (transaction) => ask('sendrawtransaction', [Buffer.from(transaction).toString('hex')], hash),
  };
}

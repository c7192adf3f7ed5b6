import { isDisplayHash } from '../block/hash.ts';
import { parseTransaction } from '../block/transaction.ts';
import { verifyBlock } from '../block/verify.ts';
import { CustodyError, isCustodyError } from '../errors.ts';
import type { FeeEstimates } from '../withdrawal/fees.ts';
import { type BitcoinView, expectPackageTaken, type HeaderInfo, type UnspentOutput } from './bitcoin-view.ts';
import type { ChainTip } from './chain-view.ts';
import {
  badAnswer,
  count,
  type Decoder,
  decode,
  fields,
  flag,
  hash,
  integer,
  list,
  object,
  rate,
  text,
} from './decode.ts';
import type { BitcoinRpcOptions } from './rpc.ts';
import { createTransport, readJson } from './transport.ts';

/** An address that ends where the paths of Esplora's API.md begin: `https://…/api`. */
export type EsploraOptions = BitcoinRpcOptions;

type Status = { confirmed: false } | { confirmed: true; height: number; hash: string };
type OutputSource = Parameters<BitcoinView['getUnspentOutput']>[2];

const MOST_ATTEMPTS = 3;

const Block = object({ id: hash, height: count });
const BlockStatus = object({ in_best_chain: flag });
const Confirmed = object({ confirmed: flag });
const InBlock = object({ block_height: count, block_hash: hash });
const Spent = object({ spent: flag });
const SpentBy = object({ status: Confirmed });
/** In sat/vB: a thousand of them are a kvB. */
const satsPerVbyte = rate(3);
const Refusal = object({ code: integer, message: text });

/** What the indexer says of a block, a height or a transaction that it does not have. */
const ABSENT = /^\s*(block|transaction)\b[^<{]*\bnot found\b/i;

/** What the indexer passes on of a refusal of its node: JSON in newer versions, a number and words in older ones. */
const REFUSAL = /RPC error:? *(?:(\{.*\})|(-\d+):? *(.*))/s;

/**
 * A client of an Esplora server: the second kind of backend beside Bitcoin Core. Blocks and transactions are checked
 * against their hashes, so it can withhold and delay, but not invent. Heights and spends are its word: that is what a
 * second backend (`agreeing`) is for.
 */
export function createEsplora(options: EsploraOptions): BitcoinView {
  const { network } = options;
  const transport = createTransport(options);
  let chainChecked: Promise<void> | undefined;

  /** The body, or undefined where there is no such thing. */
  async function ask(path: string): Promise<Buffer | undefined> {
    const { status, body } = await transport.resource(path).catch((error: unknown) => {
      // It may come back as another server.
      if (isCustodyError(error, 'bitcoin/unreachable')) chainChecked = undefined;
      throw error;
    });
    // Only in its own words: a page, or what a gateway says of its routes, is no word about the chain.
    if (status === 404 && ABSENT.test(excerpt(body))) return undefined;
    if (status !== 200) throw badAnswer(path, `HTTP ${status}: ${excerpt(body)}`);
    return body;
  }

  async function askChain(): Promise<void> {
    const genesis = (await ask('/block-height/0'))?.toString().trim();
    if (genesis === network.genesisHash) return;
    throw new CustodyError('bitcoin/wrong-chain', {
      expected: `${network.chain} (${network.genesisHash})`,
      found: isDisplayHash(genesis) ? genesis : 'something that has no blocks',
    });
  }

  function checkChain(): Promise<void> {
    chainChecked ??= askChain().catch((error: unknown) => {
      chainChecked = undefined;
      throw error;
    });
    return chainChecked;
  }

  async function askText(path: string): Promise<string | undefined> {
    await checkChain();
    return (await ask(path))?.toString().trim();
  }

  async function askFor<T>(path: string, answer: Decoder<T>): Promise<T | undefined> {
    await checkChain();
    const body = await ask(path);
    return body === undefined ? undefined : decode(path, answer, readJson(path, body));
  }

  /** Where the server always has an answer. */
  async function need<T>(path: string, answer: Decoder<T>): Promise<T> {
    const found = await askFor(path, answer);
    if (found === undefined) throw badAnswer(path, 'it has no such thing');
    return found;
  }

  async function askBlock(blockHash: string): Promise<{ height: number } | undefined> {
    const path = `/block/${blockHash}`;
    const block = await askFor(path, Block);
    if (block && block.id !== blockHash) throw badAnswer(path, 'it is another block');
    return block;
  }

  async function getTip(): Promise<ChainTip> {
    const tip = decode('/blocks/tip/hash', hash, await askText('/blocks/tip/hash'));
    const block = await askBlock(tip);
    // The tip was left behind between the two questions.
    if (block === undefined) throw new CustodyError('watcher/unstable-chain', { attempts: 1 });
    return { hash: tip, height: block.height };
  }

  async function getBlockHash(height: number): Promise<string | undefined> {
    const found = await askText(`/block-height/${height}`);
    return found === undefined ? undefined : decode('/block-height', hash, found);
  }

  async function getRawBlock(hash: string): Promise<Uint8Array> {
    await checkChain();
    const path = `/block/${hash}/raw`;
    const block = await ask(path);
    if (!block) throw badAnswer(path, 'it does not have that block');
    verifyBlock(block, hash);
    return block;
  }

  async function getHeader(blockHash: string): Promise<HeaderInfo | undefined> {
    const block = await askBlock(blockHash);
    if (block === undefined) return undefined;
    const status = await need(`/block/${blockHash}/status`, BlockStatus);
    const confirmations = status.in_best_chain ? (await getTip()).height - block.height + 1 : -1;
    return { hash: blockHash, height: block.height, confirmations };
  }

  /** A transaction that the server does not know is in no block of its chain. */
  async function getStatus(txid: string): Promise<Status> {
    const path = `/tx/${txid}/status`;
    const answer = await askFor(path, fields);
    if (answer === undefined || !decode(path, Confirmed, answer).confirmed) return { confirmed: false };
    const { block_height: height, block_hash } = decode(path, InBlock, answer);
    return { confirmed: true, height, hash: block_hash };
  }

  /** Only bytes that hash to the id asked for. */
  async function getBytes(txid: string): Promise<Uint8Array | undefined> {
    await checkChain();
    const path = `/tx/${txid}/raw`;
    const bytes = await ask(path);
    if (bytes && parseTransaction(bytes).txid !== txid) throw badAnswer(path, 'it is another transaction');
    return bytes;
  }

  async function getTransaction(txid: string) {
    const bytes = await getBytes(txid);
    if (!bytes) return undefined;
    const status = await getStatus(txid);
    return status.confirmed ? { bytes, blockHash: status.hash } : { bytes };
  }

  async function isSpent(txid: string, vout: number, source: OutputSource): Promise<boolean> {
    const path = `/tx/${txid}/outspend/${vout}`;
    const spend = await need(path, fields);
    if (!decode(path, Spent, spend).spent) return false;
    return source === 'chain-and-mempool' || decode(path, SpentBy, spend).status.confirmed;
  }

  /** The output as it stands on the chain that ends in this tip; 'moved' if the answers were not about one chain. */
  async function outputAt(
    tip: ChainTip,
    txid: string,
    vout: number,
    source: OutputSource,
  ): Promise<UnspentOutput | undefined | 'moved'> {
    const bytes = await getBytes(txid);
    const status = await getStatus(txid);
    if (!bytes || (!status.confirmed && source === 'chain') || (await isSpent(txid, vout, source))) return undefined;
    const { outputs, isCoinbase } = parseTransaction(bytes);
    const scriptPubKey = outputs[vout]?.scriptPubKey;
    if (!scriptPubKey) return undefined;
    if (status.confirmed && (await getBlockHash(status.height)) !== status.hash) return 'moved';
    const confirmations = status.confirmed ? tip.height - status.height + 1 : 0;
    return confirmations < 0 ? 'moved' : { bestBlock: tip.hash, confirmations, scriptPubKey, isCoinbase };
  }

  async function getUnspentOutput(txid: string, vout: number, source: OutputSource) {
    let tip = await getTip();
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const output = await outputAt(tip, txid, vout, source);
      const after = await getTip();
      if (after.hash === tip.hash && output !== 'moved') return output;
      tip = after;
    }
    throw new CustodyError('watcher/unstable-chain', { attempts: MOST_ATTEMPTS });
  }

  async function estimateFees(): Promise<FeeEstimates> {
    const path = '/fee-estimates';
    const rates = Object.entries(await need(path, fields));
    const targetOf = (name: string): number => {
      if (!/^[1-9]\d{0,3}$/.test(name)) throw badAnswer(path, `"${name.slice(0, 20)}" is no number of blocks`);
      return Number(name);
    };
    return new Map(rates.map(([target, value]) => [targetOf(target), decode(path, satsPerVbyte, value)]));
  }

  async function sendTransaction(bytes: Uint8Array): Promise<string> {
    await checkChain();
    const { status, body } = await transport.resource('/tx', Buffer.from(bytes).toString('hex'));
    if (status === 200) return decode('/tx', hash, body.toString().trim());
    throw refusalOf('sendrawtransaction', status, body);
  }

  async function sendPackage(transactions: readonly Uint8Array[]): Promise<void> {
    await checkChain();
    const raw = transactions.map((bytes) => Buffer.from(bytes).toString('hex'));
    const { status, body } = await transport.resource('/txs/package', JSON.stringify(raw));
    if (status !== 200) throw refusalOf('submitpackage', status, body);
    expectPackageTaken(readJson('/txs/package', body));
  }

  const getMempool = (): Promise<string[]> => need('/mempool/txids', list(hash));

  return {
    network,
    checkChain,
    getTip,
    getBlockHash,
    getRawBlock,
    getHeader,
    getUnspentOutput,
    getTransaction,
    getMempool,
    estimateFees,
    sendTransaction,
    sendPackage,
  };
}

const excerpt = (body: Buffer): string => body.subarray(0, 200).toString();

function refusalOf(method: string, status: number, body: Buffer): CustodyError {
  const [, json, code, words = ''] = REFUSAL.exec(body.toString()) ?? [];
  if (code !== undefined) return new CustodyError('bitcoin/rpc', { method, rpcCode: Number(code), reason: words });
  try {
    const { code: rpcCode, message } = decode(method, Refusal, readJson(method, Buffer.from(json ?? '')));
    return new CustodyError('bitcoin/rpc', { method, rpcCode, reason: message });
  } catch {
    return badAnswer(method, `HTTP ${status}: ${excerpt(body)}`);
  }
}

import { isDisplayHash } from '../block/hash.ts';
import { parseTransaction } from '../block/transaction.ts';
import { verifyBlock } from '../block/verify.ts';
import { CustodyError, isCustodyError } from '../errors.ts';
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
  type UnspentOutput,
} from './bitcoin-view.ts';
import type { ChainTip } from './chain-view.ts';
import type { BitcoinRpcOptions } from './rpc.ts';
import { createTransport } from './transport.ts';

/** An address that ends where the paths of Esplora's API.md begin: `https://…/api`. */
export type EsploraOptions = BitcoinRpcOptions;

type Status = { confirmed: false } | { confirmed: true; height: number; hash: string };
type OutputSource = Parameters<BitcoinView['getUnspentOutput']>[2];

const MOST_ATTEMPTS = 3;
const SATS_PER_KVB = 1_000;

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
    if (status === 404) return undefined;
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

  async function askJson(path: string): Promise<unknown> {
    const text = await askText(path);
    return text === undefined ? undefined : parseJson(path, text);
  }

  async function getTip(): Promise<ChainTip> {
    const hash = expectHash('/blocks/tip/hash', await askText('/blocks/tip/hash'));
    const block = await askJson(`/block/${hash}`);
    // The tip was left behind between the two questions.
    if (block === undefined) throw new CustodyError('watcher/unstable-chain', { attempts: 1 });
    return { hash, height: expectInteger('/block', expectObject('/block', block).height) };
  }

  async function getBlockHash(height: number): Promise<string | undefined> {
    const hash = await askText(`/block-height/${height}`);
    return hash === undefined ? undefined : expectHash('/block-height', hash);
  }

  async function getRawBlock(hash: string): Promise<Uint8Array> {
    await checkChain();
    const path = `/block/${hash}/raw`;
    const block = await ask(path);
    if (!block) throw badAnswer(path, 'it does not have that block');
    verifyBlock(block, hash);
    return block;
  }

  async function getHeader(hash: string): Promise<HeaderInfo | undefined> {
    const block = await askJson(`/block/${hash}`);
    if (block === undefined) return undefined;
    const height = expectInteger('/block', expectObject('/block', block).height);
    const status = expectObject('/block/status', await askJson(`/block/${hash}/status`));
    const confirmations = status.in_best_chain === true ? (await getTip()).height - height + 1 : -1;
    return { hash, height, confirmations };
  }

  async function getStatus(txid: string): Promise<Status> {
    const status = expectObject('/tx/status', await askJson(`/tx/${txid}/status`));
    if (status.confirmed !== true) return { confirmed: false };
    return {
      confirmed: true,
      height: expectInteger('/tx/status', status.block_height),
      hash: expectHash('/tx/status', status.block_hash),
    };
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
    const spend = expectObject(path, await askJson(path));
    if (spend.spent !== true) return false;
    return source === 'chain-and-mempool' || expectObject(path, spend.status).confirmed === true;
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
    const rates = Object.entries(expectObject('/fee-estimates', await askJson('/fee-estimates')));
    return new Map(
      rates.map(([target, rate]) => [
        expectInteger('/fee-estimates', Number(target)),
        expectRate('/fee-estimates', rate, SATS_PER_KVB),
      ]),
    );
  }

  async function sendTransaction(bytes: Uint8Array): Promise<string> {
    await checkChain();
    const { status, body } = await transport.resource('/tx', Buffer.from(bytes).toString('hex'));
    if (status === 200) return expectHash('/tx', body.toString().trim());
    throw refusalOf('sendrawtransaction', status, body);
  }

  async function sendPackage(transactions: readonly Uint8Array[]): Promise<void> {
    await checkChain();
    const raw = transactions.map((bytes) => Buffer.from(bytes).toString('hex'));
    const { status, body } = await transport.resource('/txs/package', JSON.stringify(raw));
    if (status !== 200) throw refusalOf('submitpackage', status, body);
    expectPackageTaken(parseJson('/txs/package', body.toString()));
  }

  async function getMempool(): Promise<string[]> {
    const txids = await askJson('/mempool/txids');
    if (!Array.isArray(txids) || !txids.every(isDisplayHash)) {
      throw badAnswer('/mempool/txids', 'it is no list of ids');
    }
    return txids;
  }

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

function parseJson(method: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CustodyError('bitcoin/bad-answer', { method, reason: 'it is not JSON' }, { cause });
  }
}

const excerpt = (body: Buffer): string => body.subarray(0, 200).toString();

function refusalOf(method: string, status: number, body: Buffer): CustodyError {
  const [, json, code, words = ''] = REFUSAL.exec(body.toString()) ?? [];
  if (code !== undefined) return new CustodyError('bitcoin/rpc', { method, rpcCode: Number(code), reason: words });
  try {
    const refusal = JSON.parse(json ?? '') as { code?: unknown; message?: unknown };
    const rpcCode = expectInteger(method, refusal.code);
    return new CustodyError('bitcoin/rpc', { method, rpcCode, reason: String(refusal.message) });
  } catch {
    return badAnswer(method, `HTTP ${status}: ${excerpt(body)}`);
  }
}

import {
  type BitcoinNode,
  type BitcoinRpc,
  hash,
  list,
  type Network,
  object,
  openBitcoinNode,
  optional,
  text,
} from '@istsi/bitcoin-custody';
import type { ScreenedScripts } from './screening.ts';

const Spent = object({ scriptPubKey: object({ hex: text, address: optional(text) }) });
const Input = object({ coinbase: optional(text), prevout: optional(Spent) });
const Transaction = object({ txid: hash, vin: list(Input) });
const Block = object({ tx: list(Transaction) });

/** Where deposits come from. */
export interface DepositSources {
  /** The outputs that a mined transaction spends, each address and each script once. */
  of(txid: string, blockHash: string): Promise<ScreenedScripts>;
}

/** Of each transaction of a block; undefined where the node does not tell. */
type Sources = ReadonlyMap<string, ScreenedScripts | undefined>;

/** Deposits of one block are looked at together. */
const MOST_BLOCKS = 4;

/** A block of four million bytes of witnesses, each of them twice in hex, and thousands of outputs that it spends. */
const WHOLE_BLOCK = { timeoutMs: 60_000, mostAnswerBytes: 128 * 1024 * 1024 };

/** Asks the node by itself, with room for whole blocks. */
export const openDepositSources = (node: BitcoinNode, network: Network): DepositSources =>
  createDepositSources(openBitcoinNode(node, network, WHOLE_BLOCK));

/**
 * As the node's undo data has them (`getblock` with verbosity 3, Bitcoin Core 23 and newer), so that no index of all
 * transactions is needed. Such an answer is tens of megabytes: a block is asked for once, and no two at the same time.
 */
export function createDepositSources(bitcoin: BitcoinRpc): DepositSources {
  const blocks = new Map<string, Promise<Sources>>();
  let last: Promise<unknown> = Promise.resolve();

  function read(blockHash: string): Promise<Sources> {
    const reading = last.then(async () => await readBlock(bitcoin, blockHash));
    blocks.set(blockHash, reading);
    const [oldest] = blocks.keys();
    if (blocks.size > MOST_BLOCKS && oldest !== undefined) blocks.delete(oldest);
    last = reading.catch(() => {
      if (blocks.get(blockHash) === reading) blocks.delete(blockHash);
    });
    return reading;
  }

  return {
    async of(txid, blockHash) {
      const found = await (blocks.get(blockHash) ?? read(blockHash));
      if (!found.has(txid)) throw new Error(`${txid} is not in block ${blockHash}`);
      const spent = found.get(txid);
      // A node that has pruned its undo data, or is older, leaves them out without a word.
      if (!spent)
        throw new Error('the Bitcoin node does not tell what the transaction spends: Bitcoin Core 23 or newer does');
      return spent;
    },
  };
}

async function readBlock(bitcoin: BitcoinRpc, blockHash: string): Promise<Sources> {
  const { tx } = await bitcoin.ask('getblock', [blockHash, 3], Block);
  return new Map(tx.map(({ txid, vin }) => [txid, spentBy(vin)]));
}

type Inputs = ReturnType<typeof Block>['tx'][number]['vin'];

function spentBy(inputs: Inputs): ScreenedScripts | undefined {
  if (inputs.some(({ coinbase, prevout }) => coinbase === undefined && prevout === undefined)) return undefined;
  const scripts = inputs.flatMap(({ prevout }) => prevout?.scriptPubKey ?? []);
  const unnamed = scripts.flatMap(({ address, hex }) => (address === undefined ? [hex] : []));
  return {
    addresses: [...new Set(scripts.flatMap(({ address }) => address ?? []))],
    unnamed: [...new Set(unnamed)],
  };
}

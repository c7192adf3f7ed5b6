import { type Bytes, crypto, Packed, require, type u32 } from '@istsi/soroban-sdk';
import { explorersOrder } from './byte-order.ts';
import { type Chain, GROUP } from './chain.ts';
import { RelayError } from './errors.ts';
import { HEADER, hash256 } from './headers.ts';
import { loadChain } from './storage.ts';
import { Transaction } from './transaction.ts';
import type { ProvedTransaction, TransactionProof } from './types.ts';

const HASH: u32 = 32;
/** Levels of the largest tree: a block has room for 16,666 transactions of 60 bytes. */
const MAX_DEPTH: u32 = 15;
/** Where a header has the root of its tree. */
const ROOT: u32 = 36;

export function proveTransaction(proof: TransactionProof): ProvedTransaction {
  const chain = loadChain();
  require(proof.header.length === HEADER, RelayError.InvalidLength);
  const block = hash256(proof.header);
  requireBlock(chain, proof.height, block.toBytes(), proof.history);

  const transaction = Transaction.read(proof.transaction);
  const txid = hash256(proof.transaction);
  const root = proof.header.slice(ROOT, ROOT + HASH);
  require(rootOf(txid.toBytes(), proof.index, proof.branch) === root, RelayError.WrongBranch);
  // A tree's depth is not in its header. That its first leaf is as deep, and is a coinbase, which takes too much work to
  // make an inner node look like, says that the other one is a leaf too.
  require(proof.branch.length === proof.coinbase_branch.length, RelayError.WrongCoinbase);
  require(Transaction.read(proof.coinbase).is_coinbase, RelayError.WrongCoinbase);
  require(rootOf(hash256(proof.coinbase).toBytes(), 0, proof.coinbase_branch) === root, RelayError.WrongCoinbase);
  return {
    block_hash: explorersOrder(block.toBytes()),
    confirmations: chain.height - proof.height + 1,
    height: proof.height,
    outputs: transaction.outputs,
    txid: explorersOrder(txid.toBytes()),
  };
}

function requireBlock(chain: Chain, height: u32, hash: Bytes, history: Bytes): void {
  require(height >= chain.base && height <= chain.height, RelayError.UnknownBlock);
  if (height >= chain.first) {
    require(history.length === 0, RelayError.WrongHistory);
    require(chain.hasHash(height, Packed.from(hash), 0), RelayError.UnknownBlock);
    return;
  }
  require(history.length >= GROUP * HASH, RelayError.WrongHistory);
  const place = (height - chain.base) % GROUP;
  require(history.slice(place * HASH, (place + 1) * HASH) === hash, RelayError.UnknownBlock);
  const leaf = crypto.sha256(history.slice(0, GROUP * HASH)).toBytes();
  const path = history.slice(GROUP * HASH, history.length);
  require(chain.hasGroup((height - chain.base) / GROUP, leaf, path), RelayError.WrongHistory);
}

/** Where a branch leads to from a leaf. */
function rootOf(leaf: Bytes, index: u32, branch: Bytes): Bytes {
  const depth = branch.length / HASH;
  require(branch.length % HASH === 0 && depth <= MAX_DEPTH && index >> depth === 0, RelayError.OutOfRange);
  let node = leaf;
  let position = index;
  for (let at: u32 = 0; at < branch.length; at += HASH) {
    const sibling = branch.slice(at, at + HASH);
    if ((position & 1) === 0) {
      node = hash256(node.append(sibling)).toBytes();
    } else {
      // On the left, a last node without a partner is its own; on the right it is the copy.
      require(sibling !== node, RelayError.DuplicatedLeaf);
      node = hash256(sibling.append(node)).toBytes();
    }
    position >>= 1;
  }
  return node;
}

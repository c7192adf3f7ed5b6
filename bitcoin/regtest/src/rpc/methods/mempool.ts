import { Rejection } from '../../chain/rejection.ts';
import { outpointKey, type Transaction, virtualSize } from '../../encoding/transaction.ts';
import { type AcceptContext, checkAcceptance, MISSING_INPUTS } from '../../mempool/accept.ts';
import {
  ancestorsOf,
  clusterOf,
  descendantsOf,
  entryVirtualSize,
  type MempoolEntry,
  modifiedFee,
} from '../../mempool/entry.ts';
import { feeAtRate } from '../../mempool/fees.ts';
import { chunksOf } from '../../mempool/linearize.ts';
import { testPackage } from '../../mempool/package.ts';
import { type Node, prioritise } from '../../node.ts';
import { btc, type Json, type JsonObject } from '../json.ts';
import { entryShape, mempoolShape } from '../mempool-shape.ts';
import { type Method, method, optional, required } from '../method.ts';
import { parseHash, parseInteger, parseMaxFeeRate } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';
import { parsePackage } from './packages.ts';

function findEntry(node: Node, txid: string): MempoolEntry {
  const entry = node.mempool.entries.get(parseHash(txid, 'txid'));
  return entry ?? failRpc('INVALID_ADDRESS_OR_KEY', 'Transaction not in mempool');
}

function listEntries(entries: Iterable<MempoolEntry>, verbose: boolean): Json {
  if (!verbose) return [...entries].map((entry) => entry.tx.txid);
  return Object.fromEntries([...entries].map((entry) => [entry.tx.txid, entryShape(entry)]));
}

const idsOf = ({ txid, wtxid }: Transaction): JsonObject => ({ txid, wtxid });

function verdictShape(tx: Transaction, verdict: MempoolEntry | Rejection, maxSatsPerKvb: bigint): JsonObject {
  if (verdict instanceof Rejection) {
    const { reason, message } = verdict;
    if (reason === MISSING_INPUTS) return { ...idsOf(tx), allowed: false, 'reject-reason': 'missing-inputs' };
    return { ...idsOf(tx), allowed: false, 'reject-reason': reason, 'reject-details': message };
  }
  const vsize = entryVirtualSize(verdict);
  if (maxSatsPerKvb > 0n && verdict.feeSats > feeAtRate(maxSatsPerKvb, vsize)) {
    return { ...idsOf(tx), allowed: false, 'reject-reason': 'max-fee-exceeded' };
  }
  return {
    ...idsOf(tx),
    allowed: true,
    vsize_adjusted: vsize,
    vsize,
    vsize_bip141: virtualSize(tx.weight),
    fees: {
      base: btc(verdict.feeSats),
      'effective-feerate': btc((modifiedFee(verdict) * 1000n) / BigInt(vsize)),
      'effective-includes': [tx.wtxid],
    },
  };
}

function verdictOn(context: AcceptContext, tx: Transaction): MempoolEntry | Rejection {
  try {
    return checkAcceptance(context, tx).entry;
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
}

function testMempoolAccept(node: Node, rawTransactions: string[], maxSatsPerKvb: bigint): JsonObject[] {
  const transactions = parsePackage(rawTransactions);
  const [alone] = transactions;
  if (alone && transactions.length === 1) {
    return [verdictShape(alone, verdictOn(node.accept, alone), maxSatsPerKvb)];
  }
  const { packageError, results } = testPackage(node.accept, transactions);
  let isUndecided = false;
  return transactions.map((tx) => {
    const verdict = results.get(tx);
    // What spends from a transaction that pays more than the caller allows would not be sent either.
    if (!verdict || isUndecided) return { ...idsOf(tx), 'package-error': packageError };
    const shape = verdictShape(tx, verdict, maxSatsPerKvb);
    isUndecided = shape['reject-reason'] === 'max-fee-exceeded';
    return shape;
  });
}

function clusterShape(node: Node, txid: string): JsonObject {
  const chunks = chunksOf(clusterOf([findEntry(node, txid)]));
  return {
    clusterweight: chunks.reduce((sum, chunk) => sum + chunk.size, 0),
    txcount: chunks.reduce((sum, chunk) => sum + chunk.entries.length, 0),
    chunks: chunks.map((chunk) => ({
      chunkfee: btc(chunk.feeSats),
      chunkweight: chunk.size,
      txs: chunk.entries.map((entry) => entry.tx.txid),
    })),
  };
}

type SpenderOptions = { mempool_only?: boolean; return_spending_tx?: boolean };

function spendersOf(
  node: Node,
  outputs: { txid?: string; vout?: number }[],
  { mempool_only: mempoolOnly = true, return_spending_tx: withTransaction = false }: SpenderOptions,
): JsonObject[] {
  if (outputs.length === 0) failRpc('INVALID_PARAMETER', 'Invalid parameter, outputs are missing');
  return outputs.map(({ txid, vout }) => {
    if (typeof txid !== 'string') return failRpc('TYPE', 'Missing txid');
    if (typeof vout !== 'number') return failRpc('TYPE', 'Missing vout');
    if (vout < 0) failRpc('INVALID_PARAMETER', 'Invalid parameter, vout cannot be negative');
    const spender = node.mempool.spenders.get(outpointKey(parseHash(txid, 'txid'), vout))?.tx;
    if (!spender && !mempoolOnly)
      failRpc('MISC', 'Mempool lacks a relevant spend, and txospenderindex is unavailable.');
    return {
      txid,
      vout,
      spendingtxid: spender?.txid,
      spendingtx: withTransaction ? spender?.raw.toString('hex') : undefined,
    };
  });
}

export const mempoolMethods: Record<string, Method> = {
  getmempoolinfo: method('Blockchain', 'State of the mempool.', [], ({ node }) => mempoolShape(node)),
  getrawmempool: method(
    'Blockchain',
    'Transactions of the mempool.',
    [optional('verbose', 'bool'), optional('mempool_sequence', 'bool')],
    ({ node }, [verbose = false, withSequence = false]: [boolean?, boolean?]) => {
      if (verbose && withSequence) {
        failRpc('INVALID_PARAMETER', 'Verbose results cannot contain mempool sequence values.');
      }
      const list = listEntries(node.mempool.entries.values(), verbose);
      return withSequence ? { txids: list, mempool_sequence: node.mempool.sequence } : list;
    },
  ),
  getmempoolentry: method(
    'Blockchain',
    'One transaction of the mempool.',
    [required('txid', 'string')],
    ({ node }, [txid]: [string]) => entryShape(findEntry(node, txid)),
  ),
  getmempoolancestors: method(
    'Blockchain',
    'Unconfirmed transactions that one depends on.',
    [required('txid', 'string'), optional('verbose', 'bool')],
    ({ node }, [txid, verbose = false]: [string, boolean?]) => listEntries(ancestorsOf(findEntry(node, txid)), verbose),
  ),
  getmempooldescendants: method(
    'Blockchain',
    'Unconfirmed transactions that depend on one.',
    [required('txid', 'string'), optional('verbose', 'bool')],
    ({ node }, [txid, verbose = false]: [string, boolean?]) =>
      listEntries(descendantsOf(findEntry(node, txid)), verbose),
  ),
  getmempoolcluster: method(
    'Blockchain',
    'The cluster of a transaction.',
    [required('txid', 'string')],
    ({ node }, [txid]: [string]) => clusterShape(node, txid),
  ),
  gettxspendingprevout: method(
    'Blockchain',
    'Unconfirmed transactions that spend given outputs.',
    [required('outputs', 'objects'), optional('options', 'object')],
    ({ node }, [outputs, options = {}]: [{ txid?: string; vout?: number }[], SpenderOptions?]) =>
      spendersOf(node, outputs, options),
  ),
  testmempoolaccept: method(
    'Rawtransactions',
    'Tells whether transactions would be accepted, each on its own.',
    [required('rawtxs', 'strings'), optional('maxfeerate', 'amount')],
    ({ node }, [rawTransactions, maxFeeRate]: [string[], (number | string)?]) =>
      testMempoolAccept(node, rawTransactions, parseMaxFeeRate(maxFeeRate)),
  ),
  prioritisetransaction: method(
    'Mining',
    'Counts a transaction as paying more or less than it does.',
    [required('txid', 'string'), optional('dummy', 'number'), required('fee_delta', 'number')],
    ({ node }, [id, dummy, delta]: [string, number | undefined, number]) => {
      if (dummy) {
        failRpc(
          'INVALID_PARAMETER',
          'Priority is no longer supported, dummy argument to prioritisetransaction must be 0.',
        );
      }
      const txid = parseHash(id, 'txid');
      prioritise(node.mempool, txid, BigInt(parseInteger(delta)));
      node.record({ type: 'feeDelta', txid, sats: String(delta) });
      return true;
    },
  ),
  getprioritisedtransactions: method('Mining', 'Fee adjustments in force.', [], ({ node }) =>
    Object.fromEntries(
      [...node.mempool.feeDeltas].map(([txid, delta]) => [
        txid,
        { fee_delta: Number(delta), in_mempool: node.mempool.entries.has(txid) },
      ]),
    ),
  ),
};

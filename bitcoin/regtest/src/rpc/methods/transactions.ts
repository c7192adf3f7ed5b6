import { Rejection } from '../../chain/rejection.ts';
import { buildTransaction, outpointKey, type Transaction, type TxOutput } from '../../encoding/transaction.ts';
import { checkAcceptance, MISSING_INPUTS } from '../../mempool/accept.ts';
import { entryVirtualSize } from '../../mempool/entry.ts';
import { feeAtRate } from '../../mempool/fees.ts';
import { type Node, recordTransaction, submitTransaction } from '../../node.ts';
import { hasValidOps, pushData } from '../../script/instructions.ts';
import { OP } from '../../script/opcodes.ts';
import { isUnspendable } from '../../script/templates.ts';
import type { JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import {
  findBlock,
  parseAddress,
  parseAmount,
  parseHash,
  parseMaxFeeRate,
  parseRawTransaction,
  parseVerbosity,
} from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';
import { blockFields, transactionShape } from '../transaction-shape.ts';

const MAX_FEE_MESSAGE = 'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)';
export const MAX_BURN_MESSAGE = 'Unspendable output exceeds maximum configured by user (maxburnamount)';

/** Whether an output that nobody can spend holds more than this. */
export const burnsMore = (tx: Transaction, maxBurnSats: bigint): boolean =>
  tx.outputs.some(
    ({ script, valueSats }) => (isUnspendable(script) || !hasValidOps(script)) && valueSats > maxBurnSats,
  );

/** Broadcasts as sendrawtransaction does: known transactions succeed again, confirmed ones are refused with -27. */
export function broadcast(node: Node, tx: Transaction, maxSatsPerKvb: bigint): string {
  const { chain, mempool } = node;
  if (tx.outputs.some((_, vout) => chain.coins.has(outpointKey(tx.txid, vout)))) {
    failRpc('VERIFY_ALREADY_IN_UTXO_SET', 'Transaction outputs already in utxo set');
  }
  const known = mempool.entries.get(tx.txid);
  if (known) {
    recordTransaction(node, known);
    return tx.txid;
  }
  try {
    if (maxSatsPerKvb > 0n) {
      const { entry } = checkAcceptance(node.accept, tx);
      if (entry.feeSats > feeAtRate(maxSatsPerKvb, entryVirtualSize(entry))) failRpc('VERIFY', MAX_FEE_MESSAGE);
    }
    submitTransaction(node, tx);
    return tx.txid;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return failRpc(error.reason === MISSING_INPUTS ? 'VERIFY' : 'VERIFY_REJECTED', error.message);
  }
}

function rawTransaction(node: Node, id: string, verbosity: number, blockHash: string | undefined): string | JsonObject {
  const txid = parseHash(id, 'txid');
  if (txid === node.chain.active[0]!.block!.transactions[0]!.txid) {
    failRpc(
      'INVALID_ADDRESS_OR_KEY',
      'The genesis block coinbase is not considered an ordinary transaction and cannot be retrieved',
    );
  }
  const given = blockHash === undefined ? undefined : node.chain.nodes.get(parseHash(blockHash, 'blockhash'));
  if (blockHash !== undefined && !given) failRpc('INVALID_ADDRESS_OR_KEY', 'Block hash not found');
  const pooled = given ? undefined : node.mempool.entries.get(txid);
  const at = pooled ? undefined : (given ?? node.chain.findTransaction(txid)?.node);
  const index = at?.block?.transactions.findIndex((tx) => tx.txid === txid) ?? -1;
  const tx = pooled?.tx ?? at?.block?.transactions[index];
  if (!tx) {
    const where = given
      ? 'No such transaction found in the provided block'
      : 'No such mempool or blockchain transaction';
    return failRpc('INVALID_ADDRESS_OR_KEY', `${where}. Use gettransaction for wallet transactions.`);
  }
  if (verbosity <= 0) return tx.raw.toString('hex');
  const detail = verbosity >= 2 ? { spent: at?.undo?.[index], withPrevouts: true } : {};
  return {
    in_active_chain: given ? node.chain.isActive(given) : undefined,
    ...transactionShape(tx, detail),
    ...(at ? blockFields(node, at) : {}),
  };
}

export type InputArgument = { txid?: string; vout?: number; sequence?: number };
export type OutputArgument = Record<string, string | number>;

/** Outputs of createrawtransaction: `{address: amount}` or `{"data": hex}`, in one object or a list of them. */
export function parseOutputs(argument: OutputArgument[] | OutputArgument): TxOutput[] {
  const pairs = Array.isArray(argument) ? argument.flatMap((entry) => Object.entries(entry)) : Object.entries(argument);
  const seen = new Set<string>();
  return pairs.map(([key, value]) => {
    if (seen.has(key)) {
      failRpc(
        'INVALID_PARAMETER',
        key === 'data' ? 'Invalid parameter, duplicate key: data' : `Invalid parameter, duplicated address: ${key}`,
      );
    }
    seen.add(key);
    if (key === 'data') {
      const data = String(value);
      if (!/^([0-9a-f]{2})*$/i.test(data))
        failRpc('INVALID_PARAMETER', `Data must be hexadecimal string (not '${data}')`);
      return { valueSats: 0n, script: Buffer.concat([Buffer.from([OP.RETURN]), pushData(Buffer.from(data, 'hex'))]) };
    }
    return { script: parseAddress(key), valueSats: parseAmount(value) };
  });
}

export function createRaw(
  inputs: InputArgument[],
  outputs: OutputArgument[] | OutputArgument,
  lockTime: number,
  replaceable: boolean,
): Transaction {
  if (lockTime < 0 || lockTime > 0xffffffff) failRpc('INVALID_PARAMETER', 'Invalid parameter, locktime out of range');
  const fallback = replaceable ? 0xfffffffd : lockTime > 0 ? 0xfffffffe : 0xffffffff;
  return buildTransaction({
    version: 2,
    lockTime,
    inputs: inputs.map(({ txid, vout, sequence = fallback }) => {
      if (typeof vout !== 'number') return failRpc('INVALID_PARAMETER', 'Invalid parameter, missing vout key');
      if (vout < 0) failRpc('INVALID_PARAMETER', 'Invalid parameter, vout cannot be negative');
      if (sequence < 0 || sequence > 0xffffffff) {
        failRpc('INVALID_PARAMETER', 'Invalid parameter, sequence number is out of range');
      }
      return { prevTxid: parseHash(txid ?? '', 'txid'), vout, sequence, scriptSig: Buffer.alloc(0), witness: [] };
    }),
    outputs: parseOutputs(outputs),
  });
}

export const transactionMethods: Record<string, Method> = {
  getrawtransaction: method(
    'Rawtransactions',
    'A transaction of the mempool or a block: 0 as hex, 1 decoded, 2 with the outputs it spends.',
    [required('txid', 'string'), optional('verbosity', 'any'), optional('blockhash', 'string')],
    ({ node }, [txid, verbosity, hash]: [string, unknown, string?]) =>
      rawTransaction(node, txid, parseVerbosity(verbosity, 0), hash),
  ),
  decoderawtransaction: method(
    'Rawtransactions',
    'Decodes a serialized transaction.',
    [required('hexstring', 'string'), optional('iswitness', 'bool')],
    (_, [hex]: [string]) => transactionShape(parseRawTransaction(hex), { withHex: false }),
  ),
  createrawtransaction: method(
    'Rawtransactions',
    'Serializes an unsigned transaction.',
    [
      required('inputs', 'objects'),
      required('outputs', 'any'),
      optional('locktime', 'number'),
      optional('replaceable', 'bool'),
    ],
    (_, [inputs, outputs, lockTime = 0, replaceable = true]: [InputArgument[], OutputArgument[], number?, boolean?]) =>
      createRaw(inputs, outputs, lockTime, replaceable).raw.toString('hex'),
  ),
  sendrawtransaction: method(
    'Rawtransactions',
    'Puts a signed transaction into the mempool.',
    [required('hexstring', 'string'), optional('maxfeerate', 'amount'), optional('maxburnamount', 'amount')],
    ({ node }, [hex, maxFeeRate, maxBurn]: [string, (number | string)?, (number | string)?]) => {
      const maxBurnSats = maxBurn === undefined ? 0n : parseAmount(maxBurn);
      const tx = parseRawTransaction(hex);
      if (burnsMore(tx, maxBurnSats)) failRpc('VERIFY', MAX_BURN_MESSAGE);
      return broadcast(node, tx, parseMaxFeeRate(maxFeeRate));
    },
  ),
  getblockfrompeer: method(
    'Blockchain',
    'This node has no peers.',
    [required('blockhash', 'string'), required('peer_id', 'number')],
    ({ node }, [hash]: [string]) => {
      findBlock(node, hash);
      return failRpc('MISC', 'Peer does not exist');
    },
  ),
};

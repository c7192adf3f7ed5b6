import { buildTransaction, outpointKey, type Transaction, type TxOutput } from '../../encoding/transaction.ts';
import { MIN_RELAY_SATS_PER_KVB } from '../../mempool/fees.ts';
import { dustThresholdSats } from '../../mempool/standardness.ts';
import type { Node } from '../../node.ts';
import { STANDARD_FLAGS } from '../../script/flags.ts';
import { scriptErrors } from '../../script/script-error.ts';
import { spendingTransaction } from '../../script/signature-hash.ts';
import { verifyInput } from '../../script/verify-input.ts';
import { signTransaction } from '../../wallet/sign.ts';
import { createPayment } from '../../wallet/spend.ts';
import { keyForScript, type Wallet } from '../../wallet/wallet.ts';
import { btc, type Json, type JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { parseAddress, parseAmount, parseRawTransaction } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';
import { broadcast } from './transactions.ts';

/** Bitcoin Core's -fallbackfee on regtest configurations: 20 sat/vB when nothing can be estimated. */
const FALLBACK_SATS_PER_KVB = 20_000n;

type Amount = number | string;

export function feeRate(node: Node, satsPerVb: Amount | undefined): bigint {
  if (satsPerVb === undefined) return node.feeEstimateSatsPerKvb ?? FALLBACK_SATS_PER_KVB;
  const value = Number(satsPerVb);
  if (!Number.isFinite(value) || value < 0) failRpc('TYPE', 'Invalid amount');
  const rate = BigInt(Math.round(value * 1000));
  if (rate < MIN_RELAY_SATS_PER_KVB) {
    failRpc(
      'INVALID_PARAMETER',
      `Fee rate (${value} sat/vB) is lower than the minimum fee rate setting (0.100 sat/vB)`,
    );
  }
  return rate;
}

/** Pays, broadcasts and answers with the txid. */
function pay(
  node: Node,
  wallet: Wallet,
  outputs: TxOutput[],
  options: { subtractFeeFrom: number[]; replaceable: boolean; satsPerVb: Amount | undefined },
): { tx: Transaction; feeSats: bigint } {
  for (const output of outputs) {
    if (output.valueSats < dustThresholdSats(output))
      failRpc('WALLET_INSUFFICIENT_FUNDS', 'Transaction amount too small');
  }
  const { subtractFeeFrom, replaceable } = options;
  const satsPerKvb = feeRate(node, options.satsPerVb);
  const result = createPayment(node, wallet, { outputs, satsPerKvb, subtractFeeFrom, replaceable });
  if ('failure' in result) {
    return failRpc(
      'WALLET_INSUFFICIENT_FUNDS',
      result.failure === 'insufficient-funds'
        ? 'Insufficient funds'
        : 'The transaction amount is too small to pay the fee',
    );
  }
  broadcast(node, result.tx, 0n);
  return result;
}

function sendMany(
  node: Node,
  wallet: Wallet,
  amounts: Record<string, Amount>,
  options: { subtractFeeFrom: string[]; replaceable: boolean; satsPerVb: Amount | undefined },
): { tx: Transaction; feeSats: bigint } {
  const addresses = Object.keys(amounts);
  const outputs = addresses.map((address) => ({
    script: parseAddress(address),
    valueSats: parseAmount(amounts[address]!),
  }));
  if (outputs.length === 0) failRpc('INVALID_PARAMETER', 'Transaction must have at least one recipient');
  const subtractFeeFrom = options.subtractFeeFrom.map((address) => {
    const index = addresses.indexOf(address);
    return index >= 0
      ? index
      : failRpc(
          'INVALID_PARAMETER',
          `Invalid parameter 'subtract fee from output', destination ${address} not found in tx outputs`,
        );
  });
  return pay(node, wallet, outputs, { ...options, subtractFeeFrom });
}

type PreviousOutput = { txid: string; vout: number; scriptPubKey: string; amount?: Amount };

function signRaw(node: Node, wallet: Wallet, hex: string, previous: PreviousOutput[]): JsonObject {
  const tx = parseRawTransaction(hex);
  const given = new Map(
    previous.map((output) => [
      outpointKey(output.txid, output.vout),
      { script: Buffer.from(output.scriptPubKey, 'hex'), valueSats: parseAmount(output.amount ?? 0) },
    ]),
  );
  const missing = { script: Buffer.alloc(0), valueSats: 0n };
  const keys = tx.inputs.map((input) => outpointKey(input.prevTxid, input.vout));
  const known = keys.map((key) => given.get(key) ?? node.mempool.coin(key));
  const spent = known.map((output) => output ?? missing);
  const signed = signTransaction(
    tx,
    spent,
    known.map((output) => output && keyForScript(wallet, output.script)),
  );
  const errors = verifyAll(signed, spent, known);
  return {
    hex: signed.raw.toString('hex'),
    complete: errors.length === 0,
    errors: errors.length > 0 ? errors : undefined,
  };
}

function verifyAll(signed: Transaction, spent: TxOutput[], known: (TxOutput | undefined)[]): JsonObject[] {
  const spending = spendingTransaction(signed, spent);
  return signed.inputs.flatMap((input, index) => {
    const failure = known[index] ? verifyInput(spending, index, STANDARD_FLAGS) : undefined;
    const error = known[index] ? failure && scriptErrors[failure] : 'Input not found or already spent';
    if (!error) return [];
    const { prevTxid: txid, vout, scriptSig, sequence, witness } = input;
    const hexWitness = witness.map((item) => item.toString('hex'));
    return [{ txid, vout, witness: hexWitness, scriptSig: scriptSig.toString('hex'), sequence, error }];
  });
}

/** Pays again with the same inputs and a higher fee, taken from the change. */
function bumpFee(node: Node, wallet: Wallet, txid: string, options: { fee_rate?: Amount }): JsonObject {
  const entry = node.mempool.entries.get(txid);
  if (!entry) return failRpc('INVALID_ADDRESS_OR_KEY', 'Invalid or non-wallet transaction id');
  const { tx } = entry;
  if (entry.children.size > 0) failRpc('WALLET', 'Transaction has descendants in the mempool');
  const spent = tx.inputs.map((input) => node.mempool.coin(outpointKey(input.prevTxid, input.vout))!);
  const keys = spent.map((coin) => keyForScript(wallet, coin.script));
  if (keys.some((key) => !key)) failRpc('WALLET', "Transaction contains inputs that don't belong to this wallet");
  const changeIndex = tx.outputs.findIndex((output) => keyForScript(wallet, output.script)?.branch === 1);
  const change = tx.outputs[changeIndex];
  if (!change) return failRpc('WALLET', 'Transaction has no change output to take the fee from');
  const vsize = BigInt(Math.ceil(tx.weight / 4));
  const lowest = entry.feeSats + vsize * 5n;
  const wanted = options.fee_rate === undefined ? lowest : (feeRate(node, options.fee_rate) * vsize + 999n) / 1000n;
  const fee = wanted > entry.feeSats ? wanted : lowest;
  const reduced = { ...change, valueSats: change.valueSats - (fee - entry.feeSats) };
  if (reduced.valueSats < dustThresholdSats(reduced)) failRpc('WALLET', 'Change output is too small to bump the fee');
  const outputs = tx.outputs.map((output, index) => (index === changeIndex ? reduced : output));
  const blank = buildTransaction({
    ...tx,
    outputs,
    inputs: tx.inputs.map((input) => ({ ...input, witness: [], scriptSig: Buffer.alloc(0) })),
  });
  const bumped = signTransaction(blank, spent, keys);
  broadcast(node, bumped, 0n);
  return { txid: bumped.txid, origfee: btc(entry.feeSats), fee: btc(fee), errors: [] };
}

export const walletSpendMethods: Record<string, Method> = {
  sendtoaddress: method(
    'Wallet',
    'Pays an amount of BTC to an address.',
    [
      required('address', 'string'),
      required('amount', 'amount'),
      optional('comment', 'string'),
      optional('comment_to', 'string'),
      optional('subtractfeefromamount', 'bool'),
      optional('replaceable', 'bool'),
      optional('conf_target', 'number'),
      optional('estimate_mode', 'string'),
      optional('avoid_reuse', 'bool'),
      optional('fee_rate', 'amount'),
      optional('verbose', 'bool'),
    ],
    ({ node, wallet }, args: Json[]) => {
      const [address, amount, , , subtract, replaceable = true, , , , satsPerVb, verbose] = args as [
        string,
        Amount,
        unknown,
        unknown,
        boolean?,
        boolean?,
        unknown?,
        unknown?,
        unknown?,
        Amount?,
        boolean?,
      ];
      const subtractFeeFrom = subtract ? [0] : [];
      const output = { script: parseAddress(address), valueSats: parseAmount(amount) };
      const { tx } = pay(node, wallet(), [output], { subtractFeeFrom, replaceable, satsPerVb });
      return verbose ? { txid: tx.txid, fee_reason: 'Fallback fee' } : tx.txid;
    },
  ),
  sendmany: method(
    'Wallet',
    'Pays several addresses in one transaction.',
    [
      optional('dummy', 'string'),
      required('amounts', 'object'),
      optional('minconf', 'number'),
      optional('comment', 'string'),
      optional('subtractfeefrom', 'strings'),
      optional('replaceable', 'bool'),
      optional('conf_target', 'number'),
      optional('estimate_mode', 'string'),
      optional('fee_rate', 'amount'),
      optional('verbose', 'bool'),
    ],
    ({ node, wallet }, args: Json[]) => {
      const [, amounts, , , subtractFeeFrom = [], replaceable = true, , , satsPerVb, verbose] = args as [
        unknown,
        Record<string, Amount>,
        unknown,
        unknown,
        string[]?,
        boolean?,
        unknown?,
        unknown?,
        Amount?,
        boolean?,
      ];
      const { tx } = sendMany(node, wallet(), amounts, { subtractFeeFrom, replaceable, satsPerVb });
      return verbose ? { txid: tx.txid, fee_reason: 'Fallback fee' } : tx.txid;
    },
  ),
  bumpfee: method(
    'Wallet',
    'Replaces an unconfirmed payment of the wallet by one with a higher fee, out of its change.',
    [required('txid', 'string'), optional('options', 'object')],
    ({ node, wallet }, [txid, options = {}]: [string, { fee_rate?: Amount }?]) =>
      bumpFee(node, wallet(), txid, options),
  ),
  signrawtransactionwithwallet: method(
    'Wallet',
    'Signs the inputs that spend coins of the wallet.',
    [required('hexstring', 'string'), optional('prevtxs', 'objects'), optional('sighashtype', 'string')],
    ({ node, wallet }, [hex, previous = [], hashType]: [string, PreviousOutput[]?, string?]) => {
      if (hashType !== undefined && hashType !== 'DEFAULT' && hashType !== 'ALL') {
        failRpc('INVALID_PARAMETER', `'${hashType}' is not a valid sighash parameter.`);
      }
      return signRaw(node, wallet(), hex, previous);
    },
  ),
};

import { DecodeError, i64, varBytes } from '../../encoding/bytes.ts';
import { inputKey, parseTransactionHex, type Transaction, type TxOutput } from '../../encoding/transaction.ts';
import type { Node } from '../../node.ts';
import { analyzePsbt } from '../../psbt/analyze.ts';
import { blankPsbt, encodePsbt, type Psbt, type PsbtMap, parsePsbt } from '../../psbt/codec.ts';
import { IN } from '../../psbt/fields.ts';
import { extract, finalize, withUnlocking } from '../../psbt/finalize.ts';
import { psbtShape } from '../../psbt/shape.ts';
import { isPayToScriptHash, witnessProgram } from '../../script/templates.ts';
import type { JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { failRpc } from '../rpc-error.ts';
import { createRaw, type InputArgument, type OutputArgument } from './transactions.ts';

/** Runs on a PSBT from a client; whatever is wrong with it is its fault and answered so. */
export function withPsbt<T>(base64: string, use: (psbt: Psbt) => T): T {
  try {
    return use(parsePsbt(base64));
  } catch (error) {
    if (!(error instanceof DecodeError || error instanceof RangeError)) throw error;
    return failRpc('DESERIALIZATION', `TX decode failed ${error.message}`);
  }
}

/** Adds what the chain and the mempool know about the outputs spent: the transaction, and for segwit the output too. */
export function addSpentOutputs(node: Node, psbt: Psbt): Psbt {
  const inputs = psbt.inputs.map((map, index) => {
    const input = psbt.tx.inputs[index]!;
    const found = node.mempool.entries.get(input.prevTxid)?.tx ?? node.chain.findTransaction(input.prevTxid)?.tx;
    const coin = node.mempool.coin(inputKey(input));
    if (!found || !coin) return map;
    const updated: PsbtMap = new Map(map).set(IN.NON_WITNESS_UTXO, found.raw);
    return isSegwit(map, coin) ? updated.set(IN.WITNESS_UTXO, encodeOutput(coin)) : updated;
  });
  return { ...psbt, inputs };
}

const encodeOutput = ({ valueSats, script }: TxOutput): Buffer => Buffer.concat([i64(valueSats), varBytes(script)]);

function isSegwit(map: PsbtMap, { script }: TxOutput): boolean {
  const redeemScript = isPayToScriptHash(script) ? map.get(IN.REDEEM_SCRIPT) : script;
  return redeemScript !== undefined && witnessProgram(redeemScript) !== undefined;
}

/** All fields of all; where two have the same field, the first one's stays. */
function combine(all: Psbt[]): Psbt {
  const [first] = all as [Psbt];
  if (all.some(({ tx }) => tx.txid !== first.tx.txid)) {
    failRpc('INVALID_PARAMETER', 'PSBTs not compatible (different transactions)');
  }
  const merge = (maps: PsbtMap[]): PsbtMap => new Map(maps.toReversed().flatMap((map) => [...map]));
  return {
    ...first,
    global: merge(all.map(({ global }) => global)),
    inputs: first.inputs.map((_, i) => merge(all.map(({ inputs }) => inputs[i]!))),
    outputs: first.outputs.map((_, i) => merge(all.map(({ outputs }) => outputs[i]!))),
  };
}

export function finalizedShape(psbt: Psbt, shouldExtract: boolean): JsonObject {
  const { psbt: done, isComplete } = finalize(psbt);
  if (isComplete && shouldExtract) return { hex: extract(done).raw.toString('hex'), complete: true };
  return { psbt: encodePsbt(done), complete: isComplete };
}

/** The transaction as it was before anybody signed. */
export const unsigned = (tx: Transaction): Transaction =>
  withUnlocking(tx, () => ({ scriptSig: Buffer.alloc(0), witness: [] }));

function convert(hex: string, permitsSignatures: boolean): string {
  let tx: Transaction;
  try {
    tx = parseTransactionHex(hex);
  } catch {
    return failRpc('DESERIALIZATION', 'TX decode failed');
  }
  const isSigned = tx.inputs.some(({ scriptSig, witness }) => scriptSig.length > 0 || witness.length > 0);
  if (isSigned && !permitsSignatures) failRpc('DESERIALIZATION', 'Inputs must not have scriptSigs and scriptWitnesses');
  return encodePsbt(blankPsbt(unsigned(tx)));
}

export const psbtMethods: Record<string, Method> = {
  createpsbt: method(
    'Rawtransactions',
    'A PSBT that spends given outputs, without signatures.',
    [
      required('inputs', 'objects'),
      required('outputs', 'any'),
      optional('locktime', 'number'),
      optional('replaceable', 'bool'),
    ],
    (
      _,
      [inputs, outputs, lockTime = 0, replaceable = true]: [
        InputArgument[],
        OutputArgument[] | OutputArgument,
        number?,
        boolean?,
      ],
    ) => encodePsbt(blankPsbt(createRaw(inputs, outputs, lockTime, replaceable))),
  ),
  converttopsbt: method(
    'Rawtransactions',
    'A raw transaction as a PSBT.',
    [required('hexstring', 'string'), optional('permitsigdata', 'bool'), optional('iswitness', 'bool')],
    (_, [hex, permits = false]: [string, boolean?]) => convert(hex, permits),
  ),
  decodepsbt: method('Rawtransactions', 'What a PSBT holds.', [required('psbt', 'string')], (_, [base64]: [string]) =>
    withPsbt(base64, psbtShape),
  ),
  analyzepsbt: method(
    'Rawtransactions',
    'What is missing in a PSBT, and whose turn it is.',
    [required('psbt', 'string')],
    (_, [base64]: [string]) => withPsbt(base64, analyzePsbt),
  ),
  combinepsbt: method(
    'Rawtransactions',
    'Puts the signatures of several PSBTs of one transaction together.',
    [required('txs', 'strings')],
    (_, [all]: [string[]]) => {
      if (all.length === 0) failRpc('INVALID_PARAMETER', "Parameter 'txs' cannot be empty");
      return encodePsbt(combine(all.map((base64) => withPsbt(base64, (psbt) => psbt))));
    },
  ),
  finalizepsbt: method(
    'Rawtransactions',
    'Makes the transaction of a PSBT whose signatures suffice.',
    [required('psbt', 'string'), optional('extract', 'bool')],
    (_, [base64, shouldExtract = true]: [string, boolean?]) =>
      withPsbt(base64, (psbt) => finalizedShape(psbt, shouldExtract)),
  ),
  utxoupdatepsbt: method(
    'Rawtransactions',
    'Adds the outputs that a PSBT spends, from the chain and the mempool.',
    [required('psbt', 'string'), optional('descriptors', 'array')],
    ({ node }, [base64]: [string]) => withPsbt(base64, (psbt) => encodePsbt(addSpentOutputs(node, psbt))),
  ),
};

import { hash160 } from '../../encoding/hash.ts';
import type { TxOutput } from '../../encoding/transaction.ts';
import type { Node } from '../../node.ts';
import { blankPsbt, encodePsbt, type Psbt, type PsbtMap } from '../../psbt/codec.ts';
import { IN, spentOutput } from '../../psbt/fields.ts';
import { extract, finalize, isFinal, type Unlocking } from '../../psbt/finalize.ts';
import { payToWitness } from '../../script/address.ts';
import { readInstruction } from '../../script/instructions.ts';
import type { WalletKey } from '../../wallet/keys.ts';
import { signTransaction } from '../../wallet/sign.ts';
import { createPayment } from '../../wallet/spend.ts';
import { keyForScript, type Wallet } from '../../wallet/wallet.ts';
import { btc, type JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { failRpc } from '../rpc-error.ts';
import { addSpentOutputs, unsigned, withPsbt } from './psbt.ts';
import { type InputArgument, type OutputArgument, parseOutputs } from './transactions.ts';
import { feeRate } from './wallet-spend.ts';

/** Adds the wallet's signatures, or without `shouldSign` only what signing needs. */
function process(node: Node, wallet: Wallet, given: Psbt, shouldSign: boolean): Psbt {
  const psbt = addSpentOutputs(node, given);
  const spent = psbt.inputs.map((_, index) => spentOutput(psbt, index));
  const nothing: TxOutput = { valueSats: 0n, script: Buffer.alloc(0) };
  const keys = spent.map((output) => output && keyForScript(wallet, output.script));
  const signed = signTransaction(
    psbt.tx,
    spent.map((output) => output ?? nothing),
    keys,
  );
  const inputs = psbt.inputs.map((map, index) => {
    const key = keys[index];
    if (!key || isFinal(map)) return map;
    const described: PsbtMap = new Map(map);
    if (key.type === 'p2sh-segwit') described.set(IN.REDEEM_SCRIPT, payToWitness(0, hash160(key.publicKey)));
    if (key.type === 'bech32m') described.set(IN.TAP_INTERNAL_KEY, key.publicKey.subarray(1));
    return shouldSign ? described.set(...signatureField(key, signed.inputs[index]!)) : described;
  });
  // The output alone is known now that the redeem script is.
  return addSpentOutputs(node, { ...psbt, inputs });
}

function signatureField(key: WalletKey, { scriptSig, witness }: Unlocking): [string, Buffer] {
  if (key.type === 'bech32m') return [IN.TAP_KEY_SIG, witness[0]!];
  const signature = key.type === 'legacy' ? readInstruction(scriptSig, 0)!.data : witness[0]!;
  return [`${IN.PARTIAL_SIG}${key.publicKey.toString('hex')}`, signature];
}

function processed(node: Node, wallet: Wallet, psbt: Psbt, shouldSign: boolean, shouldFinalize: boolean): JsonObject {
  const own = process(node, wallet, psbt, shouldSign);
  const { psbt: done, isComplete } = finalize(own);
  if (!shouldFinalize) return { psbt: encodePsbt(own), complete: isComplete };
  const hex = isComplete ? extract(done).raw.toString('hex') : undefined;
  return { psbt: encodePsbt(done), complete: isComplete, hex };
}

type FundOptions = { fee_rate?: number | string; replaceable?: boolean };

function createFunded(
  node: Node,
  wallet: Wallet,
  inputs: InputArgument[],
  outputs: OutputArgument[] | OutputArgument,
  { fee_rate: satsPerVb, replaceable = true }: FundOptions,
): JsonObject {
  if (inputs.length > 0) {
    failRpc('INVALID_PARAMETER', 'Preset inputs are not supported by this node; leave the choice to the wallet');
  }
  const payment = {
    outputs: parseOutputs(outputs),
    satsPerKvb: feeRate(node, satsPerVb),
    subtractFeeFrom: [],
    replaceable,
  };
  const result = createPayment(node, wallet, payment);
  if ('failure' in result) return failRpc('WALLET_INSUFFICIENT_FUNDS', 'Insufficient funds');
  const { tx, feeSats } = result;
  const psbt = process(node, wallet, blankPsbt(unsigned(tx)), false);
  const changepos = tx.outputs.length > payment.outputs.length ? tx.outputs.length - 1 : -1;
  return { psbt: encodePsbt(psbt), fee: btc(feeSats), changepos };
}

export const walletPsbtMethods: Record<string, Method> = {
  walletcreatefundedpsbt: method(
    'Wallet',
    'A PSBT that pays from coins of the wallet, with change, to be signed.',
    [
      optional('inputs', 'objects'),
      required('outputs', 'any'),
      optional('locktime', 'number'),
      optional('options', 'object'),
      optional('bip32derivs', 'bool'),
    ],
    (
      { node, wallet },
      [inputs = [], outputs, , options = {}]: [
        InputArgument[] | undefined,
        OutputArgument[] | OutputArgument,
        number?,
        FundOptions?,
      ],
    ) => createFunded(node, wallet(), inputs, outputs, options),
  ),
  walletprocesspsbt: method(
    'Wallet',
    'Signs the inputs of a PSBT that spend coins of the wallet.',
    [
      required('psbt', 'string'),
      optional('sign', 'bool'),
      optional('sighashtype', 'string'),
      optional('bip32derivs', 'bool'),
      optional('finalize', 'bool'),
    ],
    (
      { node, wallet },
      [base64, sign = true, hashType, , shouldFinalize = true]: [string, boolean?, string?, boolean?, boolean?],
    ) => {
      if (hashType !== undefined && hashType !== 'DEFAULT' && hashType !== 'ALL') {
        failRpc('INVALID_PARAMETER', `'${hashType}' is not a valid sighash parameter.`);
      }
      return withPsbt(base64, (psbt) => processed(node, wallet(), psbt, sign, shouldFinalize));
    },
  ),
};

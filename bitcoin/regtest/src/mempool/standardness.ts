import type { Coin } from '../chain/coins.ts';
import { Rejection, requireRule } from '../chain/rejection.ts';
import { encodeOutput, type Transaction, type TxInput, type TxOutput } from '../encoding/transaction.ts';
import { isPushOnly, lastPush } from '../script/instructions.ts';
import { bip54Sigops, countSigops } from '../script/sigops.ts';
import { isPayToAnchor, isPayToScriptHash, isUnspendable, matchTemplate, witnessProgram } from '../script/templates.ts';
import { DUST_RELAY_SATS_PER_KVB, feeAtRate } from './fees.ts';

const MAX_STANDARD_VERSION = 3;
const MAX_STANDARD_WEIGHT = 400_000;
const MAX_STANDARD_SCRIPT_SIG_BYTES = 1650;
const MAX_DATA_CARRIER_BYTES = 100_000;
const MAX_BARE_MULTISIG_KEYS = 3;
const MAX_P2SH_SIGOPS = 15;
const MAX_LEGACY_SIGOPS = 2500;
const MAX_P2WSH_SCRIPT_BYTES = 3600;
const MAX_P2WSH_STACK_ITEMS = 100;
const MAX_WITNESS_ITEM_BYTES = 80;

/** An output below this would cost more to spend than it holds, at 3 sat/vB. */
export function dustThresholdSats(output: TxOutput): bigint {
  if (isUnspendable(output.script)) return 0n;
  const spendBytes = witnessProgram(output.script) ? 67 : 148;
  return feeAtRate(DUST_RELAY_SATS_PER_KVB, encodeOutput(output).length + spendBytes);
}

export const dustOutputs = (tx: Transaction): number[] =>
  tx.outputs.flatMap((output, vout) => (output.valueSats < dustThresholdSats(output) ? [vout] : []));

/** Relay policy on the transaction alone. Throws Rejection. */
export function checkStandardTransaction(tx: Transaction): void {
  requireRule(tx.version >= 1 && tx.version <= MAX_STANDARD_VERSION, 'version');
  requireRule(tx.weight <= MAX_STANDARD_WEIGHT, 'tx-size');
  for (const { scriptSig } of tx.inputs) {
    requireRule(scriptSig.length <= MAX_STANDARD_SCRIPT_SIG_BYTES, 'scriptsig-size');
    requireRule(isPushOnly(scriptSig), 'scriptsig-not-pushonly');
  }
  let dataBytes = 0;
  for (const { script } of tx.outputs) {
    const template = matchTemplate(script);
    const isLargeMultisig = template.type === 'multisig' && template.keys.length > MAX_BARE_MULTISIG_KEYS;
    requireRule(template.type !== 'nonstandard' && !isLargeMultisig, 'scriptpubkey');
    if (template.type === 'nulldata') dataBytes += script.length;
    requireRule(dataBytes <= MAX_DATA_CARRIER_BYTES, 'datacarrier');
  }
  requireRule(dustOutputs(tx).length <= 1, 'dust');
}

/** Relay policy on the outputs a transaction spends. Throws Rejection. */
export function checkStandardInputs(tx: Transaction, coins: Coin[]): void {
  const reject = (details: string): never => {
    throw new Rejection('bad-txns-nonstandard-inputs', details);
  };
  if (bip54Sigops(tx, coins) > MAX_LEGACY_SIGOPS) reject('non-witness sigops exceed bip54 limit');
  tx.inputs.forEach((input, index) => {
    const { type } = matchTemplate(coins[index]!.script);
    if (type === 'nonstandard') reject(`input ${index} script unknown`);
    if (type === 'witness_unknown') reject(`input ${index} witness program is undefined`);
    if (type !== 'scripthash') return;
    const redeemScript = lastPush(input.scriptSig) ?? reject(`input ${index} P2SH redeemscript missing`);
    const sigops = countSigops(redeemScript, true);
    if (sigops > MAX_P2SH_SIGOPS) {
      reject(`p2sh redeemscript sigops exceed limit (input ${index}: ${sigops} > ${MAX_P2SH_SIGOPS})`);
    }
  });
}

/** Relay policy on witnesses. Throws Rejection. */
export function checkStandardWitnesses(tx: Transaction, coins: Coin[]): void {
  tx.inputs.forEach((input, index) => {
    if (input.witness.length === 0) return;
    requireRule(isStandardWitness(input, coins[index]!.script), 'bad-witness-nonstandard');
  });
}

function isStandardWitness(input: TxInput, script: Buffer): boolean {
  const isNested = isPayToScriptHash(script);
  const spent = isNested ? lastPush(input.scriptSig) : script;
  const program = spent && witnessProgram(spent);
  if (!program || isPayToAnchor(program.version, program.program)) return false;
  const itemsFit = (items: Buffer[]): boolean => items.every((item) => item.length <= MAX_WITNESS_ITEM_BYTES);
  if (program.version === 0 && program.program.length === 32) {
    const items = input.witness.slice(0, -1);
    const scriptFits = input.witness.at(-1)!.length <= MAX_P2WSH_SCRIPT_BYTES;
    return scriptFits && items.length <= MAX_P2WSH_STACK_ITEMS && itemsFit(items);
  }
  if (program.version === 1 && program.program.length === 32 && !isNested) {
    const { witness } = input;
    const hasAnnex = witness.length >= 2 && witness.at(-1)![0] === 0x50;
    if (hasAnnex) return false;
    if (witness.length < 2) return true;
    const control = witness.at(-1)!;
    if (control.length === 0) return false;
    return (control[0]! & 0xfe) !== 0xc0 || itemsFit(witness.slice(0, -2));
  }
  return true;
}

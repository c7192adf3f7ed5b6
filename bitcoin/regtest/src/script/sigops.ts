import type { Coin } from '../chain/coins.ts';
import { isCoinbase, type Transaction, type TxInput } from '../encoding/transaction.ts';
import { instructions, isPushOnly, lastPush } from './instructions.ts';
import { OP } from './opcodes.ts';
import { isPayToScriptHash, witnessProgram } from './templates.ts';

const MAX_PUBKEYS_PER_MULTISIG = 20;

/** Signature operations in a script. `accurate` takes the key count in front of CHECKMULTISIG, otherwise 20 are assumed. */
export function countSigops(script: Buffer, accurate: boolean): number {
  let count = 0;
  let previous = -1;
  for (const instruction of instructions(script)) {
    if (!instruction) break;
    const { opcode } = instruction;
    if (opcode === OP.CHECKSIG || opcode === OP.CHECKSIGVERIFY) count += 1;
    else if (opcode === OP.CHECKMULTISIG || opcode === OP.CHECKMULTISIGVERIFY) {
      const small = accurate && previous >= OP.TRUE && previous <= OP.SIXTEEN;
      count += small ? previous - 0x50 : MAX_PUBKEYS_PER_MULTISIG;
    }
    previous = opcode;
  }
  return count;
}

export const legacySigops = (tx: Transaction): number =>
  tx.inputs.reduce((sum, input) => sum + countSigops(input.scriptSig, false), 0) +
  tx.outputs.reduce((sum, output) => sum + countSigops(output.script, false), 0);

export function redeemScriptSigops(scriptSig: Buffer): number {
  const redeemScript = lastPush(scriptSig);
  return redeemScript ? countSigops(redeemScript, true) : 0;
}

function witnessSigops(input: TxInput, script: Buffer): number {
  let program = witnessProgram(script);
  if (!program && isPayToScriptHash(script) && isPushOnly(input.scriptSig)) {
    const redeemScript = lastPush(input.scriptSig);
    program = redeemScript ? witnessProgram(redeemScript) : undefined;
  }
  if (program?.version !== 0) return 0;
  if (program.program.length === 20) return 1;
  const witnessScript = input.witness.at(-1);
  return program.program.length === 32 && witnessScript ? countSigops(witnessScript, true) : 0;
}

/** BIP141 sigop cost: legacy and P2SH operations count four, witness operations one. */
export function sigopCost(tx: Transaction, coins: Coin[]): number {
  let cost = legacySigops(tx) * 4;
  if (isCoinbase(tx)) return cost;
  tx.inputs.forEach((input, index) => {
    const { script } = coins[index]!;
    if (isPayToScriptHash(script)) cost += redeemScriptSigops(input.scriptSig) * 4;
    cost += witnessSigops(input, script);
  });
  return cost;
}

/** Sigops outside the witness, counted as BIP54 proposes and current relay policy limits to 2,500. */
export function bip54Sigops(tx: Transaction, coins: Coin[]): number {
  return tx.inputs.reduce((sum, input, index) => {
    const { script } = coins[index]!;
    const spent = isPayToScriptHash(script) ? redeemScriptSigops(input.scriptSig) : countSigops(script, true);
    return sum + countSigops(input.scriptSig, true) + spent;
  }, 0);
}

import { sha256 } from '../encoding/hash.ts';
import type { TxInput } from '../encoding/transaction.ts';
import type { SpendContext } from './execution.ts';
import { VERIFY } from './flags.ts';
import { isPushOnly, pushData } from './instructions.ts';
import { evaluateScript } from './interpreter.ts';
import { OP } from './opcodes.ts';
import { failScript, requireScript, ScriptError, type ScriptErrorCode } from './script-error.ts';
import { isTrue } from './script-number.ts';
import type { SpendingTransaction } from './signature-hash.ts';
import { verifyTaproot } from './taproot.ts';
import { isPayToAnchor, isPayToScriptHash, witnessProgram } from './templates.ts';
import { evaluateWitnessScript } from './witness-script.ts';

/** Checks one input against the output it spends. Returns the rule it breaks, or undefined when it is valid. */
export function verifyInput(
  spending: SpendingTransaction,
  inputIndex: number,
  flags: number,
): ScriptErrorCode | undefined {
  try {
    const context: SpendContext = { spending, inputIndex, flags, version: 'legacy' };
    verifyScripts(context, spending.tx.inputs[inputIndex]!, spending.spent[inputIndex]!.script);
    return undefined;
  } catch (error) {
    if (error instanceof ScriptError) return error.code;
    throw error;
  }
}

function requireTrueTop(stack: Buffer[]): void {
  const top = stack.at(-1);
  requireScript(top !== undefined && isTrue(top), 'EVAL_FALSE');
}

function verifyScripts(context: SpendContext, input: TxInput, script: Buffer): void {
  const { flags } = context;
  const { scriptSig, witness } = input;
  if (flags & VERIFY.SIGPUSHONLY) requireScript(isPushOnly(scriptSig), 'SIG_PUSHONLY');
  let stack: Buffer[] = [];
  evaluateScript(stack, scriptSig, context);
  const afterScriptSig = [...stack];
  evaluateScript(stack, script, context);
  requireTrueTop(stack);
  let usesWitness = false;
  if (flags & VERIFY.WITNESS && witnessProgram(script)) {
    usesWitness = true;
    requireScript(scriptSig.length === 0, 'WITNESS_MALLEATED');
    verifyWitnessProgram(context, script, witness, false);
    stack.length = 1;
  }
  if (flags & VERIFY.P2SH && isPayToScriptHash(script)) {
    requireScript(isPushOnly(scriptSig), 'SIG_PUSHONLY');
    stack = afterScriptSig;
    const redeemScript = stack.pop()!;
    evaluateScript(stack, redeemScript, context);
    requireTrueTop(stack);
    if (flags & VERIFY.WITNESS && witnessProgram(redeemScript)) {
      usesWitness = true;
      requireScript(scriptSig.equals(pushData(redeemScript)), 'WITNESS_MALLEATED_P2SH');
      verifyWitnessProgram(context, redeemScript, witness, true);
      stack.length = 1;
    }
  }
  if (flags & VERIFY.CLEANSTACK) requireScript(stack.length === 1, 'CLEANSTACK');
  if (flags & VERIFY.WITNESS && !usesWitness) requireScript(witness.length === 0, 'WITNESS_UNEXPECTED');
}

function verifyWitnessProgram(context: SpendContext, script: Buffer, witness: Buffer[], isNested: boolean): void {
  const { version, program } = witnessProgram(script)!;
  if (version === 0) verifyWitnessV0({ ...context, version: 'witnessV0' }, program, witness);
  else if (version === 1 && program.length === 32 && !isNested) verifyTaproot(context, program, witness);
  else if (isPayToAnchor(version, program) && !isNested) return;
  else if (context.flags & VERIFY.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM) {
    failScript('DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM');
  }
}

function verifyWitnessV0(context: SpendContext, program: Buffer, witness: Buffer[]): void {
  if (program.length === 32) {
    const script = witness.at(-1) ?? failScript('WITNESS_PROGRAM_WITNESS_EMPTY');
    requireScript(sha256(script).equals(program), 'WITNESS_PROGRAM_MISMATCH');
    evaluateWitnessScript(witness.slice(0, -1), script, context);
  } else if (program.length === 20) {
    requireScript(witness.length === 2, 'WITNESS_PROGRAM_MISMATCH');
    const prefix = Buffer.from([OP.DUP, OP.HASH160, 20]);
    const script = Buffer.concat([prefix, program, Buffer.from([OP.EQUALVERIFY, OP.CHECKSIG])]);
    evaluateWitnessScript([...witness], script, context);
  } else {
    failScript('WITNESS_PROGRAM_WRONG_LENGTH');
  }
}

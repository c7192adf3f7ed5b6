import type { SpendContext } from './execution.ts';
import { VERIFY } from './flags.ts';
import { instructions } from './instructions.ts';
import { evaluateScript, MAX_ELEMENT_BYTES, MAX_STACK_ITEMS } from './interpreter.ts';
import { isOpSuccess } from './opcodes.ts';
import { failScript, requireScript } from './script-error.ts';
import { isTrue } from './script-number.ts';

/** BIP342: any OP_SUCCESSx makes the script succeed before anything else is looked at. */
function containsOpSuccess(script: Buffer): boolean {
  for (const instruction of instructions(script)) {
    if (!instruction) return failScript('BAD_OPCODE');
    if (isOpSuccess(instruction.opcode)) return true;
  }
  return false;
}

/** Runs a script of a witness, which must leave exactly one true element. Throws ScriptError. */
export function evaluateWitnessScript(stack: Buffer[], script: Buffer, context: SpendContext): void {
  if (context.version === 'tapscript') {
    if (containsOpSuccess(script)) {
      if (context.flags & VERIFY.DISCOURAGE_OP_SUCCESS) failScript('DISCOURAGE_OP_SUCCESS');
      return;
    }
    requireScript(stack.length <= MAX_STACK_ITEMS, 'STACK_SIZE');
  }
  requireScript(
    stack.every((item) => item.length <= MAX_ELEMENT_BYTES),
    'PUSH_SIZE',
  );
  evaluateScript(stack, script, context);
  requireScript(stack.length === 1, 'CLEANSTACK');
  requireScript(isTrue(stack[0]!), 'EVAL_FALSE');
}

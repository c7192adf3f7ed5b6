import { arithmeticOperations } from './arithmetic-operations.ts';
import { type Execution, hasFlag, push, type SpendContext } from './execution.ts';
import { VERIFY } from './flags.ts';
import { flowOperations, isExecuting } from './flow-operations.ts';
import { type Instruction, isMinimalPush, readInstruction } from './instructions.ts';
import { isDisabled, OP } from './opcodes.ts';
import { failScript, requireScript } from './script-error.ts';
import { MAX_OPERATIONS, signatureOperations } from './signature-operations.ts';
import { type Operation, stackOperations } from './stack-operations.ts';

const MAX_SCRIPT_BYTES = 10_000;
export const MAX_ELEMENT_BYTES = 520;
export const MAX_STACK_ITEMS = 1000;

const operations: Record<number, Operation> = {
  ...flowOperations,
  ...stackOperations,
  ...arithmeticOperations,
  ...signatureOperations,
};

/** Runs a script on a stack, which it changes in place. Throws ScriptError at the first rule that is broken. */
export function evaluateScript(stack: Buffer[], script: Buffer, context: SpendContext): void {
  const isTapscript = context.version === 'tapscript';
  if (!isTapscript) requireScript(script.length <= MAX_SCRIPT_BYTES, 'SCRIPT_SIZE');
  const execution: Execution = {
    context,
    script,
    stack,
    altStack: [],
    conditions: [],
    operationCount: 0,
    codeStart: 0,
    codeSeparatorPosition: 0xffffffff,
  };
  let position = 0;
  for (let offset = 0; offset < script.length; position++) {
    const instruction = readInstruction(script, offset) ?? failScript('BAD_OPCODE');
    offset = instruction.end;
    step(execution, instruction, position);
    requireScript(stack.length + execution.altStack.length <= MAX_STACK_ITEMS, 'STACK_SIZE');
  }
  requireScript(execution.conditions.length === 0, 'UNBALANCED_CONDITIONAL');
}

function step(execution: Execution, instruction: Instruction, position: number): void {
  const { opcode, data } = instruction;
  const { version } = execution.context;
  requireScript(data.length <= MAX_ELEMENT_BYTES, 'PUSH_SIZE');
  if (version !== 'tapscript' && opcode > OP.SIXTEEN) {
    execution.operationCount += 1;
    requireScript(execution.operationCount <= MAX_OPERATIONS, 'OP_COUNT');
  }
  if (isDisabled(opcode)) failScript('DISABLED_OPCODE');
  if (opcode === OP.CODESEPARATOR && version === 'legacy' && hasFlag(execution, VERIFY.CONST_SCRIPTCODE)) {
    failScript('OP_CODESEPARATOR');
  }
  const executing = isExecuting(execution);
  if (opcode <= OP.PUSHDATA4) {
    if (!executing) return;
    if (hasFlag(execution, VERIFY.MINIMALDATA)) requireScript(isMinimalPush(instruction), 'MINIMALDATA');
    push(execution, data);
    return;
  }
  if (!executing && (opcode < OP.IF || opcode > OP.ENDIF)) return;
  if (opcode === OP.CODESEPARATOR) {
    execution.codeStart = instruction.end;
    execution.codeSeparatorPosition = position;
    return;
  }
  const operation = operations[opcode] ?? failScript('BAD_OPCODE');
  operation(execution);
}

import { type Execution, hasFlag, numberAt, peek, pop, pushNumber, requireDepth } from './execution.ts';
import { VERIFY } from './flags.ts';
import { OP } from './opcodes.ts';
import { failScript, requireScript } from './script-error.ts';
import { isTrue } from './script-number.ts';
import type { Operation } from './stack-operations.ts';

const LOCKTIME_THRESHOLD = 500_000_000;
export const SEQUENCE_FINAL = 0xffffffff;
export const SEQUENCE_DISABLE = 2 ** 31;
export const SEQUENCE_TYPE = 1 << 22;
export const SEQUENCE_MASK = 0xffff;

export const isExecuting = (execution: Execution): boolean => execution.conditions.every(Boolean);

function openBranch(execution: Execution, inverted: boolean): void {
  let taken = false;
  if (isExecuting(execution)) {
    if (execution.stack.length < 1) failScript('UNBALANCED_CONDITIONAL');
    const condition = peek(execution);
    requireMinimalCondition(execution, condition);
    taken = isTrue(condition) !== inverted;
    pop(execution);
  }
  execution.conditions.push(taken);
}

/** Tapscript demands an empty element or 0x01 by consensus, version 0 by policy. */
function requireMinimalCondition(execution: Execution, condition: Buffer): void {
  const isMinimal = condition.length === 0 || (condition.length === 1 && condition[0] === 1);
  if (execution.context.version === 'tapscript') requireScript(isMinimal, 'TAPSCRIPT_MINIMALIF');
  else if (execution.context.version === 'witnessV0' && hasFlag(execution, VERIFY.MINIMALIF)) {
    requireScript(isMinimal, 'MINIMALIF');
  }
}

/** BIP65. */
function checkLockTime(execution: Execution): void {
  if (!hasFlag(execution, VERIFY.CHECKLOCKTIMEVERIFY)) return;
  requireDepth(execution, 1);
  const required = numberAt(execution, 1, 5);
  requireScript(required >= 0, 'NEGATIVE_LOCKTIME');
  const { tx } = execution.context.spending;
  const sameKind = required < LOCKTIME_THRESHOLD === tx.lockTime < LOCKTIME_THRESHOLD;
  const isFinal = tx.inputs[execution.context.inputIndex]!.sequence === SEQUENCE_FINAL;
  requireScript(sameKind && required <= tx.lockTime && !isFinal, 'UNSATISFIED_LOCKTIME');
}

/** BIP112. */
function checkSequence(execution: Execution): void {
  if (!hasFlag(execution, VERIFY.CHECKSEQUENCEVERIFY)) return;
  requireDepth(execution, 1);
  const required = numberAt(execution, 1, 5);
  requireScript(required >= 0, 'NEGATIVE_LOCKTIME');
  if (Math.floor(required / SEQUENCE_DISABLE) % 2 === 1) return;
  const { tx } = execution.context.spending;
  const { sequence } = tx.inputs[execution.context.inputIndex]!;
  const low = required % SEQUENCE_DISABLE;
  const holds =
    tx.version >= 2 &&
    sequence < SEQUENCE_DISABLE &&
    (low & SEQUENCE_TYPE) === (sequence & SEQUENCE_TYPE) &&
    (low & SEQUENCE_MASK) <= (sequence & SEQUENCE_MASK);
  requireScript(holds, 'UNSATISFIED_LOCKTIME');
}

const reservedNop: Operation = (execution) => {
  if (hasFlag(execution, VERIFY.DISCOURAGE_UPGRADABLE_NOPS)) failScript('DISCOURAGE_UPGRADABLE_NOPS');
};

const constant =
  (value: number): Operation =>
  (execution) =>
    pushNumber(execution, value);

export const flowOperations: Record<number, Operation> = {
  ...Object.fromEntries(Array.from({ length: 16 }, (_, index) => [OP.TRUE + index, constant(index + 1)])),
  ...Object.fromEntries(
    [OP.NOP1, OP.NOP4, OP.NOP5, OP.NOP6, OP.NOP7, OP.NOP8, OP.NOP9, OP.NOP10].map((opcode) => [opcode, reservedNop]),
  ),
  [OP.NEGATE1]: constant(-1),
  [OP.NOP]: () => {},
  [OP.IF]: (execution) => openBranch(execution, false),
  [OP.NOTIF]: (execution) => openBranch(execution, true),
  [OP.ELSE]: (execution) => {
    const { conditions } = execution;
    requireScript(conditions.length > 0, 'UNBALANCED_CONDITIONAL');
    conditions[conditions.length - 1] = !conditions.at(-1);
  },
  [OP.ENDIF]: (execution) => requireScript(execution.conditions.pop() !== undefined, 'UNBALANCED_CONDITIONAL'),
  [OP.VERIFY]: (execution) => {
    requireScript(isTrue(peek(execution)), 'VERIFY');
    pop(execution);
  },
  [OP.RETURN]: () => failScript('OP_RETURN'),
  [OP.CHECKLOCKTIMEVERIFY]: checkLockTime,
  [OP.CHECKSEQUENCEVERIFY]: checkSequence,
};

import { type Execution, numberAt, peek, pop, push, pushBoolean, pushNumber, requireDepth } from './execution.ts';
import { OP } from './opcodes.ts';
import { failScript } from './script-error.ts';
import { isTrue } from './script-number.ts';

export type Operation = (execution: Execution) => void;

/** Copies the elements at the given depths, counted before any of them is pushed. */
const copying =
  (depth: number, ...from: number[]): Operation =>
  (execution) => {
    requireDepth(execution, depth);
    push(execution, ...from.map((position) => peek(execution, position)));
  };

/** Replaces the top `depth` elements by those at the given depths. */
const rearranging =
  (depth: number, ...from: number[]): Operation =>
  (execution) => {
    requireDepth(execution, depth);
    const next = from.map((position) => peek(execution, position));
    execution.stack.length -= depth;
    push(execution, ...next);
  };

function pickOrRoll(execution: Execution, removes: boolean): void {
  requireDepth(execution, 2);
  const position = numberAt(execution, 1);
  pop(execution);
  if (position < 0 || position >= execution.stack.length) failScript('INVALID_STACK_OPERATION');
  const index = execution.stack.length - 1 - position;
  const item = execution.stack[index]!;
  if (removes) execution.stack.splice(index, 1);
  push(execution, item);
}

function equal(execution: Execution): boolean {
  requireDepth(execution, 2);
  return pop(execution).equals(pop(execution));
}

export const stackOperations: Record<number, Operation> = {
  [OP.TOALTSTACK]: (execution) => void execution.altStack.push(pop(execution)),
  [OP.FROMALTSTACK]: (execution) =>
    push(execution, execution.altStack.pop() ?? failScript('INVALID_ALTSTACK_OPERATION')),
  [OP.DROP2]: rearranging(2),
  [OP.DUP2]: copying(2, 2, 1),
  [OP.DUP3]: copying(3, 3, 2, 1),
  [OP.OVER2]: copying(4, 4, 3),
  [OP.ROT2]: rearranging(6, 4, 3, 2, 1, 6, 5),
  [OP.SWAP2]: rearranging(4, 2, 1, 4, 3),
  [OP.IFDUP]: (execution) => {
    if (isTrue(peek(execution))) push(execution, peek(execution));
  },
  [OP.DEPTH]: (execution) => pushNumber(execution, execution.stack.length),
  [OP.DROP]: rearranging(1),
  [OP.DUP]: copying(1, 1),
  [OP.NIP]: rearranging(2, 1),
  [OP.OVER]: copying(2, 2),
  [OP.PICK]: (execution) => pickOrRoll(execution, false),
  [OP.ROLL]: (execution) => pickOrRoll(execution, true),
  [OP.ROT]: rearranging(3, 2, 1, 3),
  [OP.SWAP]: rearranging(2, 1, 2),
  [OP.TUCK]: rearranging(2, 1, 2, 1),
  [OP.SIZE]: (execution) => pushNumber(execution, peek(execution).length),
  [OP.EQUAL]: (execution) => pushBoolean(execution, equal(execution)),
  [OP.EQUALVERIFY]: (execution) => {
    if (!equal(execution)) failScript('EQUALVERIFY');
  },
};

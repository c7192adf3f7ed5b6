import { type Execution, numberAt, pop, pushNumber, requireDepth } from './execution.ts';
import { OP } from './opcodes.ts';
import { failScript } from './script-error.ts';
import type { Operation } from './stack-operations.ts';

const unary =
  (compute: (a: number) => number | boolean): Operation =>
  (execution) => {
    requireDepth(execution, 1);
    const value = numberAt(execution, 1);
    pop(execution);
    pushNumber(execution, Number(compute(value)));
  };

function takeTwo(execution: Execution): [number, number] {
  requireDepth(execution, 2);
  const first = numberAt(execution, 2);
  const second = numberAt(execution, 1);
  execution.stack.length -= 2;
  return [first, second];
}

const binary =
  (compute: (a: number, b: number) => number | boolean): Operation =>
  (execution) =>
    pushNumber(execution, Number(compute(...takeTwo(execution))));

function within(execution: Execution): void {
  requireDepth(execution, 3);
  const [value, low, high] = [numberAt(execution, 3), numberAt(execution, 2), numberAt(execution, 1)];
  execution.stack.length -= 3;
  pushNumber(execution, Number(low <= value && value < high));
}

export const arithmeticOperations: Record<number, Operation> = {
  [OP.ADD1]: unary((a) => a + 1),
  [OP.SUB1]: unary((a) => a - 1),
  [OP.NEGATE]: unary((a) => -a),
  [OP.ABS]: unary(Math.abs),
  [OP.NOT]: unary((a) => a === 0),
  [OP.NOTEQUAL0]: unary((a) => a !== 0),
  [OP.ADD]: binary((a, b) => a + b),
  [OP.SUB]: binary((a, b) => a - b),
  [OP.BOOLAND]: binary((a, b) => a !== 0 && b !== 0),
  [OP.BOOLOR]: binary((a, b) => a !== 0 || b !== 0),
  [OP.NUMEQUAL]: binary((a, b) => a === b),
  [OP.NUMNOTEQUAL]: binary((a, b) => a !== b),
  [OP.LESSTHAN]: binary((a, b) => a < b),
  [OP.GREATERTHAN]: binary((a, b) => a > b),
  [OP.LESSTHANOREQUAL]: binary((a, b) => a <= b),
  [OP.GREATERTHANOREQUAL]: binary((a, b) => a >= b),
  [OP.MIN]: binary(Math.min),
  [OP.MAX]: binary(Math.max),
  [OP.WITHIN]: within,
  [OP.NUMEQUALVERIFY]: (execution) => {
    const [first, second] = takeTwo(execution);
    if (first !== second) failScript('NUMEQUALVERIFY');
  },
};

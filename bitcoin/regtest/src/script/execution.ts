import { VERIFY } from './flags.ts';
import { failScript } from './script-error.ts';
import { decodeScriptNumber, encodeScriptNumber } from './script-number.ts';
import type { SpendingTransaction } from './signature-hash.ts';

/** Which rules a script runs under: before segwit, BIP143, or BIP342. */
export type SignatureVersion = 'legacy' | 'witnessV0' | 'tapscript';

/** What only tapscript has. The weight budget pays for signature checks (BIP342) and falls as they run. */
export type TapscriptContext = { leafHash: Buffer; weightBudget: number };

export type SpendContext = {
  spending: SpendingTransaction;
  inputIndex: number;
  flags: number;
  version: SignatureVersion;
  annex?: Buffer | undefined;
  tapscript?: TapscriptContext;
};

/** Mutable state of one script evaluation. */
export type Execution = {
  context: SpendContext;
  script: Buffer;
  stack: Buffer[];
  altStack: Buffer[];
  /** One entry per open IF; the script executes while all are true. */
  conditions: boolean[];
  operationCount: number;
  /** Offset after the last executed OP_CODESEPARATOR. */
  codeStart: number;
  /** Index of the instruction of the last executed OP_CODESEPARATOR (BIP342). */
  codeSeparatorPosition: number;
};

export const hasFlag = (execution: Execution, flag: number): boolean => (execution.context.flags & flag) !== 0;

export function requireDepth(execution: Execution, depth: number): void {
  if (execution.stack.length < depth) failScript('INVALID_STACK_OPERATION');
}

/** The element `depth` below the top: 1 is the top itself. */
export function peek(execution: Execution, depth = 1): Buffer {
  return execution.stack[execution.stack.length - depth] ?? failScript('INVALID_STACK_OPERATION');
}

export function pop(execution: Execution): Buffer {
  return execution.stack.pop() ?? failScript('INVALID_STACK_OPERATION');
}

export function push(execution: Execution, ...items: Buffer[]): void {
  execution.stack.push(...items);
}

const TRUE = Buffer.from([1]);
const FALSE = Buffer.alloc(0);
export const pushBoolean = (execution: Execution, value: boolean): void => push(execution, value ? TRUE : FALSE);
export const pushNumber = (execution: Execution, value: number): void => push(execution, encodeScriptNumber(value));

export const numberAt = (execution: Execution, depth: number, maxBytes = 4): number =>
  decodeScriptNumber(peek(execution, depth), hasFlag(execution, VERIFY.MINIMALDATA), maxBytes);

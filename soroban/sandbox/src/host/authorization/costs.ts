import type { CreateContract, IdPreimage } from '../codec/contract-creation.ts';
import type { Budget } from '../costs/budget.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES, SC_VAL_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import { chargeArgsFromHost, chargeFallible, chargeSubstructure } from '../objects/conversion-costs.ts';
import {
  chargeWrite,
  chargeWriteAddress,
  chargeWriteExecutable,
  chargeWriteVal,
  chargeWriteVariable,
  isWritable,
} from '../objects/write-costs.ts';
import { chargeWriteAsset } from '../storage/contract-id.ts';
import { isObject } from '../values/small.ts';
import type { AuthorizedFunction, AuthorizedInvocation } from './invocation.ts';

/** What following, remembering and signing for authorized trees costs the network's host. */

/** Declared sizes in bytes. */
const CALL_BYTES = 16;
const CREATION_BYTES = 176;
const POSITION_BYTES = 8;
const ENTRY_SNAPSHOT_BYTES = 104;
const TREE_SNAPSHOT_BYTES = 32;
const XDR_INVOCATION_BYTES = 200;

/** A frame on the stack that authorizations are matched with, and in each tree that follows it. */
export function chargeCallFrame(budget: Budget, trees: number): void {
  budget.copy(CONTRACT_ID_BYTES);
  budget.createObject();
  budget.collect(1, CALL_BYTES);
  chargeTreeFrames(budget, trees);
}

export function chargeCreationFrame(budget: Budget, creation: CreateContract, trees: number): void {
  chargeCreationCopy(budget, creation);
  budget.collect(1, CREATION_BYTES);
  chargeTreeFrames(budget, trees);
}

function chargeTreeFrames(budget: Budget, trees: number): void {
  for (let i = 0; i < trees; i++) budget.collect(1, POSITION_BYTES);
}

export function chargeCreationCopy(budget: Budget, { executable, args }: CreateContract): void {
  budget.copy(CREATION_BYTES);
  if (executable.type === 'externalRef') budget.collect(executable.tag.length, 1);
  budget.allocate(args.length * SC_VAL_BYTES);
  budget.copy(args.length * SC_VAL_BYTES);
  for (const arg of args) chargeSubstructure(budget, arg);
}

/** Remembering which nodes were used: of the transaction's entries, and of what contracts authorized. */
export function chargeSnapshot(
  budget: Budget,
  entries: { readonly count: number; readonly free: readonly AuthorizedInvocation[] } | undefined,
  invokers: readonly AuthorizedInvocation[],
): void {
  if (entries !== undefined) {
    budget.collect(entries.count, ENTRY_SNAPSHOT_BYTES);
    for (const root of entries.free) chargeTreeSnapshot(budget, root.subInvocations);
  }
  chargeTreeSnapshot(budget, invokers);
}

/** A list of trees: each remembers whether it is used up, and its own. */
function chargeTreeSnapshot(budget: Budget, nodes: readonly AuthorizedInvocation[]): void {
  chargeFallible(budget, nodes.length, TREE_SNAPSHOT_BYTES);
  for (const node of nodes) chargeTreeSnapshot(budget, node.subInvocations);
}

/** What is wanted, made of the current frame and the arguments. */
export function chargeWanted(budget: Budget, wanted: AuthorizedFunction): void {
  if (wanted.type !== 'contractCall') {
    chargeCreationCopy(budget, wanted);
    return;
  }
  budget.collect(wanted.args.length, VAL_BYTES);
  budget.copy(VAL_BYTES);
}

/** Making XDR of what is authorized. */
export function chargeFunctionToXdr(budget: Budget, f: AuthorizedFunction): void {
  if (f.type !== 'contractCall') {
    chargeCreationCopy(budget, f);
    return;
  }
  if (isObject(f.symbol)) {
    budget.visit();
    budget.collect(f.symbol.value.length, 1);
  }
  budget.visit();
  budget.copy(ADDRESS_BYTES);
  chargeArgsFromHost(budget, f.args);
}

/** Making XDR of a tree. */
export function chargeTreeToXdr(budget: Budget, { function: f, subInvocations }: AuthorizedInvocation): void {
  chargeFunctionToXdr(budget, f);
  chargeFallible(budget, subInvocations.length, XDR_INVOCATION_BYTES);
  for (const sub of subInvocations) chargeTreeToXdr(budget, sub);
}

/** Levels that are around a tree in an authorization entry, and in what an address signs. */
export const TREE_DEPTH = { inEntry: 2, inPayload: 3 } as const;
/** Levels from a tree to its arguments, and to the trees below it. */
const ARGS_BELOW = 4;
const SUBTREES_BELOW = 2;

/** Whether a tree that is at a depth is written at all. */
export const isTreeWritable = ({ function: f, subInvocations }: AuthorizedInvocation, depth: number): boolean =>
  f.args.every((arg) => isWritable(arg, depth + ARGS_BELOW)) &&
  subInvocations.every((sub) => isTreeWritable(sub, depth + SUBTREES_BELOW));

/** Writing a tree as bytes. */
export function chargeWriteTree(
  budget: Budget,
  { function: f, subInvocations }: AuthorizedInvocation,
  depth: number,
): void {
  chargeWrite(budget, 4);
  if (f.type === 'contractCall') {
    chargeWriteAddress(budget, f.contract);
    chargeWriteVariable(budget, f.symbol.value.length);
  } else {
    chargeWritePreimage(budget, f.preimage);
    chargeWriteExecutable(budget, f.executable);
  }
  chargeWrite(budget, 4);
  for (const arg of f.args) chargeWriteVal(budget, arg, depth + ARGS_BELOW);
  chargeWrite(budget, 4);
  for (const sub of subInvocations) chargeWriteTree(budget, sub, depth + SUBTREES_BELOW);
}

function chargeWritePreimage(budget: Budget, preimage: IdPreimage): void {
  chargeWrite(budget, 4);
  if (preimage.type === 'asset') {
    chargeWriteAsset(budget, preimage.asset);
    return;
  }
  chargeWriteAddress(budget, preimage.deployer);
  chargeWrite(budget, CONTRACT_ID_BYTES);
}

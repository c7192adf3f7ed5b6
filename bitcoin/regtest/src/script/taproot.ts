import { xOnlyPointAddTweakCheck } from 'tiny-secp256k1';
import { compactSize, varBytes } from '../encoding/bytes.ts';
import { taggedHash } from '../encoding/hash.ts';
import type { SpendContext } from './execution.ts';
import { VERIFY } from './flags.ts';
import { failScript, requireScript } from './script-error.ts';
import { requireSchnorrSignature } from './signature-checks.ts';
import { evaluateWitnessScript } from './witness-script.ts';

const ANNEX_TAG = 0x50;
const LEAF_TAPSCRIPT = 0xc0;
const CONTROL_BASE_BYTES = 33;
const CONTROL_NODE_BYTES = 32;
const CONTROL_MAX_NODES = 128;
const WEIGHT_OFFSET = 50;

export const tapLeafHash = (leafVersion: number, script: Uint8Array): Buffer =>
  taggedHash('TapLeaf', Buffer.from([leafVersion]), varBytes(script));

export const tapBranchHash = (first: Buffer, second: Buffer): Buffer =>
  Buffer.compare(first, second) < 0 ? taggedHash('TapBranch', first, second) : taggedHash('TapBranch', second, first);

/** Whether the output key commits to the leaf through the control block (BIP341). */
function commitmentHolds(control: Buffer, program: Buffer, leafHash: Buffer): boolean {
  const internalKey = control.subarray(1, CONTROL_BASE_BYTES);
  let node = leafHash;
  for (let offset = CONTROL_BASE_BYTES; offset < control.length; offset += CONTROL_NODE_BYTES) {
    node = tapBranchHash(node, control.subarray(offset, offset + CONTROL_NODE_BYTES));
  }
  try {
    const tweak = taggedHash('TapTweak', internalKey, node);
    return xOnlyPointAddTweakCheck(internalKey, tweak, program, (control[0]! & 1) as 0 | 1);
  } catch {
    // Thrown when either key is no point of the curve.
    return false;
  }
}

function witnessBytes(witness: Buffer[]): number {
  return compactSize(witness.length).length + witness.reduce((sum, item) => sum + varBytes(item).length, 0);
}

/** Spends a version 1 output of 32 bytes by key path or script path (BIP341). Throws ScriptError. */
export function verifyTaproot(context: SpendContext, program: Buffer, witness: Buffer[]): void {
  if (!(context.flags & VERIFY.TAPROOT)) return;
  requireScript(witness.length > 0, 'WITNESS_PROGRAM_WITNESS_EMPTY');
  const stack = [...witness];
  const annex = stack.length >= 2 && stack.at(-1)![0] === ANNEX_TAG ? stack.pop() : undefined;
  if (stack.length === 1) {
    requireSchnorrSignature({ ...context, annex }, stack[0]!, program);
    return;
  }
  const control = stack.pop()!;
  const script = stack.pop()!;
  const nodeBytes = control.length - CONTROL_BASE_BYTES;
  const sizeIsValid = nodeBytes >= 0 && nodeBytes % CONTROL_NODE_BYTES === 0;
  requireScript(sizeIsValid && nodeBytes / CONTROL_NODE_BYTES <= CONTROL_MAX_NODES, 'TAPROOT_WRONG_CONTROL_SIZE');
  const leafVersion = control[0]! & 0xfe;
  const leafHash = tapLeafHash(leafVersion, script);
  requireScript(commitmentHolds(control, program, leafHash), 'WITNESS_PROGRAM_MISMATCH');
  if (leafVersion !== LEAF_TAPSCRIPT) {
    if (context.flags & VERIFY.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION)
      failScript('DISCOURAGE_UPGRADABLE_TAPROOT_VERSION');
    return;
  }
  const weightBudget = witnessBytes(witness) + WEIGHT_OFFSET;
  evaluateWitnessScript(stack, script, {
    ...context,
    annex,
    version: 'tapscript',
    tapscript: { leafHash, weightBudget },
  });
}

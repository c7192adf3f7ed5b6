import { hash160, sha256 } from '../encoding/hash.ts';
import { payToPubkey, payToPubkeyHash, payToScriptHash, payToWitness } from '../script/address.ts';
import { pushData, pushNumber } from '../script/instructions.ts';
import { OP } from '../script/opcodes.ts';
import { tapBranchHash, tapLeafHash } from '../script/taproot.ts';
import { taprootOutputKey } from '../wallet/keys.ts';
import { DescriptorError } from './descriptor-error.ts';
import type { ScriptExpression, TaprootTree } from './parse.ts';

const LEAF_TAPSCRIPT = 0xc0;

/** Output scripts at one index. Only combo() stands for several. */
export function scriptsAt(expression: ScriptExpression, index: number): Buffer[] {
  if (expression.kind !== 'combo') return [scriptAt(expression, index)];
  const key = expression.key.derive(index);
  const simple = [payToPubkey(key), payToPubkeyHash(hash160(key))];
  if (key.length !== 33) return simple;
  const witness = payToWitness(0, hash160(key));
  return [...simple, witness, payToScriptHash(hash160(witness))];
}

function scriptAt(expression: ScriptExpression, index: number): Buffer {
  switch (expression.kind) {
    case 'addr':
    case 'raw':
      return expression.script;
    case 'pk':
      return payToPubkey(expression.key.derive(index));
    case 'pkh':
      return payToPubkeyHash(hash160(expression.key.derive(index)));
    case 'wpkh':
      return payToWitness(0, hash160(expression.key.derive(index)));
    case 'sh':
      return payToScriptHash(hash160(scriptAt(expression.inner, index)));
    case 'wsh':
      return payToWitness(0, sha256(scriptAt(expression.inner, index)));
    case 'rawtr':
      return payToWitness(1, xOnly(expression.key.derive(index)));
    case 'tr': {
      const root = expression.tree ? treeHash(expression.tree, index) : Buffer.alloc(0);
      return payToWitness(1, taprootOutputKey(xOnly(expression.key.derive(index)), root));
    }
    case 'combo':
      return fail('combo() stands for several scripts');
    default:
      return multisigScript(expression, index);
  }
}

const xOnly = (key: Buffer): Buffer => key.subarray(1, 33);

function multisigScript(expression: Extract<ScriptExpression, { threshold: number }>, index: number): Buffer {
  const keys = expression.keys.map((key) => key.derive(index));
  if (expression.kind === 'sortedmulti') keys.sort(Buffer.compare);
  const parts = [pushNumber(expression.threshold), ...keys.map(pushData), pushNumber(keys.length)];
  return Buffer.concat([...parts, Buffer.from([OP.CHECKMULTISIG])]);
}

function leafScript(leaf: ScriptExpression, index: number): Buffer {
  if (leaf.kind === 'pk') {
    return Buffer.concat([pushData(xOnly(leaf.key.derive(index))), Buffer.from([OP.CHECKSIG])]);
  }
  if (leaf.kind === 'pkh') return payToPubkeyHash(hash160(xOnly(leaf.key.derive(index))));
  if (leaf.kind !== 'multi_a' && leaf.kind !== 'sortedmulti_a')
    return fail(`${leaf.kind}() is not supported inside tr()`);
  const keys = leaf.keys.map((key) => xOnly(key.derive(index)));
  if (leaf.kind === 'sortedmulti_a') keys.sort(Buffer.compare);
  const checks = keys.map((key, position) =>
    Buffer.concat([pushData(key), Buffer.from([position === 0 ? OP.CHECKSIG : OP.CHECKSIGADD])]),
  );
  return Buffer.concat([...checks, pushNumber(leaf.threshold), Buffer.from([OP.NUMEQUAL])]);
}

function treeHash(tree: TaprootTree, index: number): Buffer {
  if ('leaf' in tree) return tapLeafHash(LEAF_TAPSCRIPT, leafScript(tree.leaf, index));
  return tapBranchHash(treeHash(tree.left, index), treeHash(tree.right, index));
}

function fail(message: string): never {
  throw new DescriptorError(message);
}

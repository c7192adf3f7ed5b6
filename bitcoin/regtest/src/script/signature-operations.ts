import { hash160, hash256, ripemd160, sha1, sha256 } from '../encoding/hash.ts';
import {
  type Execution,
  hasFlag,
  numberAt,
  peek,
  pop,
  push,
  pushBoolean,
  pushNumber,
  requireDepth,
} from './execution.ts';
import { VERIFY } from './flags.ts';
import { OP } from './opcodes.ts';
import { failScript, requireScript } from './script-error.ts';
import {
  checkEcdsaSignature,
  checkSignature,
  requireKeyEncoding,
  requireSignatureEncoding,
  scriptCodeFor,
} from './signature-checks.ts';
import type { Operation } from './stack-operations.ts';

export const MAX_OPERATIONS = 201;
const MAX_PUBKEYS = 20;

const hashing =
  (hash: (data: Uint8Array) => Buffer): Operation =>
  (execution) =>
    push(execution, hash(pop(execution)));

function checkSig(execution: Execution): boolean {
  requireDepth(execution, 2);
  const result = checkSignature(execution, peek(execution, 2), peek(execution, 1));
  execution.stack.length -= 2;
  return result;
}

/** BIP342 OP_CHECKSIGADD: <signature> <n> <key> becomes n, or n + 1 when the signature holds. */
function checkSigAdd(execution: Execution): void {
  if (execution.context.version !== 'tapscript') failScript('BAD_OPCODE');
  requireDepth(execution, 3);
  const signature = peek(execution, 3);
  const count = numberAt(execution, 2);
  const holds = checkSignature(execution, signature, peek(execution, 1));
  execution.stack.length -= 3;
  pushNumber(execution, count + (holds ? 1 : 0));
}

/** Takes <dummy> <signatures> m <keys> n off the stack. Signatures and keys come in stack order from the top. */
function takeMultisigArguments(execution: Execution): { keys: Buffer[]; signatures: Buffer[] } {
  requireDepth(execution, 1);
  const keyCount = numberAt(execution, 1);
  requireScript(keyCount >= 0 && keyCount <= MAX_PUBKEYS, 'PUBKEY_COUNT');
  execution.operationCount += keyCount;
  requireScript(execution.operationCount <= MAX_OPERATIONS, 'OP_COUNT');
  requireDepth(execution, keyCount + 2);
  const keys = Array.from({ length: keyCount }, (_, index) => peek(execution, index + 2));
  const signatureCount = numberAt(execution, keyCount + 2);
  requireScript(signatureCount >= 0 && signatureCount <= keyCount, 'SIG_COUNT');
  requireDepth(execution, keyCount + signatureCount + 2);
  const signatures = Array.from({ length: signatureCount }, (_, index) => peek(execution, keyCount + 3 + index));
  return { keys, signatures };
}

/** Each signature must match a key, in the same order; keys may be skipped while enough remain. */
function signaturesMatch(execution: Execution, keys: Buffer[], signatures: Buffer[], scriptCode: Buffer): boolean {
  let keyIndex = 0;
  let signatureIndex = 0;
  while (signatureIndex < signatures.length) {
    const signature = signatures[signatureIndex]!;
    const key = keys[keyIndex]!;
    requireSignatureEncoding(execution, signature);
    requireKeyEncoding(execution, key);
    if (checkEcdsaSignature(execution.context, signature, key, scriptCode)) signatureIndex += 1;
    keyIndex += 1;
    if (signatures.length - signatureIndex > keys.length - keyIndex) return false;
  }
  return true;
}

function checkMultisig(execution: Execution): boolean {
  if (execution.context.version === 'tapscript') failScript('TAPSCRIPT_CHECKMULTISIG');
  const { keys, signatures } = takeMultisigArguments(execution);
  const scriptCode = scriptCodeFor(execution, signatures);
  const holds = signaturesMatch(execution, keys, signatures, scriptCode);
  if (!holds && hasFlag(execution, VERIFY.NULLFAIL) && signatures.some((signature) => signature.length > 0)) {
    failScript('NULLFAIL');
  }
  execution.stack.length -= keys.length + signatures.length + 2;
  // The original client pops one element too many; BIP147 demands that it be empty.
  const dummy = pop(execution);
  if (dummy.length > 0 && hasFlag(execution, VERIFY.NULLDUMMY)) failScript('SIG_NULLDUMMY');
  return holds;
}

export const signatureOperations: Record<number, Operation> = {
  [OP.RIPEMD160]: hashing(ripemd160),
  [OP.SHA1]: hashing(sha1),
  [OP.SHA256]: hashing(sha256),
  [OP.HASH160]: hashing(hash160),
  [OP.HASH256]: hashing(hash256),
  [OP.CHECKSIG]: (execution) => pushBoolean(execution, checkSig(execution)),
  [OP.CHECKSIGVERIFY]: (execution) => requireScript(checkSig(execution), 'CHECKSIGVERIFY'),
  [OP.CHECKSIGADD]: checkSigAdd,
  [OP.CHECKMULTISIG]: (execution) => pushBoolean(execution, checkMultisig(execution)),
  [OP.CHECKMULTISIGVERIFY]: (execution) => requireScript(checkMultisig(execution), 'CHECKMULTISIGVERIFY'),
};

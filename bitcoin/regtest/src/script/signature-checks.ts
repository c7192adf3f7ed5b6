import { verifySchnorr } from 'tiny-secp256k1';
import { hasLowS, isCompressedKey, isStrictDer, isUncompressedKey, verifyEcdsa } from './ecdsa.ts';
import { type Execution, hasFlag, type SpendContext } from './execution.ts';
import { VERIFY } from './flags.ts';
import { pushData, removePattern } from './instructions.ts';
import { failScript, requireScript } from './script-error.ts';
import {
  legacySignatureHash,
  SIGHASH,
  type TapscriptCommitment,
  taprootSignatureHash,
  witnessV0SignatureHash,
} from './signature-hash.ts';

/** Cost of one signature check against the budget of BIP342. */
const VALIDATION_WEIGHT_PER_SIGOP = 50;

export function requireSignatureEncoding(execution: Execution, signature: Buffer): void {
  if (signature.length === 0) return;
  if (hasFlag(execution, VERIFY.DERSIG | VERIFY.LOW_S | VERIFY.STRICTENC)) {
    requireScript(isStrictDer(signature), 'SIG_DER');
  }
  if (hasFlag(execution, VERIFY.LOW_S)) requireScript(hasLowS(signature), 'SIG_HIGH_S');
  if (hasFlag(execution, VERIFY.STRICTENC)) {
    const base = signature.at(-1)! & ~SIGHASH.ANYONECANPAY;
    requireScript(base >= SIGHASH.ALL && base <= SIGHASH.SINGLE, 'SIG_HASHTYPE');
  }
}

export function requireKeyEncoding(execution: Execution, key: Buffer): void {
  if (hasFlag(execution, VERIFY.STRICTENC)) {
    requireScript(isCompressedKey(key) || isUncompressedKey(key), 'PUBKEYTYPE');
  }
  if (hasFlag(execution, VERIFY.WITNESS_PUBKEYTYPE) && execution.context.version === 'witnessV0') {
    requireScript(isCompressedKey(key), 'WITNESS_PUBKEYTYPE');
  }
}

/** The script that signatures commit to: from the last code separator on and, before segwit, without the signatures. */
export function scriptCodeFor(execution: Execution, signatures: Buffer[]): Buffer {
  let code = execution.script.subarray(execution.codeStart);
  if (execution.context.version !== 'legacy') return code;
  for (const signature of signatures) {
    const { script, removed } = removePattern(code, pushData(signature));
    if (removed > 0 && hasFlag(execution, VERIFY.CONST_SCRIPTCODE)) failScript('SIG_FINDANDDELETE');
    code = script;
  }
  return code;
}

export function checkEcdsaSignature(
  context: SpendContext,
  signature: Buffer,
  key: Buffer,
  scriptCode: Buffer,
): boolean {
  if (signature.length === 0 || !isStrictDer(signature)) return false;
  const hashType = signature.at(-1)!;
  const hash =
    context.version === 'witnessV0'
      ? witnessV0SignatureHash(context.spending, context.inputIndex, scriptCode, hashType)
      : legacySignatureHash(context.spending.tx, context.inputIndex, scriptCode, hashType);
  return verifyEcdsa(signature.subarray(0, -1), hash, key);
}

/** BIP341: 64 bytes for the default hash type, 65 for any other. Throws ScriptError. */
export function requireSchnorrSignature(
  context: SpendContext,
  signature: Buffer,
  key: Buffer,
  tapscript?: TapscriptCommitment,
): void {
  requireScript(signature.length === 64 || signature.length === 65, 'SCHNORR_SIG_SIZE');
  const hashType = signature.length === 65 ? signature[64]! : SIGHASH.DEFAULT;
  if (signature.length === 65) requireScript(hashType !== SIGHASH.DEFAULT, 'SCHNORR_SIG_HASHTYPE');
  const hash =
    taprootSignatureHash(context.spending, context.inputIndex, hashType, context.annex, tapscript) ??
    failScript('SCHNORR_SIG_HASHTYPE');
  requireScript(schnorrHolds(hash, key, signature.subarray(0, 64)), 'SCHNORR_SIG');
}

function schnorrHolds(hash: Buffer, key: Buffer, signature: Buffer): boolean {
  try {
    return verifySchnorr(hash, key, signature);
  } catch {
    // Thrown for keys and signatures that are no points or exceed the group order.
    return false;
  }
}

/** One CHECKSIG under the rules of the execution. Returns its result; throws where the rules demand failure. */
export function checkSignature(execution: Execution, signature: Buffer, key: Buffer): boolean {
  if (execution.context.version === 'tapscript') return checkTapscriptSignature(execution, signature, key);
  const scriptCode = scriptCodeFor(execution, [signature]);
  requireSignatureEncoding(execution, signature);
  requireKeyEncoding(execution, key);
  const holds = checkEcdsaSignature(execution.context, signature, key, scriptCode);
  if (!holds && signature.length > 0 && hasFlag(execution, VERIFY.NULLFAIL)) failScript('NULLFAIL');
  return holds;
}

function checkTapscriptSignature(execution: Execution, signature: Buffer, key: Buffer): boolean {
  const tapscript = execution.context.tapscript!;
  const present = signature.length > 0;
  if (present) {
    tapscript.weightBudget -= VALIDATION_WEIGHT_PER_SIGOP;
    requireScript(tapscript.weightBudget >= 0, 'TAPSCRIPT_VALIDATION_WEIGHT');
  }
  requireScript(key.length > 0, 'TAPSCRIPT_EMPTY_PUBKEY');
  if (key.length === 32) {
    const { codeSeparatorPosition } = execution;
    const commitment = { leafHash: tapscript.leafHash, codeSeparatorPosition };
    if (present) requireSchnorrSignature(execution.context, signature, key, commitment);
  } else if (hasFlag(execution, VERIFY.DISCOURAGE_UPGRADABLE_PUBKEYTYPE)) {
    failScript('DISCOURAGE_UPGRADABLE_PUBKEYTYPE');
  }
  return present;
}

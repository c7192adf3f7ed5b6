import { hash160 } from '../encoding/hash.ts';
import { virtualSize } from '../encoding/transaction.ts';
import { btc, type JsonObject } from '../rpc/json.ts';
import type { Psbt } from './codec.ts';
import { spentOutput } from './fields.ts';
import { extract, isFinal, type Missing, solveInput, type Unlocking, withUnlocking } from './finalize.ts';
import { psbtFeeSats } from './shape.ts';

/** Who has to act on a PSBT next, in the order in which they do. */
const roles = ['updater', 'signer', 'finalizer', 'extractor'] as const;
type Role = (typeof roles)[number];

/** Sizes that an estimate assumes: DER with r and s of 32 bytes and the hash type, and a Schnorr signature. */
const ECDSA_BYTES = 71;
const SCHNORR_BYTES = 64;

function nextRole(psbt: Psbt, index: number): { role: Role; missing?: Missing } {
  if (!spentOutput(psbt, index)) return { role: 'updater' };
  if (isFinal(psbt.inputs[index]!)) return { role: 'extractor' };
  const solution = solveInput(psbt, index);
  if ('unlocking' in solution) return { role: 'finalizer' };
  const { missing } = solution;
  const isScriptMissing = missing.redeemScript !== undefined || missing.witnessScript !== undefined;
  // A key that nobody named has to be added before anybody can sign.
  const role = isScriptMissing || missing.publicKeys.length === 0 ? 'updater' : 'signer';
  return { role, missing };
}

function missingShape({ publicKeys, redeemScript, witnessScript }: Missing): JsonObject | undefined {
  const isNothing = publicKeys.length === 0 && !redeemScript && !witnessScript;
  if (isNothing) return undefined;
  return {
    signatures: publicKeys.length > 0 ? publicKeys.map((key) => hash160(key).toString('hex')) : undefined,
    redeemscript: redeemScript?.toString('hex'),
    witnessscript: witnessScript && Buffer.from(witnessScript).toString('hex'),
  };
}

/** The size with every signature in place, where all inputs can be told. */
function estimateVirtualSize(psbt: Psbt): number | undefined {
  const unlockings = psbt.inputs.map((map, index): Unlocking | undefined => {
    if (isFinal(map)) {
      const { scriptSig, witness } = extract(psbt).inputs[index]!;
      return { scriptSig, witness };
    }
    const solution = solveInput(psbt, index, (_, leafHash) => Buffer.alloc(leafHash ? SCHNORR_BYTES : ECDSA_BYTES));
    return 'unlocking' in solution ? solution.unlocking : undefined;
  });
  if (unlockings.some((unlocking) => unlocking === undefined)) return undefined;
  return virtualSize(withUnlocking(psbt.tx, (index) => unlockings[index]!).weight);
}

/** The answer of `analyzepsbt`. */
export function analyzePsbt(psbt: Psbt): JsonObject {
  const states = psbt.inputs.map((_, index) => nextRole(psbt, index));
  const feeSats = psbtFeeSats(psbt);
  const vsize = feeSats === undefined ? undefined : estimateVirtualSize(psbt);
  const earliest = Math.min(roles.length - 1, ...states.map(({ role }) => roles.indexOf(role)));
  return {
    inputs: states.map(({ role, missing }, index) => ({
      has_utxo: spentOutput(psbt, index) !== undefined,
      is_final: isFinal(psbt.inputs[index]!),
      missing: missing && missingShape(missing),
      next: role,
    })),
    estimated_vsize: vsize,
    estimated_feerate:
      vsize === undefined || feeSats === undefined ? undefined : btc((feeSats * 1000n) / BigInt(vsize)),
    fee: feeSats === undefined ? undefined : btc(feeSats),
    next: roles[earliest]!,
  };
}

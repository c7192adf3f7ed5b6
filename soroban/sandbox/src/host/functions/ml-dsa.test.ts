import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { describe, expect, test } from 'vitest';
import { Budget, NETWORK_LIMITS } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import type { Host } from '../host.ts';
import { mlDsa } from './ml-dsa.ts';

const message = Uint8Array.from({ length: 100 }, (_, i) => i);
const context = Buffer.from('vault');
const seed = new Uint8Array(32).fill(7);

/** A host of which only the budget is asked. */
const hostWith = (budget: Budget) => ({ budget }) as Host;

describe.each([
  [
    'verify_sig_ml_dsa_44',
    ml_dsa44,
    COST.MlDsa44DecodeVerifyingKey,
    COST.MlDsa44DecodeSignature,
    COST.VerifyMlDsa44Sig,
  ],
  [
    'verify_sig_ml_dsa_65',
    ml_dsa65,
    COST.MlDsa65DecodeVerifyingKey,
    COST.MlDsa65DecodeSignature,
    COST.VerifyMlDsa65Sig,
  ],
  [
    'verify_sig_ml_dsa_87',
    ml_dsa87,
    COST.MlDsa87DecodeVerifyingKey,
    COST.MlDsa87DecodeSignature,
    COST.VerifyMlDsa87Sig,
  ],
] as const)('%s (CAP-87)', (name, scheme, decodeKey, decodeSignature, verify) => {
  const { publicKey, secretKey } = scheme.keygen(seed);
  const signature = scheme.sign(message, secretKey, { context });
  const run = (key: Uint8Array, text: Uint8Array, signed: Uint8Array, within: Uint8Array) => {
    const budget = new Budget(NETWORK_LIMITS);
    let reason = 'verified';
    try {
      mlDsa[name](hostWith(budget), key, text, signed, within);
    } catch (error) {
      reason = (error as Error).message;
    }
    return { reason, instructions: budget.instructions, memory: budget.memoryBytes };
  };
  const decoded = decodeKey.cpu + decodeSignature.cpu;
  const verified = decoded + verify.cpu + Math.floor((verify.cpuLinear * (message.length + context.length)) / 128);
  const changed = (bytes: Uint8Array, at: number, to: number) => {
    const copy = Uint8Array.from(bytes);
    copy[at] = to;
    return copy;
  };
  const long = new Uint8Array(256);

  test('verifies what the key signed, and charges for key, signature and text', () => {
    expect(run(publicKey, message, signature, context)).toEqual({
      reason: 'verified',
      instructions: verified,
      memory: decodeKey.memory + decodeSignature.memory,
    });
  });

  test.each<[string, () => ReturnType<typeof run>, RegExp, number]>([
    [
      'another text',
      () => run(publicKey, changed(message, 3, 99), signature, context),
      /failed verification/,
      verified,
    ],
    [
      'another challenge',
      () => run(publicKey, message, changed(signature, 0, signature[0]! ^ 1), context),
      /failed verification/,
      verified,
    ],
    ['a short key', () => run(publicKey.subarray(1), message, signature, context), /invalid verifying key length/, 0],
    [
      'a long signature',
      () => run(publicKey, message, Buffer.concat([signature, signature]), context),
      /invalid signature length/,
      decodeKey.cpu,
    ],
    [
      'a hint with more ones than there may be',
      () => run(publicKey, message, changed(signature, signature.length - 1, 255), context),
      /malformed signature/,
      decoded,
    ],
    [
      'a response that is too long',
      () =>
        run(
          publicKey,
          message,
          signature.map((byte, i) => (i >= 64 && i < 96 ? 0 : byte)),
          context,
        ),
      /malformed signature/,
      decoded,
    ],
    ['a context of 256 bytes', () => run(publicKey, message, signature, long), /context is too long/, decoded],
  ])('refuses %s', (_, attempt, reason, instructions) => {
    const outcome = attempt();
    expect(outcome.reason).toMatch(reason);
    expect(outcome.instructions).toBe(instructions);
  });

  test('another context is another signature', () => {
    expect(run(publicKey, message, signature, Buffer.from('other')).reason).toMatch(/failed verification/);
  });
});

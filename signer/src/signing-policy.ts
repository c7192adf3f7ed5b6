import type { VelocityLimits } from './policy/policy-state.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';
import type { Spend } from './spend.ts';

/** What one signer allows, whatever the chain authorizes. Each custodian chooses for itself. */
export interface SigningPolicy extends VelocityLimits {
  /** Of one transaction. */
  mostFeeSats: bigint;
  mostSatsPerKvb: bigint;
  mostInputs: number;
  /** How deep it must be buried that an output is gone before it is written off. */
  writeOffBlocks: number;
  /** So many blocks a deposit that the contracts refuse is given to become one that they do not, before it is paid back. */
  returnAfterBlocks: number;
  /** Of coins that the books name and this signer's node does not have: up to this much, others' deposits are attested. */
  mostMissingSats: bigint;
  /** Scripts that are never paid. */
  forbiddenScripts: readonly Uint8Array[];
  /** If there are any, the only scripts that are paid. */
  allowedScripts: readonly Uint8Array[];
}

export const defaultSigningPolicy: SigningPolicy = {
  mostFeeSats: 1_000_000n,
  mostSatsPerKvb: 500_000n,
  mostInputs: 64,
  writeOffBlocks: 100,
  returnAfterBlocks: 144,
  mostMissingSats: 100_000n,
  mostSatsPerDay: 10_000_000_000n,
  mostPaymentsPerDay: 2_000,
  forbiddenScripts: [],
  allowedScripts: [],
};

/** The first payment whose destination this signer does not pay. */
export function checkDestinations(
  { proposal }: Spend,
  payments: number,
  { forbiddenScripts, allowedScripts }: SigningPolicy,
): AttestationRefusal | undefined {
  const isIn = (scripts: readonly Uint8Array[], script: Uint8Array): boolean =>
    scripts.some((one) => Buffer.compare(one, script) === 0);
  const refused = proposal.outputs
    .slice(0, payments)
    .findIndex(
      ({ scriptPubKey }) =>
        isIn(forbiddenScripts, scriptPubKey) || (allowedScripts.length > 0 && !isIn(allowedScripts, scriptPubKey)),
    );
  if (refused < 0) return undefined;
  return refuse('attestation/destination', `this signer does not pay the destination of output ${refused}`);
}

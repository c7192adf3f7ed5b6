import type { Model } from './model.ts';

/** Who stands for what Bitcoin's headers prove: a key here, since it is the rules about proofs that a history follows. */
export const PROVER = 'custodian4';

/** What governance asks of deposits besides custodians. */
export interface DepositRules {
  readonly guardianFrom: bigint;
  readonly proofFrom: bigint;
  readonly hasProver: boolean;
  readonly silentBlocks: number;
}

export const isAttested = ({ reserve }: Model, attestors: readonly string[]): boolean =>
  attestors.length >= reserve.threshold && attestors.every((name) => reserve.custodians.includes(name));

/** Whether the prover is all there is. */
export const isProverAlone = ({ reserve: { depositRules } }: Model, attestors: readonly string[]): boolean =>
  depositRules.hasProver && attestors.length === 1 && attestors[0] === PROVER;

/** Of what a proof settles: enough custodians, or the prover. */
export const isAttestedOrProved = (now: Model, attestors: readonly string[]): boolean =>
  isProverAlone(now, attestors) || isAttested(now, attestors);

/** No guardian reports anything in a history: what needs a report is not minted. */
export function isDepositAttested(
  now: Model,
  attestors: readonly string[],
  amount: bigint,
  confirmations: number,
): boolean {
  const { guardianFrom, proofFrom, hasProver, silentBlocks } = now.reserve.depositRules;
  if (isProverAlone(now, attestors) && silentBlocks > 0) return confirmations >= silentBlocks;
  const isProved = hasProver && attestors.includes(PROVER);
  if (!isProved && amount >= proofFrom) return false;
  const people = isProved ? attestors.filter((name) => name !== PROVER) : attestors;
  return amount < guardianFrom && isAttested(now, people);
}

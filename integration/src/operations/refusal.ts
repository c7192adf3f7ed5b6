import type { InvocationFailure } from '@istsi/soroban-client';
import type { SignerFailure } from '../attestation/signer-client.ts';
import { IntegrationError } from '../contracts/generated/integration-router.ts';
import { ReserveError } from '../contracts/generated/reserve-manager.ts';
import type { Refusal } from './deposit.ts';

const ALREADY_DONE = new Set<number>([IntegrationError.DuplicateOperation, ReserveError.OutpointAlreadyRegistered]);

/** The chain says that this output was processed before: not a failure, but a question to be asked of the chain. */
export const isAlreadyDone = ({ contractError }: InvocationFailure): boolean =>
  contractError !== undefined && ALREADY_DONE.has(contractError.code);

export const isTooShallow = ({ contractError }: InvocationFailure): boolean =>
  contractError?.code === ReserveError.NotEnoughConfirmations;

export function refusalOfContracts({ contractError, text }: InvocationFailure): Refusal {
  if (!contractError) return { code: 'host-error', message: text };
  return { code: contractError.name ?? `#${contractError.code}`, message: text };
}

export function refusalOfSigners(failures: readonly SignerFailure[], threshold: number): Refusal {
  const each = failures.map(({ address, code, reason }) => `${address.slice(0, 8)}… ${code}: ${reason}`);
  return { code: 'too-few-attestations', message: `fewer than ${threshold} custodians attested. ${each.join('; ')}` };
}

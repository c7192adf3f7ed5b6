import { createHash } from 'node:crypto';
import type { ContractName } from '@istsi/contracts';
import type { Submitter } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { DeploymentError } from './errors.ts';

/** With deployer and network it determines a contract's id, before there is one. */
export const saltOf = (label: string, name: ContractName): Buffer =>
  createHash('sha256').update(`istsi/${label}/${name}`).digest();

/** One step of a deployment: it happened, or it says why not. */
export async function perform(submitter: Submitter, action: string, invoke: xdr.HostFunction): Promise<void> {
  const outcome = await submitter.submit({ invoke });
  if (outcome.status === 'success') return;
  const reason = 'failure' in outcome ? outcome.failure.text : `the transaction ${outcome.hash} is ${outcome.status}`;
  throw new DeploymentError('deployment/refused', { action, reason });
}

import { randomBytes } from 'node:crypto';
import {
  contractIdOf,
  createContract,
  hasWasm,
  type Network,
  type SubmitOutcome,
  type Submitter,
  uploadWasm,
} from '@istsi/soroban-client';
import type { Keypair, xdr } from '@stellar/stellar-sdk';
import type { BuiltContract } from './contracts.ts';

export interface Deployment {
  network: Network;
  submitter: Submitter;
  owner: Keypair;
}

/** Uploads the code unless the ledger has it. */
export async function uploadCode(
  { network, submitter }: Pick<Deployment, 'network' | 'submitter'>,
  { wasm, hash }: Pick<BuiltContract, 'wasm' | 'hash'>,
): Promise<void> {
  if (await hasWasm(network, hash)) return;
  requireSuccess(await submitter.submit({ invoke: uploadWasm(wasm) }), 'the upload');
}

/** Uploads the code unless the ledger has it, and creates a contract of it. Answers the contract's id. */
export async function deployContract(
  { network, submitter, owner }: Deployment,
  { wasm, hash }: Pick<BuiltContract, 'wasm' | 'hash'>,
  constructorArgs: xdr.ScVal[],
): Promise<string> {
  await uploadCode({ network, submitter }, { wasm, hash });
  const salt = randomBytes(32);
  const invoke = createContract(owner.publicKey(), salt, hash, constructorArgs);
  requireSuccess(await submitter.submit({ invoke }), 'the deployment');
  return contractIdOf(network.networkPassphrase, owner.publicKey(), salt);
}

/** What a transaction gave back. Throws what became of it otherwise. */
export function requireSuccess(outcome: SubmitOutcome, what: string): xdr.ScVal | undefined {
  if (outcome.status === 'success') return outcome.returnValue;
  throw new Refusal(what, outcome);
}

/** A transaction that did not do what it was to do. `contractError` is set when the contract itself refused. */
export class Refusal extends Error {
  readonly outcome: Exclude<SubmitOutcome, { status: 'success' }>;

  constructor(what: string, outcome: Exclude<SubmitOutcome, { status: 'success' }>) {
    super(`${what} ${describe(outcome)}`);
    this.name = 'Refusal';
    this.outcome = outcome;
  }

  /** The number and name of the contract's own error. */
  get contractError(): { code: number; name: string | undefined } | undefined {
    return 'failure' in this.outcome ? this.outcome.failure?.contractError : undefined;
  }
}

function describe(outcome: Exclude<SubmitOutcome, { status: 'success' }>): string {
  switch (outcome.status) {
    case 'refused':
    case 'failed':
      return `was refused: ${outcome.failure.text}`;
    case 'dead':
      return `was not included: ${outcome.why}`;
    case 'pending':
    case 'unknown':
      return `is ${outcome.status}: ask the network again later`;
  }
}

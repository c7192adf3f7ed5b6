import type {
  AccountOptions,
  BitcoinRpc,
  Epochs,
  Keystore,
  Log,
  LogFields,
  OutputTracer,
} from '@istsi/bitcoin-custody';
import type { AddressIndices, SystemContracts } from '@istsi/contracts';
import type { ContractHandle, LedgerView, Network } from '@istsi/soroban-client';
import { type AuthorizedCall, decodeArgs } from './authorization-entry.ts';
import type { BooksGuard } from './books-guard.ts';
import type { PolicyLog } from './policy/policy-log.ts';
import type { PolicyRecord } from './policy/policy-record.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';
import type { SigningPolicy } from './signing-policy.ts';

/** Everything that one signer judges by: its own key, nodes, descriptors and memory. Nothing in it comes from a requester. */
export interface SignerWorld {
  /** The custodian account (G…) that this signer signs for. */
  address: string;
  keystore: Keystore;
  /** This signer's own RPC server: nothing that a requester says is taken for what the chain says. */
  network: Network;
  contracts: Pick<SystemContracts, 'router' | 'reserve' | 'kyc'>;
  /** What `contracts` are seen by. */
  ledgers: Pick<LedgerView, 'newestSince'>;
  /** As many of the registry's numbers as one question of it answers. */
  addressIndices: AddressIndices;
  /** This signer's own Bitcoin node. */
  bitcoin: BitcoinRpc;
  /** Finds out on it what became of outputs, over several questions where that takes long. */
  outputs: OutputTracer;
  /** The descriptors of all epochs, oldest first. */
  epochs: Epochs;
  /** Where this signer's own key is in each of them; undefined where it takes no part. */
  accounts: readonly (AccountOptions | undefined)[];
  policy: PolicyLog;
  /** What of its own word does not hold any more. */
  books: BooksGuard;
  rules: SigningPolicy;
  log: Log;
}

/** What a call would make this signer say, decoded, and how it finds out whether that is true. */
export interface Question {
  ok: true;
  /** The custodians that the call names. */
  attestors: readonly string[];
  /** For the log: what it is about. */
  about: LogFields;
  /** `evidence` is what a call of `publish_proof` comes with; see `reserve-evidence.ts`. */
  judge(world: SignerWorld, psbt: Uint8Array | undefined, evidence: unknown): Promise<Verdict>;
}

/** Signed only after what is to be remembered of it was admitted to the policy log, all or nothing, and is on disk. */
export type Verdict = { ok: true; record: PolicyRecord | readonly PolicyRecord[] } | AttestationRefusal;

/** One kind of call that signers sign: one file each, all of them listed in `judged-calls.ts`. */
export interface JudgedCall {
  contract: 'router' | 'reserve';
  name: string;
  /**
   * Refuses a call whose arguments do not have exactly the contract's types, or that has anything below it but what it
   * must have: the signature covers the whole tree, so anything else in it would be authorized too.
   */
  read(call: AuthorizedCall, contracts: SignerWorld['contracts']): Question | AttestationRefusal;
}

/** The arguments of a call that authorizes nothing but itself; refused if they are of other types, or if anything is below it. */
export function leafArgs<A extends object>(
  target: ContractHandle,
  call: AuthorizedCall,
): { ok: true; args: A } | AttestationRefusal {
  const args = decodeArgs<A>(target.spec, call);
  if (!args) return refuse('attestation/malformed', `the arguments of ${call.name} do not have the contract's types`);
  if (call.below.length > 0) return refuse('attestation/other-call', `below ${call.name} there must be nothing`);
  return { ok: true, args };
}

import { KycError } from '@istsi/contracts/clients/kyc-registry';
import { createSubmitter } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { type Act, callOf } from '../administration/acts.ts';
import { ServiceError } from '../services/errors.ts';
import type { Governance } from './governance.ts';
import { signedCall } from './signed-call.ts';

/** What an officer decides about somebody's identity, with a key of their own. */
export type IdentityDecision = Extract<Act, { do: 'register' | 'renew' | 'set-tier' }>;

/** One transaction of one officer, who asks no services for it. */
export async function decideIdentity(
  { network, contracts }: Pick<Governance, 'network' | 'contracts'>,
  key: Keypair,
  decision: IdentityDecision,
): Promise<{ stellarTx: string }> {
  const submitter = createSubmitter({ network, channels: [key], errorNames: contracts.errorNames });
  const invoke = callOf(contracts, key.publicKey(), decision);
  try {
    return await signedCall(submitter, key, decision.do, invoke);
  } catch (error) {
    throw explained(error, decision);
  }
}

/** Why the registry does not do it, and what to do, by the number of its refusal. */
const reasons: Record<number, string> = {
  [KycError.NotAnOfficer]: 'the key is of no compliance officer and no Super Admin',
  [KycError.AddressAlreadyRegistered]: 'it is registered already: `istsi identities set-tier` gives it another tier',
  [KycError.IdentityNotFound]: 'it is not registered: `istsi identities register` does that',
  [KycError.CountryNotAllowed]: 'governance excludes this country',
  [KycError.InvalidCountry]: 'this is no country code of ISO 3166-1, two capital letters',
  [KycError.InvalidExpiry]: 'the verification has to end later than now',
  [KycError.InvalidTier]: 'tiers go from 0 to 4',
  [KycError.SystemAccount]: 'it is an account of the system itself, which has no identity',
  [KycError.Paused]: 'the system is paused, and while it is nobody gets rights',
};

function explained(error: unknown, { user: address }: IdentityDecision): unknown {
  if (!(error instanceof ServiceError) || error.code !== 'services/chain-refused') return error;
  const { contractError } = (error as ServiceError<'services/chain-refused'>).context;
  const reason = reasons[contractError?.code ?? 0];
  if (reason === undefined) return error;
  return new ServiceError('services/identity-refused', { address, reason }, { cause: error });
}

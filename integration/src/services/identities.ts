import type { SystemContracts } from '@istsi/contracts';
import { type Identity, KycError } from '@istsi/contracts/clients/kyc-registry';
import type { IdentityStatus, User } from './services.ts';

const STATUS = ['pending', 'active', 'suspended', 'revoked'] as const;

export async function findUser(
  contracts: Pick<SystemContracts, 'kyc' | 'token'>,
  address: string,
): Promise<User | undefined> {
  const [index, found, balance] = await Promise.all([
    findAddressIndex(contracts.kyc, address),
    contracts.kyc.tryRead('get_identity', { user: address }),
    contracts.token.read('balance', { id: address }),
  ]);
  if (index === undefined) return undefined;
  // A system account has a number, but nobody's identity.
  if (!found.ok && found.failure.contractError?.code === KycError.IdentityNotFound) return undefined;
  const identity = found.ok ? found.value : await contracts.kyc.read('get_identity', { user: address });
  const { id, tier } = identity;
  return { address, identity: id, tier, status: statusOf(identity), depositIndex: index, balanceSats: balance };
}

/** Undefined for an address that is not registered. */
export async function findAddressIndex(kyc: SystemContracts['kyc'], address: string): Promise<number | undefined> {
  const index = await kyc.tryRead('address_index', { user: address });
  if (index.ok) return index.value;
  if (index.failure.contractError?.code === KycError.IdentityNotFound) return undefined;
  return await kyc.read('address_index', { user: address });
}

/** What keeps the identity from acting, the gravest first. */
function statusOf(identity: Identity): IdentityStatus {
  if (identity.blacklisted) return 'blacklisted';
  if (identity.frozen) return 'frozen';
  if (identity.under_review) return 'under-review';
  if (identity.expires_at <= BigInt(Math.floor(Date.now() / 1000))) return 'expired';
  return STATUS[identity.status] ?? 'pending';
}

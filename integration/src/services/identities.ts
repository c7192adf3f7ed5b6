import { type ContractHandle, type Network, readContract, tryReadContract } from '@istsi/soroban-client';
import type { IdentityStatus, User } from './services.ts';

interface Identity {
  blacklisted: boolean;
  expires_at: bigint;
  frozen: boolean;
  status: number;
  tier: number;
  under_review: boolean;
}

const STATUS = ['pending', 'active', 'suspended', 'revoked'] as const;
/** KycError.IdentityNotFound. */
const IDENTITY_NOT_FOUND = 110;

export async function findUser(
  network: Network,
  contracts: { kyc: ContractHandle; token: ContractHandle },
  address: string,
): Promise<User | undefined> {
  const index = await findAddressIndex(network, contracts.kyc, address);
  if (index === undefined) return undefined;
  const [identity, balance] = await Promise.all([
    readContract<Identity>(network, contracts.kyc, 'get_identity', { user: address }),
    readContract<bigint>(network, contracts.token, 'balance', { id: address }),
  ]);
  return { address, tier: identity.tier, status: statusOf(identity), depositIndex: index, balanceSats: balance };
}

/** Undefined for an address that is not registered. */
export async function findAddressIndex(
  network: Network,
  kyc: ContractHandle,
  address: string,
): Promise<number | undefined> {
  const index = await tryReadContract<number>(network, kyc, 'address_index', { user: address });
  if (index.ok) return index.value;
  if (index.failure.contractError?.code === IDENTITY_NOT_FOUND) return undefined;
  return await readContract<number>(network, kyc, 'address_index', { user: address });
}

/** What keeps the identity from acting, the gravest first. */
function statusOf(identity: Identity): IdentityStatus {
  if (identity.blacklisted) return 'blacklisted';
  if (identity.frozen) return 'frozen';
  if (identity.under_review) return 'under-review';
  if (identity.expires_at <= BigInt(Math.floor(Date.now() / 1000))) return 'expired';
  return STATUS[identity.status] ?? 'pending';
}

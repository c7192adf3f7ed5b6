import type { SystemContracts } from '@istsi/contracts';
import { type Identity, KycError } from '@istsi/contracts/clients/kyc-registry';
import type { ReadOutcome } from '@istsi/soroban-client';
import type { IdentityStatus, User } from './services.ts';

const STATUS = ['pending', 'active', 'suspended', 'revoked'] as const;

export async function findUser(contracts: UserContracts, address: string): Promise<User | undefined> {
  return (await readUser(contracts, address))?.user;
}

export type UserContracts = Pick<SystemContracts, 'kyc' | 'token'>;

export interface ReadUser {
  user: User;
  /** Which ledger all of it was read of; undefined: not all of it is of the same one. */
  ledger: number | undefined;
  /** From then on the status is another one, whatever the ledger is. Milliseconds. */
  untilMs: number;
}

/** As `findUser`, with what is known of how long that is true. */
export async function readUser({ kyc, token }: UserContracts, address: string): Promise<ReadUser | undefined> {
  const [index, found, balance] = await Promise.all([
    readAddressIndex(kyc, address),
    unlessUnknown(kyc.tryRead('get_identity', { user: address }), () => kyc.read('get_identity', { user: address })),
    token.tryRead('balance', { id: address }),
  ]);
  // A system account has a number, but nobody's identity.
  if (!index || !found) return undefined;
  const { id, tier, expires_at } = found.value;
  const untilMs = Number(expires_at) * 1000;
  const user: User = {
    ...{ address, identity: id, tier, status: statusOf(found.value), depositIndex: index.value },
    balanceSats: balance.ok ? balance.value : await token.read('balance', { id: address }),
  };
  const isOfOne = balance.ok && index.ledger === found.ledger && found.ledger === balance.ledger;
  const isOver = untilMs <= Date.now();
  return { user, ledger: isOfOne ? index.ledger : undefined, untilMs: isOver ? Number.POSITIVE_INFINITY : untilMs };
}

/** Undefined for an address that is not registered. */
export async function findAddressIndex(kyc: SystemContracts['kyc'], address: string): Promise<number | undefined> {
  return (await readAddressIndex(kyc, address))?.value;
}

export const readAddressIndex = (kyc: SystemContracts['kyc'], address: string) =>
  unlessUnknown(kyc.tryRead('address_index', { user: address }), () => kyc.read('address_index', { user: address }));

/** What was read, and of which ledger, if that is known; undefined where there is no such identity. `again` throws the refusal. */
async function unlessUnknown<T>(
  read: Promise<ReadOutcome<T>>,
  again: () => Promise<T>,
): Promise<{ value: T; ledger?: number } | undefined> {
  const outcome = await read;
  if (outcome.ok) return outcome;
  if (outcome.failure.contractError?.code === KycError.IdentityNotFound) return undefined;
  return { value: await again() };
}

/** What keeps the identity from acting, the gravest first. */
function statusOf(identity: Identity): IdentityStatus {
  if (identity.blacklisted) return 'blacklisted';
  if (identity.frozen) return 'frozen';
  if (identity.under_review) return 'under-review';
  if (identity.expires_at <= BigInt(Math.floor(Date.now() / 1000))) return 'expired';
  return STATUS[identity.status] ?? 'pending';
}

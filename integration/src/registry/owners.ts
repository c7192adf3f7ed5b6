import { type ContractHandle, type Network, tryReadContract } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { readOwners, readRegistrySize } from './registry-entries.ts';

const IDENTITIES_PER_BATCH = 100;

/**
 * The address that a deposit index belongs to; undefined while nobody has it. The table is a copy that can be rebuilt
 * from the registry at any time, so what it says is asked of the registry once more.
 */
export async function findOwner(
  db: Kysely<Schema>,
  network: Network,
  kyc: ContractHandle,
  index: number,
): Promise<string | undefined> {
  const address = (await storedOwner(db, index)) ?? (await storedOwnerAfterSync(db, network, kyc, index));
  if (address === undefined) return undefined;
  const onChain = await tryReadContract<number>(network, kyc, 'address_index', { user: address });
  return onChain.ok && onChain.value === index ? address : undefined;
}

async function storedOwner(db: Kysely<Schema>, index: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('istsi.owners')
    .select('address')
    .where('address_index', '=', BigInt(index))
    .executeTakeFirst();
  return row?.address;
}

async function storedOwnerAfterSync(
  db: Kysely<Schema>,
  network: Network,
  kyc: ContractHandle,
  index: number,
): Promise<string | undefined> {
  const size = await readRegistrySize(network, kyc);
  if (index >= size.addresses) return undefined;
  // Newest first: the address that is asked about was most likely just registered.
  for (let last = size.identities; last > 0n; last -= BigInt(IDENTITIES_PER_BATCH)) {
    const ids: bigint[] = [];
    for (let id = last; id > 0n && ids.length < IDENTITIES_PER_BATCH; id--) ids.push(id);
    await storeOwners(db, await readOwners(network, kyc, ids));
    const found = await storedOwner(db, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

export async function storeOwners(
  db: Kysely<Schema>,
  owners: readonly { address: string; index: number }[],
): Promise<void> {
  if (owners.length === 0) return;
  await db
    .insertInto('istsi.owners')
    .values(owners.map(({ address, index }) => ({ address, address_index: index })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

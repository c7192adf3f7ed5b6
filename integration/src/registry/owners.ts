import type { SystemContracts } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { loadCursor, storeCursor } from '../events/cursors.ts';
import { type Owner, readRegistrations } from './registry-events.ts';

export interface Registry {
  db: Kysely<Schema>;
  network: Network;
  kyc: SystemContracts['kyc'];
  /** Of many who ask at the same moment at once; undefined where the registry itself has to be asked. */
  addressIndex?: (address: string) => Promise<number | undefined>;
}

const CURSOR = 'kyc-registry';
/** Of the first release's storage. */
const FIRST_LAYOUT = 1;

/**
 * The address that a deposit index belongs to; undefined while nobody has it. The registry finds an index by address
 * only, so the way back is a copy, kept from its events; what the copy says is asked of the registry once more.
 */
export async function findOwner(
  registry: Registry,
  index: number,
  stored: (index: number) => Promise<string | undefined> = (asked) => storedOwner(registry.db, asked),
): Promise<string | undefined> {
  let address = await stored(index);
  if (address === undefined) {
    await syncOwners(registry);
    address = await stored(index);
  }
  if (address === undefined) return undefined;
  if ((await registry.addressIndex?.(address)) === index) return address;
  const onChain = await registry.kyc.tryRead('address_index', { user: address });
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

/**
 * How many addresses the registry has numbered; the copy of them is brought up to date. Code before this one does not say
 * it: until it is upgraded, the copy has to count.
 */
export async function countAddresses(registry: Registry): Promise<number> {
  const { db, kyc } = registry;
  await syncOwners(registry);
  const count = await kyc.tryRead('address_count');
  if (count.ok) return count.value;
  if ((await kyc.read('version')) === FIRST_LAYOUT) return await countIndices(db);
  return await kyc.read('address_count');
}

/** Registrations older than the RPC's events are not found this way; asking for such a user's deposit address adds it. */
async function syncOwners({ db, network, kyc }: Registry): Promise<void> {
  for await (const { owners, cursor } of readRegistrations(network, kyc, await loadCursor(db, CURSOR))) {
    await db.transaction().execute(async (trx) => {
      await storeOwners(trx, owners);
      await storeCursor(trx, CURSOR, cursor);
    });
  }
}

export async function storeOwners(db: Kysely<Schema>, owners: readonly Owner[]): Promise<void> {
  if (owners.length === 0) return;
  await db
    .insertInto('istsi.owners')
    .values(owners.map(({ address, index }) => ({ address, address_index: index })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function countIndices(db: Kysely<Schema>): Promise<number> {
  const { highest } = await db
    .selectFrom('istsi.owners')
    .select((columns) => columns.fn.max('address_index').as('highest'))
    .executeTakeFirstOrThrow();
  return highest === null ? 0 : Number(highest) + 1;
}

import { randomBytes } from 'node:crypto';
import { commitmentTo } from '@istsi/audit-log';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/**
 * Addresses of Stellar accounts and of Bitcoin, wherever they stand in a text. Both are names of persons. Contracts are
 * persons too where they hold tokens; those of the system are left. BIP-173 has its addresses in capitals too, as QR codes do.
 */
const ADDRESSES =
  /\b(?:[GC][A-Z2-7]{55}|M[A-Z2-7]{68}|(?:bc|tb|bcrt)1[02-9ac-hj-np-z]{20,90}|(?:BC|TB|BCRT)1[02-9AC-HJ-NP-Z]{20,90}|[123mn][1-9A-HJ-NP-Za-km-z]{25,34})\b/g;

/** Every address in it. */
export function personsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') for (const [address] of value.matchAll(ADDRESSES)) found.add(address);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) personsIn(one, found);
  return found;
}

/** The same with commitments in their places. */
export function withCommitments<T>(value: T, commitments: ReadonlyMap<string, string>): T {
  if (typeof value === 'string')
    return value.replace(ADDRESSES, (address) => commitments.get(address) ?? address) as T & string;
  if (Array.isArray(value)) return value.map((one) => withCommitments(one, commitments)) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, withCommitments(one, commitments)]);
  return Object.fromEntries(entries) as T;
}

const SALT_BYTES = 32;

/** The commitment to each: the same as long as the person is remembered, so that entries about one belong together. */
export async function commitTo(db: Kysely<Schema>, values: readonly string[]): Promise<Map<string, string>> {
  const known = await findCommitments(db, values);
  const missing = values.filter((value) => !known.has(value)).sort();
  if (missing.length === 0) return known;
  const rows = missing.map((value) => {
    const salt = randomBytes(SALT_BYTES);
    return { value, salt, commitment: commitmentTo(value, salt) };
  });
  await db
    .insertInto('istsi.audit_persons')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Somebody else may have met one of them at the same moment: what is stored counts.
  return await findCommitments(db, values);
}

async function findCommitments(db: Kysely<Schema>, values: readonly string[]): Promise<Map<string, string>> {
  if (values.length === 0) return new Map();
  const rows = await db
    .selectFrom('istsi.audit_persons')
    .select(['value', 'commitment'])
    .where('value', 'in', values)
    .execute();
  return new Map(rows.map(({ value, commitment }) => [value, commitment]));
}

/** Whom commitments are to, as far as that is remembered, with the salts that show it. */
export async function openCommitments(
  db: Kysely<Schema>,
  commitments: readonly string[],
): Promise<Map<string, { value: string; salt: string }>> {
  if (commitments.length === 0) return new Map();
  const rows = await db.selectFrom('istsi.audit_persons').selectAll().where('commitment', 'in', commitments).execute();
  return new Map(rows.map(({ commitment, value, salt }) => [commitment, { value, salt: salt.toString('hex') }]));
}

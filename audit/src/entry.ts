import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { hex } from '@scure/base';
import { z } from 'zod';

/** Of persons, the log has only commitments: whoever has the salt can show whom one is about, and nobody else can guess. */
export const Commitment = z.string().regex(/^person:[0-9a-f]{64}$/, 'expected person: and 64 hex digits');

/** A contract of the system may hold tokens like anybody, as the exchange's inventory does, and is no person. */
const SystemContract = z.string().regex(/^C[A-Z2-7]{55}$/, 'expected a contract (C…)');

const Facts = z.record(z.string(), z.json());

/**
 * One act, and what the seed asks of its record: the operation and the time, the user and what KYC says, type and
 * parameters, what compliance checks gave, what changed, and what went wrong with what became of it.
 */
export const AuditEntry = z.strictObject({
  v: z.literal(1),
  at: z.iso.datetime(),
  /** What was done: `deposit.minted`, `webhook.add`, `integration-router.BitcoinDeposit`. */
  action: z.string().min(1).max(200),
  /** Who did it: `system`, the role of an API key, an account's commitment, or a contract. */
  actor: z.string().min(1).max(200),
  reason: z.string().nullable(),
  /** The same for everything that belongs together: the id of the operation, or of the request. */
  correlation_id: z.string().nullable(),
  /** Of the HTTP request that it was done by. */
  request_id: z.string().nullable(),
  operation: z.strictObject({ id: z.string(), type: z.string(), parameters: Facts }).nullable(),
  user: Commitment.or(SystemContract).nullable(),
  /** As the registry had it then. */
  kyc: Facts.nullable(),
  compliance: Facts.nullable(),
  changes: Facts.nullable(),
  error: z.strictObject({ condition: z.string(), resolution: z.string().nullable() }).nullable(),
  /** The event or the row that it was made of. */
  source: z.string().nullable(),
});
export type AuditEntry = z.output<typeof AuditEntry>;

/** Keys in the order of the shape, and sorted within facts: the same entry is always the same bytes. */
export function encodeEntry(entry: AuditEntry): Uint8Array {
  const ordered = Object.keys(AuditEntry.shape).map((key) => [key, sorted(entry[key as keyof AuditEntry])]);
  return utf8ToBytes(JSON.stringify(Object.fromEntries(ordered)));
}

/** Undefined for what is no entry, or is one in other bytes than its own. */
export function decodeEntry(bytes: Uint8Array): AuditEntry | undefined {
  try {
    const entry = AuditEntry.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return hex.encode(encodeEntry(entry)) === hex.encode(bytes) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, sorted((value as Record<string, unknown>)[key])]));
}

/** Of a value of a person's: an address, a name, a URL. `salt`: 32 random bytes, kept apart, and forgotten with the person. */
export function commitmentTo(value: string, salt: Uint8Array): string {
  return `person:${hex.encode(sha256(concatBytes(salt, utf8ToBytes(value))))}`;
}

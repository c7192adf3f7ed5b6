import { createHash, randomInt } from 'node:crypto';
import {
  type Derivation,
  type Descriptor,
  deriveScripts,
  formatDescriptor,
  openDerivation,
  SCRIPT_BYTES,
} from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/**
 * The scripts of deposit addresses as they were derived once: a million of them take eight minutes to derive, and a second
 * to read. A copy that can be lost; what is damaged, or is not what the descriptor gives, is derived again.
 */
export interface KeptScripts {
  /** As `deriveScripts`; what is asked for in order, from the first index on, comes from the copy. */
  scriptsOf(descriptor: Descriptor, from: number, count: number): Uint8Array;
  /** Stores what was derived since. */
  keep(): Promise<void>;
  /**
   * Derives what is missing up to an index, as far as whole rows go, on every core and beside the program, and stores it row
   * by row: a database without copies, in a system of a million addresses, is filled in minutes in which all else goes on.
   */
  deriveThrough(index: number, signal: AbortSignal): Promise<void>;
}

/** Scripts in a row of the table: 34,000 bytes. */
export const SCRIPTS_PER_ROW = 1_000;
const ROW_BYTES = SCRIPTS_PER_ROW * SCRIPT_BYTES;

export async function openKeptScripts(db: Kysely<Schema>, descriptors: readonly Descriptor[]): Promise<KeptScripts> {
  const copies = new Map<Descriptor, Copy>();
  for (const descriptor of descriptors) copies.set(descriptor, await loadCopy(db, descriptor));
  return {
    scriptsOf(descriptor, from, count) {
      const copy = copies.get(descriptor);
      // Whoever asks out of order is answered, and nothing of it is kept.
      if (!copy || from !== copy.next) return deriveScripts(descriptor, from, count);
      return takeFrom(copy, count);
    },
    async keep() {
      for (const copy of copies.values()) await store(db, copy);
    },
    async deriveThrough(index, signal) {
      const derivation = openDerivation();
      try {
        for (const copy of copies.values()) {
          while ((copy.rows.length + 1) * SCRIPTS_PER_ROW <= index + 1) {
            signal.throwIfAborted();
            await fillRow(db, copy, derivation);
          }
        }
      } finally {
        await derivation.close();
      }
    },
  };
}

/** Of one descriptor. What was read and handed out is not held any longer. */
interface Copy {
  descriptor: Descriptor;
  key: string;
  /** By number; those that were handed out are empty. */
  rows: Uint8Array[];
  /** The first index that was not asked for yet. */
  next: number;
  /** Derived, and not stored yet: from index `rows.length * SCRIPTS_PER_ROW` on. */
  fresh: Uint8Array;
}

const NOTHING = new Uint8Array();

async function loadCopy(db: Kysely<Schema>, descriptor: Descriptor): Promise<Copy> {
  const key = createHash('sha256').update(formatDescriptor(descriptor)).digest('hex');
  const stored = await db
    .selectFrom('istsi.watched_scripts')
    .select(['row', 'scripts', 'sum'])
    .where('descriptor', '=', key)
    .orderBy('row')
    .execute();
  const rows: Uint8Array[] = [];
  for (const { row, scripts, sum } of stored) {
    if (row !== rows.length || !isRight(descriptor, row, scripts) || sumOf(key, row, scripts) !== sum) break;
    rows.push(scripts);
  }
  return { descriptor, key, rows, next: 0, fresh: NOTHING };
}

/** One of each row is derived again: a copy of another derivation, whole as it may be, is no use. */
function isRight(descriptor: Descriptor, row: number, scripts: Uint8Array): boolean {
  if (scripts.length !== ROW_BYTES) return false;
  const one = randomInt(SCRIPTS_PER_ROW);
  const derived = deriveScripts(descriptor, row * SCRIPTS_PER_ROW + one, 1);
  return Buffer.compare(scripts.subarray(one * SCRIPT_BYTES, (one + 1) * SCRIPT_BYTES), derived) === 0;
}

const sumOf = (key: string, row: number, scripts: Uint8Array): string =>
  createHash('sha256').update(`${key}/${row}/`).update(scripts).digest('hex');

function takeFrom(copy: Copy, count: number): Uint8Array {
  const taken = new Uint8Array(count * SCRIPT_BYTES);
  let filled = 0;
  while (filled < count) {
    const at = copy.next + filled;
    const row = Math.floor(at / SCRIPTS_PER_ROW);
    const offset = at % SCRIPTS_PER_ROW;
    const read = copy.rows[row];
    const most = Math.min(count - filled, SCRIPTS_PER_ROW - offset);
    const part = read
      ? read.subarray(offset * SCRIPT_BYTES, (offset + most) * SCRIPT_BYTES)
      : deriveScripts(copy.descriptor, at, most);
    taken.set(part, filled * SCRIPT_BYTES);
    if (!read) copy.fresh = Buffer.concat([copy.fresh, part]);
    else if (offset + most === SCRIPTS_PER_ROW) copy.rows[row] = NOTHING;
    filled += most;
  }
  copy.next += count;
  return taken;
}

/** The next row as a whole: what was handed out of it already is derived, and the rest is now. */
async function fillRow(db: Kysely<Schema>, copy: Copy, derivation: Derivation): Promise<void> {
  await store(db, copy);
  const row = copy.rows.length;
  const known = copy.fresh.length / SCRIPT_BYTES;
  const rest = await derivation.scripts(copy.descriptor, row * SCRIPTS_PER_ROW + known, SCRIPTS_PER_ROW - known);
  const scripts = Buffer.concat([copy.fresh, rest]);
  await storeRow(db, copy, row, scripts);
  copy.rows.push(scripts);
  copy.fresh = NOTHING;
}

async function store(db: Kysely<Schema>, copy: Copy): Promise<void> {
  while (copy.fresh.length >= ROW_BYTES) {
    const row = copy.rows.length;
    const scripts = Buffer.from(copy.fresh.subarray(0, ROW_BYTES));
    await storeRow(db, copy, row, scripts);
    copy.rows.push(NOTHING);
    copy.fresh = copy.fresh.slice(ROW_BYTES);
  }
}

async function storeRow(db: Kysely<Schema>, { key }: Copy, row: number, scripts: Buffer): Promise<void> {
  const sum = sumOf(key, row, scripts);
  await db
    .insertInto('istsi.watched_scripts')
    .values({ descriptor: key, row, scripts, sum })
    .onConflict((conflict) => conflict.columns(['descriptor', 'row']).doUpdateSet({ scripts, sum }))
    .execute();
}

import {
  type AuditEntry,
  decodeEntry,
  encodeBundle,
  formatKey,
  formatProof,
  inclusionProof,
  keyOf,
  type NoteSigner,
  type Quorum,
  type Tile,
} from '@istsi/audit-log';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Anchoring } from './anchoring.ts';
import { lastCheckpoint } from './checkpoints.ts';
import { publishedCheckpoint } from './cosignatures.ts';
import { entriesThere, hashesThere, readHashes, sizeOf } from './log-store.ts';
import { sourceOfRequest } from './note-request.ts';
import { openCommitments } from './persons.ts';
import type { Witnessing } from './witnessing.ts';
import { inAct } from './write-act.ts';

export interface AuditQuery {
  actor?: string | undefined;
  action?: string | undefined;
  correlationId?: string | undefined;
  /** Stellar or Bitcoin address of a person that is remembered. */
  person?: string | undefined;
  /** Only entries before this place. */
  before?: number | undefined;
  limit: number;
}

export interface AuditView {
  index: number;
  entry: AuditEntry;
}

export interface AuditPage {
  items: AuditView[];
  /** Whom commitments in them are to, as far as that is remembered. */
  persons: ReadonlyMap<string, { value: string; salt: string }>;
  /** Entries before this one are the next page. */
  nextBefore: number | undefined;
}

export interface AuditStatus {
  /** Entries that have a place. */
  size: number;
  /** Of these, signed. */
  signed: number;
  signedAt: Date | undefined;
  /** C2SP's verifier key; undefined where none was given: nothing is signed then. */
  key: string | undefined;
  /** Why nothing is signed any more: the log is not what it was. */
  problem: string | undefined;
  /** Undefined where it is not written on Stellar, or was not looked at yet. */
  anchoring: Anchoring | undefined;
  /** Undefined where nobody cosigns it, or was not looked at yet. */
  witnessing: Witnessing | undefined;
}

/** What was done, by whom, and that nobody has changed it since. */
export interface AuditServices {
  status(): Promise<AuditStatus>;
  /** Newest first. */
  entries(query: AuditQuery): Promise<AuditPage>;
  /** In the order of the log. */
  range(range: { from: number; through: number }): Promise<AuditView[]>;
  /** The newest that is published: signed, and cosigned by enough witnesses; undefined before the first. */
  checkpoint(): Promise<string | undefined>;
  /** A file of the log, as C2SP tlog-tiles has it; undefined for what no signed tree has. */
  tile(tile: Tile): Promise<Uint8Array | undefined>;
  /** C2SP tlog-proofs of every signed entry of the operation, one after another; undefined where there is none. */
  proof(operation: string): Promise<string | undefined>;
  /** Forgets to whom commitments are: the log goes on proving what it says, and nobody can tell any more of whom. */
  forget(address: string): Promise<boolean>;
}

export interface AuditLogWorld {
  db: Kysely<Schema>;
  /** Undefined without a key. */
  signer: NoteSigner | undefined;
  problem(): string | undefined;
  anchoring(): Anchoring | undefined;
  /** Absent: nobody cosigns it. */
  witnesses?: { quorum: Quorum; state(): Witnessing | undefined } | undefined;
}

const MOST_PROOFS = 1_000;

export function auditServices({ db, signer, problem, anchoring, witnesses }: AuditLogWorld): AuditServices {
  return {
    async status() {
      const last = await lastCheckpoint(db);
      return {
        ...{ size: await sizeOf(db), signed: last?.size ?? 0, signedAt: last?.at, problem: problem() },
        key: signer && formatKey(keyOf(signer)),
        anchoring: anchoring(),
        witnessing: witnesses?.state(),
      };
    },
    entries: (query) => listEntries(db, query),
    async range({ from, through }) {
      const rows = await selectEntries(db)
        .where((where) => where.between('s.index', BigInt(from), BigInt(through)))
        .orderBy('s.index')
        .execute();
      return rows.map(viewOf);
    },
    checkpoint: async () => (await publishedCheckpoint(db, witnesses?.quorum))?.note,
    tile: (tile) => readTile(db, tile),
    proof: (operation) => proveOperation(db, operation, witnesses?.quorum),
    forget: (address) =>
      inAct(
        db,
        (found) => ({ action: 'audit.forget', changes: { found } }),
        async (trx) => {
          const gone = await trx.deleteFrom('istsi.audit_persons').where('value', '=', address).executeTakeFirst();
          return gone.numDeletedRows > 0n;
        },
      ),
  };
}

const selectEntries = (db: Kysely<Schema>) =>
  db
    .selectFrom('istsi.audit_sequence as s')
    .innerJoin('istsi.audit_entries as e', 'e.arrived', 's.arrived')
    .select(['s.index', 'e.entry']);

function viewOf({ index, entry }: { index: bigint; entry: Buffer }): AuditView {
  const read = decodeEntry(entry);
  if (!read) throw new Error(`entry ${index} of the audit log is none: somebody has changed it`);
  return { index: Number(index), entry: read };
}

async function listEntries(db: Kysely<Schema>, query: AuditQuery): Promise<AuditPage> {
  const { actor, action, correlationId, person, before, limit } = query;
  let select = selectEntries(db);
  if (actor !== undefined) select = select.where('e.actor', '=', await committed(db, actor));
  if (action !== undefined) select = select.where('e.action', '=', action);
  if (correlationId !== undefined)
    select = select.where(({ eb, or }) =>
      or([eb('e.correlation_id', '=', correlationId), eb('e.source', '=', sourceOfRequest(correlationId))]),
    );
  if (person !== undefined) select = select.where('e.person', '=', await committed(db, person));
  if (before !== undefined) select = select.where('s.index', '<', BigInt(before));
  const rows = await select
    .orderBy('s.index', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(viewOf);
  const named = JSON.stringify(items.map(({ entry }) => entry)).match(/person:[0-9a-f]{64}/g) ?? [];
  return {
    items,
    persons: await openCommitments(db, [...new Set(named)]),
    nextBefore: rows.length > limit ? items.at(-1)?.index : undefined,
  };
}

/** What stands in the entries for an address; what is none stands for itself. */
async function committed(db: Kysely<Schema>, value: string): Promise<string> {
  const row = await db
    .selectFrom('istsi.audit_persons')
    .select('commitment')
    .where('value', '=', value)
    .executeTakeFirst();
  return row?.commitment ?? value;
}

async function readTile(db: Kysely<Schema>, { level, index, width }: Tile): Promise<Uint8Array | undefined> {
  const signed = (await lastCheckpoint(db))?.size ?? 0;
  const start = index * 256;
  const there = level === 'entries' ? signed : Math.floor(signed / 256 ** level);
  // What no checkpoint needs is not served: it may not be so in the end.
  if (start + width > there) return undefined;
  if (level === 'entries') return encodeBundle(await entriesThere(db, start, width));
  return new Uint8Array(Buffer.concat(await hashesThere(db, level, start, width)));
}

async function proveOperation(
  db: Kysely<Schema>,
  operation: string,
  quorum: Quorum | undefined,
): Promise<string | undefined> {
  const last = await publishedCheckpoint(db, quorum);
  if (!last) return undefined;
  const rows = await selectEntries(db)
    .where('e.correlation_id', '=', operation)
    .where('s.index', '<', BigInt(last.size))
    .orderBy('s.index')
    .limit(MOST_PROOFS)
    .execute();
  let text = '';
  for (const { index, entry } of rows) {
    const path = await inclusionProof(readHashes(db), Number(index), last.size);
    text += formatProof({ index: Number(index), path, checkpoint: last.note, entry });
  }
  return text === '' ? undefined : text;
}

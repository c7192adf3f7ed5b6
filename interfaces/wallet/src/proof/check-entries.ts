import { type AuditEntry, decodeEntry, parseKey, splitProofs, verifyProof } from '@istsi/audit-log';

export interface EntriesQuestion {
  /** C2SP tlog-proofs, one after another. */
  text: string;
  /** C2SP verifier key that this browser knows the log by. */
  key: string;
  /** Id of the operation that they should be about. */
  operation: string;
}

export interface ProvedEntry extends Pick<AuditEntry, 'action' | 'at'> {
  index: number;
}

export type EntriesAnswer =
  | { ok: true; entries: readonly ProvedEntry[]; size: number; log: string }
  | { ok: false; why: 'no-key' | 'not-in-it' | 'no-entry' | 'of-another'; reason: string };

/** Whether every entry of a proof is in the tree that the log of this key signed, and is about this operation. */
export function checkEntries({ text, key, operation }: EntriesQuestion): EntriesAnswer {
  const known = parseKey(key);
  if (!known) return { ok: false, why: 'no-key', reason: key };
  const entries: ProvedEntry[] = [];
  let size = 0;
  for (const one of splitProofs(text)) {
    const check = verifyProof(one, known);
    if (!check.ok) return { ok: false, why: 'not-in-it', reason: check.problem };
    const { index } = check;
    const entry = decodeEntry(check.entry);
    if (!entry) return { ok: false, why: 'no-entry', reason: `#${index}` };
    if (entry.correlation_id !== operation) return { ok: false, why: 'of-another', reason: `#${index}` };
    entries.push({ index, action: entry.action, at: entry.at });
    size = check.checkpoint.size;
  }
  return { ok: true, entries, size, log: known.name };
}

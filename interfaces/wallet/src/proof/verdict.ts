import type { Statement } from '@istsi/reserves/files';
import type { EsploraFacts, StellarWord } from '@istsi/reserves/nodes';

/** How far a node was asked about a proof. `outdated`: it speaks of a newer one. */
export type Word = 'unasked' | 'asking' | 'silent' | 'outdated' | 'good' | 'bad';

/** `now`: all is there at the newest block and ledger. `at-block`: it was at the proof’s block. */
export type Verdict = 'now' | 'at-block' | 'files' | 'files-stellar' | 'files-bitcoin' | 'bad';

export interface Seen {
  files: boolean;
  stellar: Word;
  bitcoin: Word;
  /** Undefined where one of the nodes did not say. */
  since: Since | undefined;
}

/** What may be said of a proof: no more than was seen. */
export function verdictOf({ files, stellar, bitcoin, since }: Seen): Verdict {
  if (!files || stellar === 'bad' || bitcoin === 'bad') return 'bad';
  if (stellar === 'good' && bitcoin === 'good') return since === 'nothing' ? 'now' : 'at-block';
  if (stellar === 'good') return 'files-stellar';
  return bitcoin === 'good' ? 'files-bitcoin' : 'files';
}

/**
 * What has happened since the proof's block. `spent`: some of its outputs are spent, by a withdrawal or by a thief.
 * `uncovered`: those that are left cover less than what is issued and owed by now, as after a new deposit, whose output is
 * in no proof yet.
 */
export type Since = 'nothing' | 'spent' | 'uncovered';

export function happenedSince(
  { off_chain }: Pick<Statement['liabilities'], 'off_chain'>,
  { now }: Pick<StellarWord, 'now'>,
  { spentSince, unspentSats }: Pick<EsploraFacts, 'spentSince' | 'unspentSats'>,
): Since {
  if (spentSince > 0) return 'spent';
  // Of what is owed off chain nobody but the statement says anything.
  const due = now.issuedSats + now.owedSats + BigInt(off_chain?.sum_sats ?? 0);
  return unspentSats < due ? 'uncovered' : 'nothing';
}

/** Where a page may ask: `undefined` for what is no address of a server. */
export function mayAsk(typed: string, allowed: readonly string[]): boolean | undefined {
  if (!URL.canParse(typed) || !/^https?:$/.test(new URL(typed).protocol)) return undefined;
  return allowed.some((url) => new URL(url).origin === new URL(typed).origin);
}

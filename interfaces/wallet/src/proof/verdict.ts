/** How far a node was asked about a proof. `outdated`: it speaks of a newer one. */
export type Word = 'unasked' | 'asking' | 'silent' | 'outdated' | 'good' | 'bad';

export type Verdict = 'all' | 'files' | 'files-stellar' | 'files-bitcoin' | 'bad';

/** What may be said of a proof: no more than was seen. */
export function verdictOf({ files, stellar, bitcoin }: { files: boolean; stellar: Word; bitcoin: Word }): Verdict {
  if (!files || stellar === 'bad' || bitcoin === 'bad') return 'bad';
  if (stellar === 'good') return bitcoin === 'good' ? 'all' : 'files-stellar';
  return bitcoin === 'good' ? 'files-bitcoin' : 'files';
}

/** Where a page may ask: `undefined` for what is no address of a server. */
export function mayAsk(typed: string, allowed: readonly string[]): boolean | undefined {
  if (!URL.canParse(typed) || !/^https?:$/.test(new URL(typed).protocol)) return undefined;
  return allowed.some((url) => new URL(url).origin === new URL(typed).origin);
}

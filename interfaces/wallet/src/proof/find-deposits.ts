/** A deposit as the service tells of it. */
export interface MintedDeposit {
  /** `txid:number` */
  outpoint: string;
  amountSats: bigint;
  /** When the service last knew it changed, ms since 1970. */
  at: number;
}

export interface Counted {
  count: number;
  sats: bigint;
}

/** Each minted deposit is in exactly one of these. */
export interface FoundDeposits {
  /** The books' history has the output, with this very amount. */
  found: Counted;
  /** It has it with another amount: one of the two is wrong. */
  differing: Counted;
  /** It has not, and by the service's clock the deposit is newer than the proof. */
  newer: Counted;
  /** It has not, though the deposit is the older one. */
  missing: Counted;
}

/** Which deposits the history of a proof's books has. `added`: satoshis of every output that was ever added, by outpoint. */
export function findDeposits(
  deposits: readonly MintedDeposit[],
  added: ReadonlyMap<string, bigint>,
  publishedAt: number,
): FoundDeposits {
  const placed = { found: none(), differing: none(), newer: none(), missing: none() };
  for (const { outpoint, amountSats, at } of deposits) {
    const recorded = added.get(outpoint);
    const absent = at > publishedAt ? 'newer' : 'missing';
    const place = placed[recorded === undefined ? absent : recorded === amountSats ? 'found' : 'differing'];
    place.count += 1;
    place.sats += amountSats;
  }
  return placed;
}

const none = (): Counted => ({ count: 0, sats: 0n });

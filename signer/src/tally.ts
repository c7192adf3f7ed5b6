/** How often a signer signed and refused since it was started. */
export interface Tally {
  count(isSigned: boolean): void;
  counts(): { signed: number; refused: number };
}

export function createTally(): Tally {
  const counts = { signed: 0, refused: 0 };
  return {
    count: (isSigned) => void (isSigned ? counts.signed++ : counts.refused++),
    counts: () => ({ ...counts }),
  };
}

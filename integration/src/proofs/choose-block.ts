/** What the watcher knows of one output of the reserve. */
export interface OutputHeights {
  height: number;
  spentHeight: number | undefined;
}

export type BlockChoice = { ok: true; height: number } | { ok: false; reason: string };

/**
 * The newest block at which every output of the reserve's books was unspent. The books run behind Bitcoin: they count a
 * deposit some blocks after it was made, and a payment's inputs until the payment is deep enough.
 */
export function chooseBlock(options: {
  tipHeight: number;
  /** How deep the block must be; the tip has one. */
  confirmations: number;
  /** Of the last proof; later proofs never go back. */
  lastHeight: number;
  outputs: readonly OutputHeights[];
}): BlockChoice {
  const { tipHeight, confirmations, lastHeight, outputs } = options;
  const spent = outputs.flatMap(({ spentHeight }) => (spentHeight === undefined ? [] : [spentHeight - 1]));
  const made = outputs.map(({ height }) => height);
  const height = spent.reduce((least, one) => Math.min(least, one), tipHeight - confirmations + 1);
  const earliest = made.reduce((most, one) => Math.max(most, one), Math.max(lastHeight, 0));
  if (height >= earliest) return { ok: true, height };
  const because = spent.some((one) => one < earliest)
    ? 'a payment of the reserve is not settled yet'
    : 'its newest output is too young';
  return { ok: false, reason: `at no block were exactly the outputs of the books unspent: ${because}` };
}

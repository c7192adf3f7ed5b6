/** What was credited against outputs of the last blocks: of the heights that share a place, the one that counts. */
export type Exposure = Map<number, { height: number; amount: bigint }>;

const BITCOIN = 100_000_000n;
const PLACES = 16;
/** A height that is further ahead was a mistake. */
const FAR = 2_016;
const LONGEST_FORK = 12;

export function confirmationsFor(amount: bigint): number {
  if (amount < BITCOIN / 10n) return 2;
  if (amount < BITCOIN) return 3;
  return amount < 10n * BITCOIN ? 6 : LONGEST_FORK;
}

/** The least depth at which no fork, wherever it begins, takes back more than its length allows. */
export function confirmationsAt(exposure: Exposure, amount: bigint, height: number): number {
  let depth = 1;
  for (let first = height; first > height - LONGEST_FORK; first--) {
    const sum = [...exposure.values()]
      .filter((block) => block.height >= first && block.height < height + FAR)
      .reduce((total, block) => total + block.amount, amount);
    depth = Math.max(depth, confirmationsFor(sum) - (height - first));
  }
  return depth;
}

export function expose(exposure: Exposure, amount: bigint, height: number): void {
  const place = height % PLACES;
  const held = exposure.get(place);
  if (held && held.height > height && held.height - height < FAR) return;
  exposure.set(place, { height, amount: amount + (held?.height === height ? held.amount : 0n) });
}

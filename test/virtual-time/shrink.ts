import type { Failure } from './simulate.ts';

/**
 * Fewer moves that break the same rule: parts of them are left out, the large ones first (delta debugging), until none can be
 * left out any more or `mostRuns` were played. `play` answers what failed.
 */
export async function shrink<T>(
  moves: readonly T[],
  failure: Failure,
  play: (moves: readonly T[]) => Promise<Failure | undefined>,
  mostRuns = 200,
): Promise<{ moves: readonly T[]; failure: Failure; runs: number }> {
  // What comes after it had no part in it.
  let best = { moves: moves.slice(0, failure.at + 1), failure };
  let runs = 0;
  for (let size = Math.ceil(best.moves.length / 2); size >= 1 && runs < mostRuns; ) {
    let isSmaller = false;
    for (let from = 0; from < best.moves.length && runs < mostRuns; ) {
      const fewer = [...best.moves.slice(0, from), ...best.moves.slice(from + size)];
      runs += 1;
      const found = await play(fewer);
      if (found?.rule === failure.rule) {
        best = { moves: fewer.slice(0, found.at + 1), failure: found };
        isSmaller = true;
      } else from += size;
    }
    if (size === 1 && !isSmaller) break;
    size = size === 1 ? 1 : Math.floor(size / 2);
  }
  return { ...best, runs };
}

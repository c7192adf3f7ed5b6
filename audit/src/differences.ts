/** What became of a row of entries, told from their hashes: as text, since only equality matters. */
export interface Difference {
  code: 'edited' | 'deleted' | 'inserted' | 'reordered' | 'truncated' | 'rewritten';
  /** The first place where it shows. */
  index: number;
  message: string;
}

/** More entries than this in one piece are not looked for where the log may have grown. */
const MOST_SHIFT = 64;

/**
 * Compares what should be there with what is there. One change is named by its kind; what no single one explains is
 * `rewritten`, from the first place that differs. `mayGrow`: what is there behind all that is expected is new, and well.
 */
export function differencesOf(
  expected: readonly string[],
  found: readonly string[],
  { mayGrow = false } = {},
): Difference[] {
  const whole = mayGrow ? found.slice(0, expected.length) : found;
  const first = firstDifference(expected, whole);
  if (first === undefined) return [];
  if (whole.length < expected.length && first === whole.length) {
    const message = `the log ends before entry ${first}, and had ${expected.length} entries`;
    return [{ code: 'truncated', index: first, message }];
  }
  const length = found.length - expected.length;
  const shifts = mayGrow ? Array.from({ length: MOST_SHIFT }, (_, i) => [-i - 1, i + 1]).flat() : [length];
  const moved = (): Difference[] =>
    shifts.flatMap((shift) => shifted(expected, found, { first, shift }) ?? []).slice(0, 1);
  const named = reordered(expected, whole, first) ?? edits(expected, whole) ?? moved();
  return named.length > 0 ? named : [rewritten(first)];
}

function firstDifference(a: readonly string[], b: readonly string[]): number | undefined {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return undefined;
}

/** One piece was taken out, or put in, at the first difference: from there on, all the rest is so many places further. */
function shifted(
  expected: readonly string[],
  found: readonly string[],
  { first, shift }: { first: number; shift: number },
): Difference | undefined {
  const rest = expected.slice(first + Math.max(0, -shift));
  const there = found.slice(first + Math.max(0, shift), first + Math.max(0, shift) + rest.length);
  if (shift === 0 || rest.length === 0 || firstDifference(rest, there) !== undefined) return undefined;
  const count = Math.abs(shift);
  if (shift < 0) {
    const what = count === 1 ? `entry ${first} was` : `entries ${first} to ${first + count - 1} were`;
    return { code: 'deleted', index: first, message: `${what} deleted` };
  }
  const what = count === 1 ? 'an entry was' : `${count} entries were`;
  return { code: 'inserted', index: first, message: `${what} inserted before entry ${first}` };
}

function reordered(expected: readonly string[], found: readonly string[], first: number): Difference[] | undefined {
  if (firstDifference([...expected].sort(), [...found].sort()) !== undefined) return undefined;
  const moved = expected.flatMap((hash, i) => (hash === found[i] ? [] : [i]));
  const message = `entries ${moved.slice(0, 10).join(', ')} changed their places`;
  return [{ code: 'reordered', index: first, message }];
}

const MOST_EDITS = 10;

function edits(expected: readonly string[], found: readonly string[]): Difference[] | undefined {
  if (expected.length !== found.length) return undefined;
  const edited = expected.flatMap((hash, index) => (hash === found[index] ? [] : [index]));
  if (edited.length > MOST_EDITS) return undefined;
  return edited.map((index) => ({ code: 'edited', index, message: `entry ${index} was edited` }));
}

const rewritten = (index: number): Difference => ({
  code: 'rewritten',
  index,
  message: `from entry ${index} on the log is another one`,
});

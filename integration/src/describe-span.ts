const units = [
  ['d', 86_400n],
  ['h', 3_600n],
  ['min', 60n],
  ['s', 1n],
] as const;

/** A span of whole seconds by its two largest units: `2 d 3 h`, `4 min 5 s`. Nobody reads 93,784 seconds. */
export function describeSpan(seconds: bigint): string {
  if (seconds < 0n) return `-${describeSpan(-seconds)}`;
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [unit, size] = units[first] as (typeof units)[number];
  const next = units[first + 1];
  const rest = next === undefined ? 0n : (seconds % size) / next[1];
  return rest === 0n || next === undefined
    ? `${seconds / size} ${unit}`
    : `${seconds / size} ${unit} ${rest} ${next[0]}`;
}

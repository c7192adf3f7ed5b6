const STEPS: [limitSeconds: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3_600, 60, 'minute'],
  [86_400, 3_600, 'hour'],
  [2_592_000, 86_400, 'day'],
  [31_536_000, 2_592_000, 'month'],
  [Number.POSITIVE_INFINITY, 31_536_000, 'year'],
];
const NOW_SECONDS = 5;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'long' });

/** `12 minutes ago`, `in 2 hours`; undefined while it is now. */
export function relativeTime(at: Date, now: Date): string | undefined {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) < NOW_SECONDS) return undefined;
  const [, size, unit] = STEPS.find(([limit]) => Math.abs(seconds) < limit)!;
  return relative.format(Math.trunc(seconds / size), unit);
}

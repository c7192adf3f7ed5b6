/** Months and years are about as long as this: nothing to reckon with, and enough to say how long something is. */
const UNITS: readonly (readonly [unit: Unit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];
type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** 59.4 minutes are an hour. */
const ROUNDS_UP = 0.99;
const last = ['second', 1] as const;

const formats = Object.fromEntries(
  UNITS.map(([unit]) => [unit, new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' })]),
) as Record<Unit, Intl.NumberFormat>;

/** About how long, in the largest unit that there is one of: 5,003,640 seconds are `2 months`. */
export function aboutDuration(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds / each >= ROUNDS_UP) ?? last;
  return formats[unit].format(Math.round(seconds / size));
}

/** Exactly how long, of days and what is below them: 90,061 seconds are `1 day 1 hour 1 minute 1 second`. */
export function exactDuration(seconds: number): string {
  let rest = seconds;
  const said: string[] = [];
  for (const [unit, size] of UNITS.slice(2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) said.push(formats[unit].format(count));
  }
  return said.join(' ') || formats.second.format(0);
}

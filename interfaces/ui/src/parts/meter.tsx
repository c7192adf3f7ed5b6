export interface MeterProps {
  /** What it measures, for those who do not see it. */
  label: string;
  used: bigint;
  /** All that may be used; of nothing, everything is. */
  most: bigint;
  /** What both are, in words. */
  text: string;
}

const PERMILLE = 1_000n;
/** From here on it is nearly used up, and says so by its colour. */
const NEARLY = 900n;

/** How much of a limit is used. */
export function Meter({ label, used, most, text }: MeterProps) {
  const part = most <= 0n ? PERMILLE : (used * PERMILLE) / most;
  const shown = part < 0n ? 0n : part > PERMILLE ? PERMILLE : part;
  const percent = Number(shown) / 10;
  return (
    <meter
      className={part >= PERMILLE ? 'meter bad' : part >= NEARLY ? 'meter wait' : 'meter'}
      aria-label={label}
      aria-valuetext={text}
      max={100}
      value={percent}
    />
  );
}

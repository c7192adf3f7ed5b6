/** How one part of the system is, and why. */
export interface PartHealth {
  /** `database`, `signer-2`, `kyc-registry`: few, and always the same. */
  part: string;
  /** `warning`: it works, and somebody should look. */
  state: 'ok' | 'warning' | 'failing';
  /** In words: what was found, and what follows from it. */
  diagnosis: string;
}

export const ok = (part: string, diagnosis: string): PartHealth => ({ part, state: 'ok', diagnosis });
export const warning = (part: string, diagnosis: string): PartHealth => ({ part, state: 'warning', diagnosis });
export const failing = (part: string, diagnosis: string): PartHealth => ({ part, state: 'failing', diagnosis });

const SECOND_UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** `3 hours`: the largest unit that fits. */
export function inWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [size, unit] = SECOND_UNITS.find(([length]) => whole >= length) ?? [1, 'second'];
  const count = Math.floor(whole / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

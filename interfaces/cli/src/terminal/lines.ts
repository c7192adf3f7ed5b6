import { formatSeconds, pad } from './format.ts';
import type { Palette } from './palette.ts';

const LABEL_WIDTH = 13;
/** Shorter than this is not worth telling. */
const NOTABLE_MS = 100;

/** `  ✓ database     PostgreSQL 18.4 on port 54320  0.9 s` */
export function finishedLine(colours: Palette, mark: string, label: string, detail: string, tookMs: number): string {
  const took = tookMs >= NOTABLE_MS ? `  ${colours.faint(formatSeconds(tookMs))}` : '';
  return `  ${mark} ${pad(label, LABEL_WIDTH)}${detail}${took}`;
}

/** Name and value, aligned with the steps above. */
export function factLine(colours: Palette, name: string, value: string): string {
  return `    ${pad(colours.faint(name), LABEL_WIDTH)}${value}`;
}

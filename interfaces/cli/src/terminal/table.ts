import { pad, visibleWidth } from './format.ts';

/** Rows below a heading, each column as wide as its widest cell. */
export function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...table.map((row) => visibleWidth(row[column] ?? ''))) + 2);
  const lineOf = (row: readonly string[]) => row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('');
  return table.map((row) => `  ${lineOf(row).trimEnd()}`).join('\n');
}

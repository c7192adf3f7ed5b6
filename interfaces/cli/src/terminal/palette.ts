import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Paints text, or leaves it as it is where the output is not a terminal or the user wants no colour. */
export interface Palette {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  accent(text: string): string;
}

export function palette(coloured: boolean): Palette {
  const paint = (format: Format) => (text: string) =>
    coloured ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
    accent: paint('cyan'),
  };
}
